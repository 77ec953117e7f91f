import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { StoredMessage } from '../../sandbox/index.ts';
import { damage, readRows } from './support/data-folder.ts';
import { buttonsOf, en, ru, textOf } from './support/messages.ts';
import { ANNA, BEN, createScene, type Scene, type SceneOptions, withAnna, withBen } from './support/scene.ts';
import { triageAfter } from './support/triage.ts';

const scenes: Scene[] = [];
afterEach(async () => {
  for (const scene of scenes.splice(0)) await scene.remove();
});

async function begin(options: SceneOptions = {}): Promise<Scene> {
  const scene = await createScene(options);
  scenes.push(scene);
  return scene;
}

const isHelp = (message: StoredMessage) => textOf(message).includes(en('bot-help-title'));
const MINUTE_MS = 60_000;

/** Ben's command, with the date that Telegram gave it while the bot was away. */
function said(text: string, agoMs: number): { message: object } {
  const command = text.split(' ', 1)[0] ?? text;
  return {
    message: {
      message_id: 5000 + Math.floor(agoMs / 1000),
      date: Math.floor((Date.now() - agoMs) / 1000),
      chat: { id: BEN, type: 'private', first_name: 'Ben' },
      from: { id: BEN, is_bot: false, first_name: 'Ben', last_name: 'Carter', language_code: 'en' },
      text,
      entities: [{ type: 'bot_command', offset: 0, length: command.length }],
    },
  };
}

describe('what was said while the bot was away', () => {
  test('a command that changes something is asked again when it is older than five minutes', async () => {
    const scene = await begin();
    const { phone, vakhta } = scene;
    await vakhta.kill();
    await phone.update(said('/triage', 7 * MINUTE_MS));
    await phone.update(said('/help', 7 * MINUTE_MS));
    await vakhta.start();
    // What only looks is answered however old it is.
    await phone.waitForMessage(BEN, isHelp, 'the help', 30_000);
    const asked = await phone.waitForMessage(
      BEN,
      (message) => buttonsOf(message).some(({ data }) => data === 'c.triage' && !isHelp(message)),
      'the question',
    );
    expect(textOf(asked)).toBe(en('bot-late', { command: '/triage', age: '7 min' }));
    expect(readRows(vakhta.dataDir, 'SELECT count(*) AS n FROM triage_drafts')).toEqual([{ n: 0 }]);
    await phone.tapAnswered(withBen, asked, en('bot-button-do-it-now'));
    await triageAfter(scene, withBen, asked.message_id);
    await scene.expectClean();
  });

  test('a younger one is simply done', async () => {
    const scene = await begin();
    const before = (await scene.phone.lastFromBot(BEN))?.message_id ?? 0;
    await scene.vakhta.kill();
    await scene.phone.update(said('/triage', 4 * MINUTE_MS));
    await scene.vakhta.start();
    await triageAfter(scene, withBen, before);
    await scene.expectClean();
  });
});

describe('a handler that fails', () => {
  test('three times is set aside, the person is told, and others go on', async () => {
    const scene = await begin();
    const { phone, vakhta } = scene;
    damage(vakhta.dataDir, 'ALTER TABLE triage_drafts RENAME TO triage_drafts_gone');
    await phone.send(withBen, '/triage');
    await phone.send(withBen, '/help');
    await vakhta.waitForLog(({ msg }) => msg.includes('could not be handled, trying again'), 'the first failure');
    // Anna does not wait for Ben's failure; Ben's next message does, and is answered too.
    const anna = await phone.send(withAnna, '/help');
    await phone.waitForMessage(
      ANNA,
      (message) => message.message_id > anna.message_id && textOf(message).includes(ru('bot-help-title')),
      'Anna’s help',
    );
    const told = await phone.waitForMessage(
      BEN,
      (message) => textOf(message).includes('three attempts'),
      'a word that it was given up',
    );
    const help = await phone.waitForMessage(BEN, isHelp, 'Ben’s help');
    expect(help.message_id).toBeGreaterThan(told.message_id);

    const line = await vakhta.waitForLog(
      ({ msg }) => msg.includes('set aside after three attempts'),
      'a line in the log',
    );
    expect(textOf(told)).toBe(en('bot-set-aside', { id: Number(line.update) }));
    expect(JSON.stringify(line)).toContain('no such table');
    expect(readRows(vakhta.dataDir, "SELECT update_id, attempts FROM inbox WHERE state = 'set-aside'")).toEqual([
      { update_id: line.update, attempts: 3 },
    ]);

    // It is not tried again at the next start, and once mended the command works.
    damage(vakhta.dataDir, 'ALTER TABLE triage_drafts_gone RENAME TO triage_drafts');
    await vakhta.stop();
    await vakhta.start();
    const again = await phone.send(withBen, '/triage');
    await triageAfter(scene, withBen, again.message_id);
    expect(readRows(vakhta.dataDir, 'SELECT count(*) AS n FROM triage_drafts')).toEqual([{ n: 1 }]);
    await scene.expectClean({ errors: ['set aside', 'tending failed'] });
  });

  test('and kills the process each time is set aside as well', async () => {
    const scene = await begin();
    const { phone, vakhta } = scene;
    await phone.fault({ kind: 'hang', method: 'getFile' });
    await phone.send(withBen, '/triage');
    const triage = await triageAfter(scene, withBen, 0);
    await triage.tap('accept');
    const card = await phone.waitForMessage(
      BEN,
      (message) => buttonsOf(message).some(({ data }) => data === 'i.1.timeline'),
      'the card',
    );
    const file = { kind: 'document', name: 'a.txt', mime: 'text/plain', bytes: Buffer.from('a') } as const;
    let afterSeq = (await phone.calls()).at(-1)?.seq ?? 0;
    await phone.file(withBen, file, { replyTo: card.message_id });
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      const call = await phone.waitForCall(({ method }) => method === 'getFile', `attempt ${attempt}`, { afterSeq });
      afterSeq = call.seq;
      await vakhta.kill();
      await vakhta.start();
    }
    await phone.waitForMessage(
      BEN,
      (message) => textOf(message).includes('three attempts'),
      'a word that it was given up',
    );
    expect((await phone.calls('getFile')).length).toBe(3);
    await scene.expectClean({ errors: ['set aside'] });
  });
});

test('killed again and again as updates come in, it loses none and answers none twice', async () => {
  const scene = await begin({ people: [BEN] });
  const { phone, vakhta } = scene;
  const first = (await phone.lastFromBot(BEN))?.message_id ?? 0;
  const times = 8;
  let afterSeq = (await phone.calls()).at(-1)?.seq ?? 0;
  for (let round = 0; round < times; round += 1) {
    await phone.send(withBen, '/help');
    const call = await phone.waitForCall(({ method }) => method === 'getUpdates', 'the update to be handed over', {
      afterSeq,
    });
    afterSeq = call.seq;
    await vakhta.kill();
    await vakhta.start();
  }
  await phone.send(withBen, '/metrics');
  await phone.waitForMessage(BEN, (message) => textOf(message).includes('RTO'), 'the last answer');
  await vakhta.stop();
  // Each update was answered by exactly one row; a row whose message was just on its way when the process was killed is
  // not repeated (twice is not better than never for a help), and says so.
  const rows = readRows(
    vakhta.dataDir,
    "SELECT state, count(*) AS n FROM outbox WHERE json_extract(message, '$.view') = 'help' GROUP BY state",
  );
  const of = (state: string) => Number(rows.find((row) => row.state === state)?.n ?? 0);
  expect(of('sent') + of('unknown')).toBe(times);
  const answers = (await phone.messages(BEN)).filter((message) => message.message_id > first && isHelp(message)).length;
  expect(answers).toBeGreaterThanOrEqual(of('sent'));
  expect(answers).toBeLessThanOrEqual(times);
  expect(readRows(vakhta.dataDir, "SELECT count(*) AS n FROM inbox WHERE state <> 'handled'")).toEqual([{ n: 0 }]);
  await scene.expectClean();
});

test('killed when an answer is on its way but the update is not yet marked as handled, it does not answer twice', async () => {
  const scene = await begin();
  const { phone, vakhta } = scene;
  // Everything that the handler does is done; only the mark cannot be written.
  damage(
    vakhta.dataDir,
    `CREATE TRIGGER no_mark BEFORE UPDATE OF state ON inbox WHEN NEW.state = 'handled'
     BEGIN SELECT RAISE(ABORT, 'no mark'); END`,
  );
  await phone.send(withBen, '/help');
  await phone.waitForMessage(BEN, isHelp, 'the help');
  await vakhta.waitForLog(({ msg }) => msg.includes('could not be handled, trying again'), 'the mark to fail');
  await vakhta.kill();
  damage(vakhta.dataDir, 'DROP TRIGGER no_mark');
  await vakhta.start();
  await phone.send(withBen, '/metrics');
  await phone.waitForMessage(BEN, (message) => textOf(message).includes('RTO'), 'the next answer');
  expect((await phone.messages(BEN)).filter(isHelp)).toHaveLength(1);
  expect(readRows(vakhta.dataDir, "SELECT count(*) AS n FROM inbox WHERE state <> 'handled'")).toEqual([{ n: 0 }]);
  await scene.expectClean();
});

describe('webhook mode', () => {
  const secret = 'the-secret-of-this-webhook-0001';

  async function withWebhook(): Promise<{ scene: Scene; url: string }> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    server.close();
    await once(server, 'close');
    const url = `http://127.0.0.1:${port}/telegram/hook`;
    const env = { HTTP_LISTEN: String(port), TELEGRAM_WEBHOOK_URL: url, TELEGRAM_WEBHOOK_SECRET: secret };
    return { scene: await begin({ env }), url };
  }

  test('updates come by it, and by nobody who does not know the secret', async () => {
    const { scene, url } = await withWebhook();
    const { phone, vakhta } = scene;
    await phone.send(withBen, '/help');
    await phone.waitForMessage(BEN, isHelp, 'the help');
    const [set] = await phone.calls('setWebhook');
    expect(set?.params).toEqual({
      url,
      secret_token: secret,
      allowed_updates: ['message', 'edited_message', 'callback_query', 'my_chat_member'],
    });
    expect(await phone.calls('getUpdates')).toEqual([]);

    const rows = () => readRows(vakhta.dataDir, 'SELECT count(*) AS n FROM inbox');
    const before = rows();
    const post = async (body: string, token?: string) => {
      const headers = token === undefined ? {} : { 'x-telegram-bot-api-secret-token': token };
      return (await fetch(url, { method: 'POST', headers, body })).status;
    };
    const forged = JSON.stringify({ update_id: 900_000_001, ...said('/help', 0) });
    expect(await post(forged)).toBe(401);
    expect(await post(forged, `${secret}0`)).toBe(401);
    expect(await post(forged, secret.replace('1', '2'))).toBe(401);
    expect(await post(`{"update_id":1,"x":"${'x'.repeat(1024 * 1024)}"}`, secret)).toBe(413);
    expect((await fetch(url)).status).toBe(404);
    expect((await fetch(new URL('/telegram/other', url), { method: 'POST' })).status).toBe(404);
    expect(rows()).toEqual(before);
    expect(await post('not json', secret)).toBe(400);
    expect(rows()).toEqual(before);
    expect(await post(forged, secret)).toBe(200);
    expect(await post(forged, secret)).toBe(200);
    expect(Number(rows()[0]?.n)).toBe(Number(before[0]?.n) + 1);
    await scene.expectClean();
  });

  test('killed and started again it goes on, and what came meanwhile is answered once', async () => {
    const { scene } = await withWebhook();
    const { phone, vakhta } = scene;
    await vakhta.kill();
    const asked = await phone.send(withBen, '/help');
    // Telegram lets it in only later, while updates are delivered already.
    await phone.fault({ kind: '500', method: 'getMe', times: 3 });
    await vakhta.start();
    await phone.waitForMessage(
      BEN,
      (message) => message.message_id > asked.message_id && isHelp(message),
      'the help',
      30_000,
    );
    expect((await vakhta.run('health')).code).toBe(0);
    expect(await vakhta.stop()).toBe(0);
    expect((await phone.messages(BEN)).filter(isHelp)).toHaveLength(1);
    expect(readRows(vakhta.dataDir, 'SELECT max(attempts) AS most FROM inbox')).toEqual([{ most: 1 }]);
    await scene.expectClean();
  });
});
