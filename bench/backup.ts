import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { type PrivateEngine, startEngine } from '../test/engine/support/engine.ts';
import { BUSYBOX_IMAGE, importImages } from '../test/engine/support/images.ts';
import { type BotFigures, measureBot } from './backup-bot.ts';
import { asProductStarts, compileBeforehand, type JobFigures, type Jobs } from './backup-figures.ts';
import { machineLine, versionIn } from './figures.ts';

const MIB = 1024 * 1024;
const JOBS = fileURLToPath(new URL('./backup-jobs.ts', import.meta.url));
const run = promisify(execFile);

export interface BackupFigures extends JobFigures {
  readonly machine: string;
  readonly gib: number;
  readonly level: number;
  /** `docker run -v … tar czf`, of the same volume; null: only the jobs were measured. */
  readonly tarMs: number | null;
  /** `zstd -d < archive | sha256sum`, of the archive that was made. */
  readonly zstdMs: number;
  /** Null: only the jobs were measured. */
  readonly bot: BotFigures | null;
}

/**
 * One volume of mixed data (half of it random, three eighths log lines, the rest small JSON files) that is archived,
 * verified and written into another volume, beside what people use, on the same Engine in the same run.
 */
export async function measureBackup({ gib = 1, level = 1, onlyJobs = false } = {}): Promise<BackupFigures> {
  const engine = await startEngine();
  const folder = `${engine.socketPath}.bench`;
  try {
    await importImages(engine.api, `vakhta.test=${engine.run}`);
    mkdirSync(folder);
    const source = await volume(engine, 'bench-source');
    await volume(engine, 'bench-target');
    await fill(source, gib);
    execFileSync('sync');
    const tarMs = onlyJobs ? null : await timed(() => tarOfToday(engine, folder));
    rmSync(join(folder, 'today.tar.gz'), { force: true });
    execFileSync('sync');
    const jobs: Jobs = {
      socketPath: engine.socketPath,
      source: await helper(engine, 'bench-source'),
      target: await helper(engine, 'bench-target'),
      archiveFile: join(folder, 'vol.tar.zst'),
      listFile: join(folder, 'vol.list.zst'),
      level,
    };
    compileBeforehand();
    const { command, args, env, cwd } = asProductStarts(JOBS, JSON.stringify(jobs));
    const { stdout } = await run(command, args, { env: { ...process.env, ...env }, cwd });
    // Written by backup-jobs.ts beside this file.
    const figures = JSON.parse(stdout) as JobFigures;
    const pipe = `zstd -d < '${jobs.archiveFile}' | sha256sum`;
    const zstdMs = await timed(() => run('sh', ['-c', pipe]));
    const bot = onlyJobs ? null : await withRoom(engine, jobs, folder, () => measureBot(engine, 'bench-source'));
    const machine = machineLine(versionIn(await engine.api.ask('GET', '/version')));
    return { ...figures, machine, gib, level, tarMs, zstdMs, bot };
  } finally {
    await engine.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the jobs left is removed first: a restore needs room for three more copies. */
async function withRoom<T>(engine: PrivateEngine, jobs: Jobs, folder: string, work: () => Promise<T>): Promise<T> {
  for (const id of [jobs.source, jobs.target]) await engine.api.ask('DELETE', `/containers/${id}?force=true`);
  await engine.api.ask('DELETE', '/volumes/bench-target');
  rmSync(folder, { recursive: true });
  execFileSync('sync');
  return work();
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

async function volume(engine: PrivateEngine, name: string): Promise<string> {
  const made = await engine.api.ask('POST', '/volumes/create', {
    Name: name,
    Labels: { 'vakhta.test': engine.run },
  });
  if (typeof made === 'object' && made !== null && 'Mountpoint' in made) return String(made.Mountpoint);
  throw new Error('the Engine did not say where the volume lies');
}

async function helper(engine: PrivateEngine, name: string): Promise<string> {
  const made = await engine.api.ask('POST', '/containers/create', {
    Image: BUSYBOX_IMAGE,
    Cmd: ['true'],
    Labels: { 'vakhta.test': engine.run },
    HostConfig: { NetworkMode: 'none', Mounts: [{ Type: 'volume', Source: name, Target: '/vol' }] },
  });
  if (typeof made === 'object' && made !== null && 'Id' in made) return String(made.Id);
  throw new Error('the Engine did not say which container it made');
}

/** As in the scripts that people have: a container that packs the volume into a folder of the host. */
function tarOfToday(engine: PrivateEngine, folder: string): Promise<unknown> {
  const mounts = ['-v', 'bench-source:/vol:ro', '-v', `${folder}:/backup`];
  const tar = ['tar', 'czf', '/backup/today.tar.gz', '-C', '/vol', '.'];
  return run('docker', [
    ...['-H', `unix://${engine.socketPath}`, 'run', '--rm', '--network', 'none', ...mounts, BUSYBOX_IMAGE],
    ...tar,
  ]);
}

async function fill(folder: string, gib: number): Promise<void> {
  const random = Array.from({ length: 8 * gib }, (_, number) => `random-${number}.bin`);
  for (const name of random) await write(join(folder, name), 64, () => randomBytes(MIB));
  let line = 0;
  const logs = Array.from({ length: 6 * gib }, (_, number) => `service-${number}.log`);
  for (const name of logs) {
    await write(join(folder, name), 64, () => {
      const lines: string[] = [];
      for (let size = 0; size < MIB; line += 1) {
        const took = randomBytes(2).readUInt16LE();
        const text = `2026-01-01T00:${line % 60}:${took % 60}Z INFO order ${randomBytes(6).toString('hex')} packed, user ${took}, took ${took % 977} ms, warehouse ${line % 7}\n`;
        lines.push(text);
        size += text.length;
      }
      return Buffer.from(lines.join('')).subarray(0, MIB);
    });
  }
  for (let number = 0; number < 8192 * gib; number += 1) {
    const parent = join(folder, 'documents', `${number % 64}`);
    if (number < 64) mkdirSync(parent, { recursive: true });
    const items = Array.from({ length: 160 }, () => ({ sku: randomBytes(6).toString('hex'), count: number % 9 }));
    writeFileSync(join(parent, `${number}.json`), JSON.stringify({ number, items }, null, 2));
  }
}

async function write(path: string, mebibytes: number, next: () => Buffer): Promise<void> {
  const file = createWriteStream(path);
  for (let count = 0; count < mebibytes; count += 1) if (!file.write(next())) await once(file, 'drain');
  file.end();
  await once(file, 'close');
  if (statSync(path).size !== mebibytes * MIB) throw new Error(`${path} could not be written`);
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

const MIB_OF_150_MB = 143;
const STANDSTILL_MS = 35_000;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { gib: { type: 'string' }, level: { type: 'string' }, 'only-jobs': { type: 'boolean' } },
  });
  const onlyJobs = values['only-jobs'] === true;
  const figures = await measureBackup({ gib: Number(values.gib ?? 1), level: Number(values.level ?? 1), onlyJobs });
  process.exitCode = print(figures) && figures.problems === 0 ? 0 : 1;
}

/** As a table; whether everything that was promised was met. */
function print(figures: BackupFigures): boolean {
  const { bot, tarMs, zstdMs, createMs, verifyMs, writeMs, peakMiB } = figures;
  const size = (figures.tarBytes / MIB).toFixed(0);
  const rate = (ms: number) => `${Math.round(figures.tarBytes / MIB / (ms / 1000))} MiB/s`;
  const row = (...cells: string[]) => process.stdout.write(`| ${cells.join(' | ')} |\n`);
  const met: boolean[] = [];
  const mark = (isMet: boolean) => {
    met.push(isMet);
    return isMet ? '✓' : '✗';
  };
  process.stdout.write(`${figures.machine}\n${size} MiB of tar, zstd level ${figures.level}: `);
  process.stdout.write(`${(figures.archiveBytes / figures.tarBytes).toFixed(3)} of it stored\n\n`);
  row('What', 'Time', 'Rate', 'Ratio', 'Target', '');
  row('---', '---', '---', '---', '---', '---');
  if (tarMs !== null) row('`docker run -v … tar czf`', seconds(tarMs), rate(tarMs), '1', '', '');
  const faster = tarMs === null ? ['', '', ''] : [ratio(tarMs, createMs), '≥ 3 ×', mark(tarMs / createMs >= 3)];
  row('create', seconds(createMs), rate(createMs), ...faster);
  row('`zstd -d < archive \\| sha256sum`', seconds(zstdMs), rate(zstdMs), '1', '', '');
  const slower = verifyMs / zstdMs;
  row('verify', seconds(verifyMs), rate(verifyMs), `${slower.toFixed(2)} ×`, '≤ 1.5 ×', mark(slower <= 1.5));
  row('write into a volume', seconds(writeMs), rate(writeMs), '', '', '');
  const { create, verify, write: written } = peakMiB;
  const jobs = `idle ${figures.idleMiB}; at most ${create}, ${verify}, ${written} MiB`;
  row('memory of a process with these three jobs', '', jobs, '', '', '');
  if (bot !== null) {
    row('backup by phone, verified', seconds(bot.backupMs), rate(bot.backupMs), '', '', '');
    row('restore by phone', seconds(bot.restoreMs), rate(bot.restoreMs), '', '', '');
    row(
      '… of which the service stands',
      seconds(bot.standstillMs),
      '',
      '',
      '≤ 35 s',
      mark(bot.standstillMs <= STANDSTILL_MS),
    );
    const { backup, restore } = bot.peakMiB;
    const most = Math.max(backup, restore);
    const memory = `idle ${bot.idleMiB}; at most ${backup}, ${restore} MiB`;
    row('memory of the whole product', '', memory, '', '≤ 143 MiB (150 MB)', mark(most <= MIB_OF_150_MB));
    const steps = bot.steps.map(({ step, ms }) => `${step} ${seconds(ms)}`).join(', ');
    process.stdout.write(`\nThe restore: ${steps}\n`);
  }
  return met.every(Boolean);
}

function ratio(a: number, b: number): string {
  return `${(a / b).toFixed(2)} ×`;
}
