import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { type PrivateEngine, startEngine } from '../test/engine/support/engine.ts';
import { BUSYBOX_IMAGE, importImages } from '../test/engine/support/images.ts';
import type { JobFigures, Jobs } from './backup-figures.ts';
import { machineLine, versionIn } from './figures.ts';

const MIB = 1024 * 1024;
const JOBS = fileURLToPath(new URL('./backup-jobs.ts', import.meta.url));
const run = promisify(execFile);

export interface BackupFigures extends JobFigures {
  readonly machine: string;
  readonly gib: number;
  readonly level: number;
  /** `docker run -v … tar czf`, of the same volume. */
  readonly tarMs: number;
  /** `zstd -d < archive | sha256sum`, of the archive that was made. */
  readonly zstdMs: number;
}

/**
 * One volume of mixed data (half of it random, three eighths log lines, the rest small JSON files) that is archived,
 * verified and written into another volume, beside what people use, on the same Engine in the same run.
 */
export async function measureBackup({ gib = 1, level = 1 } = {}): Promise<BackupFigures> {
  const engine = await startEngine();
  const folder = `${engine.socketPath}.bench`;
  try {
    await importImages(engine.api, `vakhta.test=${engine.run}`);
    mkdirSync(folder);
    const source = await volume(engine, 'bench-source');
    await volume(engine, 'bench-target');
    await fill(source, gib);
    execFileSync('sync');
    const tarMs = await timed(() => tarOfToday(engine, folder));
    rmSync(join(folder, 'today.tar.gz'));
    execFileSync('sync');
    const jobs: Jobs = {
      socketPath: engine.socketPath,
      source: await helper(engine, 'bench-source'),
      target: await helper(engine, 'bench-target'),
      archiveFile: join(folder, 'vol.tar.zst'),
      listFile: join(folder, 'vol.list.zst'),
      level,
    };
    const { stdout } = await run(process.execPath, [JOBS, JSON.stringify(jobs)]);
    // Written by backup-jobs.ts beside this file.
    const figures = JSON.parse(stdout) as JobFigures;
    const pipe = `zstd -d < '${jobs.archiveFile}' | sha256sum`;
    const zstdMs = await timed(() => run('sh', ['-c', pipe]));
    const machine = machineLine(versionIn(await engine.api.ask('GET', '/version')));
    return { ...figures, machine, gib, level, tarMs, zstdMs };
  } finally {
    await engine.remove();
    rmSync(folder, { recursive: true, force: true });
  }
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

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { gib: { type: 'string' }, level: { type: 'string' } } });
  const figures = await measureBackup({ gib: Number(values.gib ?? 1), level: Number(values.level ?? 1) });
  const rate = (ms: number) => `${Math.round(figures.tarBytes / MIB / (ms / 1000))} MiB/s`;
  const row = (...cells: string[]) => process.stdout.write(`| ${cells.join(' | ')} |\n`);
  const peak = Math.max(...Object.values(figures.peakMiB));
  const size = (figures.tarBytes / MIB).toFixed(0);
  process.stdout.write(`${figures.machine}\n${size} MiB of tar, zstd level ${figures.level}: `);
  process.stdout.write(`${(figures.archiveBytes / figures.tarBytes).toFixed(3)} of it stored\n\n`);
  row('What', 'Time', 'Rate', 'Ratio', 'Target');
  row('---', '---', '---', '---', '---');
  row('docker run -v … tar czf', seconds(figures.tarMs), rate(figures.tarMs), '1', '');
  row('create', seconds(figures.createMs), rate(figures.createMs), ratio(figures.tarMs, figures.createMs), '≥ 3 ×');
  row('zstd -d < archive | sha256sum', seconds(figures.zstdMs), rate(figures.zstdMs), '1', '');
  row('verify', seconds(figures.verifyMs), rate(figures.verifyMs), ratio(figures.verifyMs, figures.zstdMs), '≤ 1.5 ×');
  row('write into a volume', seconds(figures.writeMs), rate(figures.writeMs), '', '');
  const { create, verify, write: written } = figures.peakMiB;
  row(
    'memory of the process',
    '',
    `${create}, ${verify}, ${written} MiB`,
    `idle ${figures.idleMiB} MiB`,
    '≤ 143 MiB (150 MB)',
  );
  const met = figures.tarMs / figures.createMs >= 3 && figures.verifyMs / figures.zstdMs <= 1.5 && peak * MIB <= 150e6;
  process.exitCode = met && figures.problems === 0 ? 0 : 1;
}

function ratio(a: number, b: number): string {
  return `${(a / b).toFixed(2)} ×`;
}
