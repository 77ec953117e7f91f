import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { At, PhoneMessage } from '../../sandbox/client.ts';
import { connectPhone, createSandbox, type Sandbox } from '../../sandbox/index.ts';
import { gateway, hanging, worker } from '../engine/support/samples.ts';
import { selfSigned } from '../unit/checks/certificate.ts';
import { dns, http, https, type Listening, refusing, tcp } from '../unit/checks/servers.ts';
import { isUnhealthy, untilContainer } from './support/containers.ts';
import { buttonsOf, en, ru, textOf } from './support/messages.ts';
import { ANNA, BEN, createScene, type Scene, withAnna, withBen } from './support/scene.ts';

const DAY_MS = 86_400_000;
const SHOP_TOKEN = '987654321:AAH-abcdefghijklmnopqrstuvwxyz01234';

let scene: Scene;
let folder: string;
let product: Sandbox;
const servers: Listening[] = [];
/** The server that answers when the test lets it. */
let held: { answer: () => void; asked: number };

async function keep(server: Promise<Listening>): Promise<number> {
  const listening = await server;
  servers.push(listening);
  return listening.port;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vakhta-health-'));
  const certificate = selfSigned(['localhost'], new Date(Date.now() + 10 * DAY_MS + 3_600_000));
  writeFileSync(join(folder, 'ca.pem'), certificate.cert);
  product = await createSandbox({ token: SHOP_TOKEN });
  held = { answer: () => undefined, asked: 0 };
  const site = await keep(
    http((request, response) => {
      if (request.url?.startsWith('/held') === true) {
        held.asked += 1;
        held.answer = () => response.end('ok');
      } else if (request.url === '/down') {
        response.statusCode = 503;
        response.end();
      } else response.end('{"status":"healthy"}');
    }),
  );
  const secure = await keep(https(certificate, (_request, response) => response.end('ok')));
  const silent = await keep(tcp());
  const names = await keep(dns({ 'shop.test': { a: '192.0.2.7' } }));
  scene = await createScene({
    env: { SHOP_BOT_TOKEN: SHOP_TOKEN, NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') },
    settings: `
people: [{ id: ${ANNA}, name: Anna Petrova, access: viewer }, { id: ${BEN}, name: Ben Carter }]
checks:
  - { id: site, name: Site, kind: http, url: "http://user:hunter2pass@127.0.0.1:${site}/?key=hunter3key", json: { path: status, equals: healthy } }
  - { id: down, name: Checkout, kind: http, service: worker, url: "http://127.0.0.1:${site}/down" }
  - { id: held, name: Slow one, kind: http, url: "http://127.0.0.1:${site}/held", timeout: 20s }
  - { id: mail, name: Mail, kind: tcp, host: 127.0.0.1, port: ${await refusing()} }
  - { id: silence, name: Silence, kind: http, url: "http://127.0.0.1:${silent}/", timeout: 300ms }
  - { id: cert, name: Certificate, kind: tls, host: localhost, port: ${secure} }
  - { id: name, name: Name, kind: dns, host: shop.test, expect: 192.0.2.8, server: "127.0.0.1:${names}" }
  - { id: bot, name: Shop bot, kind: telegram, tokenFrom: SHOP_BOT_TOKEN, apiRoot: "${product.url}" }
  - { id: disk, name: Root, kind: disk, path: /, percent: 100 }
`,
  });
});

afterAll(async () => {
  await scene.remove();
  await product.close();
  for (const server of servers) await server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function ask(at: At, text = '/health'): Promise<PhoneMessage> {
  const sent = await scene.phone.send(at, text);
  return scene.phone.waitForMessage(
    at.chat,
    (message) => message.message_id > sent.message_id && buttonsOf(message).some(({ data }) => data?.startsWith('h.')),
    `an answer to ${text}`,
    20_000,
  );
}

/** The message as it comes to show something. */
function until(at: At, message: PhoneMessage, predicate: (text: string, now: PhoneMessage) => boolean, what: string) {
  return scene.phone.waitForMessage(
    at.chat,
    (now) => now.message_id === message.message_id && predicate(textOf(now), now),
    what,
    30_000,
  );
}

const isDone = (text: string) => text.includes(en('bot-health-took', { seconds: 'X' }).split(' ')[0] ?? '');
const dataOf = (message: PhoneMessage, start: string, label = ''): { data: string } => {
  const found = buttonsOf(message).find(
    ({ data, label: of }) => data?.startsWith(start) === true && of.includes(label),
  );
  if (!found?.data) throw new Error(`no button ${start} ${label}: ${JSON.stringify(buttonsOf(message))}`);
  return { data: found.data };
};

/** Waits until the slow server is asked (once more), and lets it answer. */
async function letAnswer(before: number): Promise<void> {
  await expect.poll(() => held.asked, { timeout: 20_000 }).toBeGreaterThan(before);
  held.answer();
}

async function complete(at: At, board: PhoneMessage): Promise<PhoneMessage> {
  return until(at, board, isDone, 'everything');
}

describe('/health', () => {
  let board: PhoneMessage;

  test('streams: what has answered is shown while the slowest is awaited, and the last answer completes it', async () => {
    const queue = await scene.run(hanging);
    await scene.run(gateway);
    await scene.run(worker);
    await untilContainer(scene.engine, queue.id, isUnhealthy);
    const first = await ask(withBen);
    const early = await until(withBen, first, (text) => text.includes('HTTP 503'), 'the early results');
    expect(textOf(early)).toContain(en('bot-health-waiting', { names: 'Slow one' }));
    expect(textOf(early).split('\n')[0]).toContain('⏳');
    held.answer();
    board = await complete(withBen, first);
    const lines = textOf(board).split('\n');
    // Nine checks, two containers with a health check, and seven of its own.
    expect(lines[0]).toContain(`❌ ${en('bot-health-failed', { failed: 5, count: 18 })}`);
    expect(textOf(board)).not.toContain('⏳');
  });

  test('says of each kind why it fails, in words', () => {
    const text = textOf(board);
    expect(text).toMatch(/❌ Checkout \(HTTP\): HTTP 503, expected 200 · \d+ ms/);
    expect(text).toContain(`❌ Mail (TCP): ${en('checks-refused')}`);
    expect(text).toContain(`❌ Silence (HTTP): ${en('checks-timeout', { seconds: 0.3 })}`);
    expect(text).toContain(`❌ Name (DNS): ${en('checks-dns-other', { actual: '192.0.2.7', expected: '192.0.2.8' })}`);
    expect(text).toMatch(/❌ queue \(Docker\): .*queue does not answer/);
    expect(text).toContain(`⚠️ Certificate (TLS): ${en('checks-certificate-days', { days: 10 })}`);
    expect(text).toContain(`⚠️ ${en('bot-health-self-backup')}: ${en('health-backup-none')}`);
  });

  test('has what is well in one fold, by part, with how long each took', () => {
    const lines = textOf(board).split('\n');
    const fold = lines.find((line) => line.startsWith('✅ Docker')) ?? '';
    expect(fold).toContain(en('bot-health-part-docker', { count: 1 }));
    expect(fold).toContain('Slow one');
    const text = textOf(board);
    expect(text).toMatch(/✅ Site \(HTTP\): \d+ ms/);
    expect(text).toMatch(/✅ Root \(disk\): \/ is \d+% full/);
    for (const kind of ['engine', 'telegram', 'database', 'data-disk', 'outbox'] as const) {
      expect(text).toContain(`✅ ${en(`bot-health-self-${kind}`)}`);
    }
    expect(text.indexOf('Checkout')).toBeLessThan(text.indexOf('Site'));
  });

  test('one check tells what is asked without secrets, can be asked again, and leads to the logs and back', async () => {
    await scene.phone.tapAnswered(withBen, board, dataOf(board, 'h.all.'));
    const list = await until(
      withBen,
      board,
      (_text, now) => buttonsOf(now).some(({ label }) => label.includes('1/3')),
      'the list',
    );
    expect(buttonsOf(list).filter(({ data }) => data?.startsWith('h.one.'))).toHaveLength(8);
    await scene.phone.tapAnswered(withBen, list, dataOf(list, 'h.all.', '▸'));
    const second = await until(
      withBen,
      board,
      (_text, now) => buttonsOf(now).some(({ label }) => label.includes('Root')),
      'page two',
    );
    await scene.phone.tapAnswered(withBen, second, dataOf(second, 'h.all.', '◂'));
    const firstPage = await until(
      withBen,
      board,
      (_text, now) => buttonsOf(now).some(({ label }) => label.includes('Site')),
      'page one',
    );
    await scene.phone.tapAnswered(withBen, firstPage, dataOf(firstPage, 'h.one.', 'Site'));
    const site = await until(withBen, board, (text) => text.startsWith('✅ Site'), 'the site');
    expect(textOf(site)).toContain(en('bot-health-ask-json', { path: 'status', value: 'healthy' }));
    expect(textOf(site)).not.toMatch(/hunter/);
    await scene.phone.tapAnswered(withBen, site, dataOf(site, 'h.main.'));
    const main = await until(withBen, board, isDone, 'the picture');
    await scene.phone.tapAnswered(withBen, main, dataOf(main, 'h.one.', 'Checkout'));
    const checkout = await until(withBen, board, (text) => text.startsWith('❌ Checkout'), 'the checkout');
    expect(textOf(checkout)).toContain(en('bot-health-ask-for', { service: 'worker' }));
    expect(buttonsOf(checkout).map(({ data }) => data)).toContainEqual(expect.stringMatching(/^l\.c\.[0-9a-f]{10}$/));
    await scene.phone.tapAnswered(withBen, checkout, dataOf(checkout, 'h.ask.'));
    const again = await until(withBen, board, (text) => text.includes(en('bot-health-before')), 'two results');
    expect(textOf(again).match(/HTTP 503/g)).toHaveLength(3);
    await scene.phone.tapAnswered(withBen, again, dataOf(again, 'h.main.'));
    await until(withBen, board, isDone, 'the picture');
  });

  test('runs again in place; a second tap meanwhile only says that it runs', async () => {
    const before = held.asked;
    await scene.phone.tapAnswered(withBen, board, dataOf(board, 'h.run.'));
    await until(withBen, board, (text) => text.includes(en('bot-health-waiting', { names: 'Slow one' })), 'waiting');
    const tapped = await scene.phone.tapAnswered(withBen, board, dataOf(board, 'h.run.'));
    expect(tapped.answer?.text).toBe(en('bot-health-toast-running'));
    await letAnswer(before);
    await complete(withBen, board);
  });

  test('a product’s bot whose updates nobody takes fails from the second look on', async () => {
    const users = await connectPhone(product.url);
    await users.start(ANNA);
    const before = held.asked;
    await scene.phone.tapAnswered(withBen, board, dataOf(board, 'h.run.'));
    await letAnswer(before);
    const words = en('checks-telegram-growing', { from: 0, n: 1 });
    const piled = await until(withBen, board, (text) => isDone(text) && text.includes('Shop bot'), 'the bot');
    expect(textOf(piled)).toContain(`❌ Shop bot (Telegram bot): ${words}`);
    expect(textOf(piled)).not.toContain(SHOP_TOKEN.slice(10));
    users.close();
  });
});

describe('a service without a check', () => {
  test('is found by its port, added by who may, kept, and removed', async () => {
    const { healthcheck: _checked, ...plain } = gateway(scene.project);
    await scene.run(() => ({ ...plain, service: 'api' }));
    const before = held.asked;
    const first = await ask(withBen);
    await letAnswer(before);
    const offer = await until(withBen, first, (text) => /➕ api answers at :\d+\/health/.test(text), 'the offer');

    const russian = await ask(withAnna);
    await letAnswer(before + 1);
    const hers = await until(withAnna, russian, (text) => text.includes('➕ api'), 'Anna’s offer');
    const refused = await scene.phone.tapAnswered(withAnna, hers, dataOf(hers, 'h.add.'));
    expect(refused.answer?.text).toBe(ru('oncall-access-missing', { needed: 'responder', has: 'viewer' }));

    const added = await scene.phone.tapAnswered(withBen, offer, dataOf(offer, 'h.add.'));
    expect(added.answer?.text).toBe(en('bot-health-toast-added', { name: 'api' }));
    const now = await until(withBen, first, (text) => /✅ api \(HTTP\)/.test(text), 'the new check');
    expect(textOf(now)).not.toContain('➕');

    await scene.phone.tapAnswered(withBen, now, dataOf(now, 'h.all.'));
    const list = await until(
      withBen,
      first,
      (_text, shown) => buttonsOf(shown).some(({ label }) => label.includes('1/3')),
      'the list',
    );
    await scene.phone.tapAnswered(withBen, list, dataOf(list, 'h.all.', '◂'));
    const last = await until(
      withBen,
      first,
      (_text, shown) => buttonsOf(shown).some(({ label }) => label === '✅ api'),
      'the last page',
    );
    await scene.phone.tapAnswered(withBen, last, dataOf(last, 'h.one.', 'api'));
    const one = await until(withBen, first, (text) => text.startsWith('✅ api'), 'the check');
    expect(textOf(one)).toContain(en('bot-health-added', { by: 'Ben Carter' }));
    expect(buttonsOf(one).find(({ copies }) => copies !== null)?.copies).toContain('kind: http');
    const removed = await scene.phone.tapAnswered(withBen, one, dataOf(one, 'h.del.'));
    expect(removed.answer?.text).toBe(en('bot-health-toast-removed', { name: 'api' }));
    await until(withBen, first, (text) => isDone(text) && !text.includes('api (HTTP)'), 'without it');
  });
});

describe('a kill in the middle', () => {
  test('leaves no message at "running": the next start says that it was cut off, and it can be run again', async () => {
    const before = held.asked;
    const board = await ask(withBen);
    await expect.poll(() => held.asked, { timeout: 20_000 }).toBeGreaterThan(before);
    await until(withBen, board, (text) => text.includes('HTTP 503'), 'the early results');
    await scene.vakhta.kill();
    await scene.vakhta.start();
    const cut = await until(
      withBen,
      board,
      (text) => text.includes(en('bot-health-cut')),
      'the word that it was cut off',
    );
    expect(textOf(cut)).toContain(en('bot-health-unanswered', { names: 'Slow one' }));
    const asked = held.asked;
    await scene.phone.tapAnswered(withBen, cut, dataOf(cut, 'h.run.'));
    await letAnswer(asked);
    await complete(withBen, board);
    await scene.expectClean();
  });
});
