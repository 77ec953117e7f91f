import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { PhoneMessage } from '../sandbox/client.ts';
import { connectPhone, createSandbox, type Phone } from '../sandbox/index.ts';
import { isQuestion, leads } from '../test/chat/support/backups.ts';
import { makeDataFolder, readRows } from '../test/chat/support/data-folder.ts';
import { buttonsOf, textOf } from '../test/chat/support/messages.ts';
import type { PrivateEngine } from '../test/engine/support/engine.ts';
import { createServices } from '../test/engine/support/services.ts';
import { asProductStarts } from './backup-figures.ts';

const PROJECT = 'bench';
const BEN = { person: 1002, chat: 1002 } as const;
const SETTLE_MS = 20_000;
const PATIENCE_MS = 30 * 60_000;

export interface BotFigures {
  /** From the tap to the outcome, as the operation itself measured it. */
  readonly backupMs: number;
  readonly restoreMs: number;
  /** From the stop of the service until its health check passes again. */
  readonly standstillMs: number;
  /** Each part of the restore, in its order. */
  readonly steps: readonly { readonly step: string; readonly ms: number }[];
  /** Of the whole process, with all threads: when it had nothing to do, and at most while it did that. */
  readonly idleMiB: number;
  readonly peakMiB: { readonly backup: number; readonly restore: number };
}

/** The whole product, started as it is, asked by phone to back up the volume of a service with a health check, and to restore it. */
export async function measureBot(engine: PrivateEngine, volume: string): Promise<BotFigures> {
  const undo: (() => unknown)[] = [];
  try {
    const services = createServices(engine.api, `vakhta.test=${engine.run}`);
    undo.push(() => services.removeAll());
    await services.run({
      ...{ project: PROJECT, service: 'db', restart: 'always', mounts: { [volume]: '/data' } },
      cmd: ['sh', '-c', "trap 'exit 0' TERM; while :; do sleep 1 & wait $!; done"],
      labels: { 'vakhta.backup.during': 'stop' },
      healthcheck: { cmd: 'test -e /data/documents', intervalMs: 1000 },
    });
    const sandbox = await createSandbox();
    undo.push(() => sandbox.close());
    const phone = await connectPhone(sandbox.url);
    undo.push(() => phone.close());
    const dataDir = await makeDataFolder();
    undo.push(() => rm(dataDir, { recursive: true, force: true }));
    const bot = await start(dataDir, {
      TELEGRAM_BOT_TOKEN: sandbox.token,
      TELEGRAM_API_ROOT: sandbox.url,
      DOCKER_HOST: `unix://${engine.socketPath}`,
    });
    undo.push(bot.stop);
    await phone.start(BEN.person);
    await phone.waitForMessage(BEN.chat, () => true, 'an answer', 30_000);
    await wait(SETTLE_MS);
    const idleMiB = await bot.rssMiB();
    await bot.resetPeak();
    await backUp(phone);
    const backup = await bot.peakMiB();
    await wait(SETTLE_MS);
    await bot.resetPeak();
    await restore(phone);
    return { ...lastOperations(dataDir), idleMiB, peakMiB: { backup, restore: await bot.peakMiB() } };
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

async function start(dataDir: string, env: Readonly<Record<string, string>>) {
  const settings = join(dataDir, 'vakhta.yaml');
  await writeFile(settings, 'people: []\n');
  const { command, args, ...own } = asProductStarts('src/main.ts');
  const child = spawn(command, args, {
    cwd: own.cwd,
    env: {
      ...{ PATH: process.env.PATH, DATA_DIR: dataDir, VAKHTA_CONFIG: settings, TZ: 'UTC' },
      ...{ AUTHORIZED_USER_IDS: `${BEN.person}`, ...own.env, ...env },
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const ready = new Promise<void>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => line.includes('is on watch') && resolve());
  });
  await Promise.race([
    ready,
    ended.then(([code]) => Promise.reject(new Error(`the product ended with ${code} instead of starting`))),
  ]);
  const memory = async (field: string) => {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
    return Math.round(Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024);
  };
  return {
    rssMiB: () => memory('VmRSS'),
    peakMiB: () => memory('VmHWM'),
    resetPeak: () => writeFile(`/proc/${child.pid}/clear_refs`, '5'),
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

type Is = (text: string, message: PhoneMessage) => boolean;

async function shown(phone: Phone, after: number, is: Is, what: string): Promise<PhoneMessage> {
  return phone.waitForMessage(
    BEN.chat,
    (message) => message.message_id >= after && is(textOf(message), message),
    what,
    PATIENCE_MS,
  );
}

async function tap(phone: Phone, message: PhoneMessage, data: string, is: Is): Promise<PhoneMessage> {
  const found = buttonsOf(message).find((button) => button.data?.startsWith(data) === true);
  if (!found?.data) throw new Error(`no button "${data}" among ${JSON.stringify(buttonsOf(message))}`);
  await phone.tapAnswered(BEN, message, { data: found.data });
  return shown(phone, message.message_id, is, `what ${data} leads to`);
}

async function command(phone: Phone, text: string, is: Is): Promise<PhoneMessage> {
  const sent = await phone.send(BEN, text);
  return shown(phone, sent.message_id + 1, is, text);
}

async function backUp(phone: Phone): Promise<void> {
  const set = await command(phone, `/backup ${PROJECT}`, (_, now) => leads(now, 'k.b.'));
  const asked = await tap(phone, set, 'k.b.', (_, now) => isQuestion(now));
  const done = await tap(
    phone,
    asked,
    'o.',
    (text, now) => now.message_id > asked.message_id && /^[✅❌⚠]/u.test(text),
  );
  if (!textOf(done).startsWith('✅')) throw new Error(textOf(done));
}

async function restore(phone: Phone): Promise<void> {
  const sets = await command(phone, '/restore', (_, now) => leads(now, 'r.s.') || leads(now, 'r.b.'));
  const backups = leads(sets, 'r.b.') ? sets : await tap(phone, sets, 'r.s.', (_, now) => leads(now, 'r.b.'));
  const choice = await tap(phone, backups, 'r.b.', (_, now) => leads(now, 'r.y.'));
  const dryRun = await tap(phone, choice, 'r.y.', (_, now) => leads(now, 'r.a.') && leads(now, 'r.x.'));
  await tap(phone, dryRun, 'r.x.', (text, now) => now.message_id > dryRun.message_id && text.includes(PROJECT));
  const typed = await phone.send(BEN, PROJECT);
  const red = await shown(phone, typed.message_id, (_, now) => isQuestion(now), 'the question in red');
  const go = buttonsOf(red).find(({ data }) => data?.endsWith('.go') === true)?.data ?? '';
  const done = await tap(phone, red, go, (text, now) => now.message_id > red.message_id && /^[✅❌❔]/u.test(text));
  if (!textOf(done).startsWith('✅')) throw new Error(textOf(done));
}

const outcomeSchema = z.looseObject({
  tookMs: z.number(),
  data: z.looseObject({ standstillMs: z.number().optional() }).nullish(),
});
const stepRow = z.object({ step: z.string(), ms: z.number() });

/** What the operations wrote of themselves. */
function lastOperations(dataDir: string): Pick<BotFigures, 'backupMs' | 'restoreMs' | 'standstillMs' | 'steps'> {
  const find = (kind: string) => {
    const [row] = readRows(dataDir, `SELECT outcome FROM operations WHERE kind = '${kind}'`);
    return outcomeSchema.parse(JSON.parse(String(row?.outcome)));
  };
  const { tookMs, data } = find('restore');
  const steps = readRows(
    dataDir,
    `SELECT taken.step, taken.finished_at - taken.started_at AS ms FROM operation_steps AS taken
     JOIN operations ON operations.id = taken.operation_id WHERE kind = 'restore' ORDER BY taken.id`,
  );
  return {
    backupMs: find('backup').tookMs,
    restoreMs: tookMs,
    standstillMs: data?.standstillMs ?? Number.NaN,
    steps: steps.map((step) => stepRow.parse(step)),
  };
}
