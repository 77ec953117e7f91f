import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { At, PhoneMessage } from '../../../sandbox/client.ts';
import type { EngineApi } from '../../engine/support/engine-api.ts';
import { SQLITE_IMAGE } from '../../engine/support/images.ts';
import type { ServiceSpec } from '../../engine/support/services.ts';
import { buttonsOf, textOf } from './messages.ts';
import type { Scene } from './scene.ts';

const SLOW_MS = 60_000;
const ROWS = 'sqlite3 -cmd ".timeout 5000" /data/shop.db';

export const volumeOf = (project: string) => `${project}_data`;

/** SQLite in WAL mode, written to all the time; healthy as long as the row of its beginning is there. Stopped while it is read. */
export function writer(project: string): ServiceSpec {
  const begin = `${ROWS} "PRAGMA journal_mode=WAL; CREATE TABLE IF NOT EXISTS orders (note TEXT); INSERT INTO orders SELECT 'first' WHERE NOT EXISTS (SELECT 1 FROM orders);"`;
  const go = `while :; do ${ROWS} "INSERT INTO orders VALUES ('order');"; sleep 0.2; done`;
  return {
    project,
    service: 'db',
    image: SQLITE_IMAGE,
    cmd: [
      'sh',
      '-c',
      `trap 'exit 0' TERM; [ -e /data/note.txt ] || { mkdir -p /data/conf; echo "port = 5432" > /data/conf/app.conf; echo "shop of tests" > /data/note.txt; ${begin}; }; ${go}`,
    ],
    restart: 'always',
    mounts: { [volumeOf(project)]: '/data' },
    labels: { 'vakhta.backup.during': 'stop' },
    healthcheck: {
      cmd: `test "$(${ROWS} "SELECT count(*) FROM orders WHERE note = 'first'")" = 1`,
      intervalMs: 500,
      retries: 4,
    },
  };
}

const execSchema = z.object({ Id: z.string() });

/** What a shell in the service's container says. */
export async function inService(engine: EngineApi, container: string, script: string): Promise<string> {
  const Cmd = ['sh', '-c', script];
  const wanted = { AttachStdout: true, AttachStderr: true, Tty: true, Cmd };
  const { Id } = execSchema.parse(await engine.ask('POST', `/containers/${container}/exec`, wanted));
  const body = JSON.stringify({ Detach: false, Tty: true });
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const { socketPath } = engine;
  request({ socketPath, method: 'POST', path: `/exec/${Id}/start`, headers, agent: false }, resolve)
    .on('error', reject)
    .end(body);
  return text(await promise);
}

export interface Hand {
  /** The message whose button leads there, and what it or a newer one then shows. */
  tap(message: PhoneMessage, data: string, isIt: (text: string, now: PhoneMessage) => boolean): Promise<PhoneMessage>;
  command(text: string, isIt: (text: string, now: PhoneMessage) => boolean): Promise<PhoneMessage>;
  wait(after: number, isIt: (text: string, now: PhoneMessage) => boolean, what: string): Promise<PhoneMessage>;
}

/** One person with a phone: what they tap is named by how its data begins. */
export function hand({ phone }: Pick<Scene, 'phone'>, at: At): Hand {
  const wait: Hand['wait'] = (after, isIt, what) =>
    phone.waitForMessage(at.chat, (one) => one.message_id >= after && isIt(textOf(one), one), what, SLOW_MS);
  return {
    wait,
    tap: async (message, data, isIt) => {
      const found = buttonsOf(message).find((button) => button.data?.startsWith(data) === true);
      if (!found?.data) throw new Error(`no button "${data}" among ${JSON.stringify(buttonsOf(message))}`);
      await phone.tapAnswered(at, message, { data: found.data });
      return wait(message.message_id, isIt, `what ${data} leads to`);
    },
    command: async (text, isIt) => {
      const sent = await phone.send(at, text);
      return wait(sent.message_id + 1, isIt, text);
    },
  };
}

/** Whether one of its buttons leads there. */
export function leads(message: PhoneMessage, data: string): boolean {
  return buttonsOf(message).some((button) => button.data?.startsWith(data) === true);
}

/** Whether it asks in red. */
export function isQuestion(message: PhoneMessage): boolean {
  return buttonsOf(message).some((button) => button.data?.endsWith('.go') === true);
}

/** Makes a backup of the scene's project by hand. */
export async function backUp(me: Hand, scene: Scene): Promise<void> {
  const set = await me.command(`/backup ${scene.project}`, (_, now) => leads(now, 'k.b.'));
  const asked = await me.tap(set, 'k.b.', (_, now) => isQuestion(now));
  await me.tap(
    asked,
    'o.',
    (text, now) => now.message_id > asked.message_id && text.startsWith('✅') && leads(now, 'k.o.'),
  );
}

/** Of a service that is gone. */
export async function removeVolume(engine: EngineApi, name: string): Promise<void> {
  await engine.ask('DELETE', `/volumes/${name}?force=true`);
}
