import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { At, PhoneMessage } from '../../sandbox/client.ts';
import { createDiskThings, type DiskThings } from '../engine/support/disk-things.ts';
import { type PrivateEngine, startEngine } from '../engine/support/engine.ts';
import { openIncident } from './support/incident.ts';
import { buttonsOf, dataEnding, en, ru, textOf } from './support/messages.ts';
import { storedIncident } from './support/rooms.ts';
import { ANNA, BEN, createScene, OPS, type Scene, withAnna, withBen } from './support/scene.ts';

const SLOW_MS = 30_000;
const SETTINGS = `people:
  - { id: ${ANNA}, name: Anna Petrova }
  - { id: ${BEN}, name: Ben Carter, access: responder }
`;

let engine: PrivateEngine;
let things: DiskThings;
let scene: Scene;

beforeAll(async () => {
  engine = await startEngine();
  things = createDiskThings(engine.api, `vakhta.test=${engine.run}`);
  await things.image('base:1', 1);
  await things.image('stood/web:1', 3);
  await things.volume('stood_data', 2, 'base:1', 'stood');
  await things.volume('live_data', 1, 'base:1', 'live');
  const api = {
    name: 'live-api-1',
    image: 'base:1',
    project: 'live',
    service: 'api',
    binds: ['live_data:/d'],
  } as const;
  await things.container({ ...api, state: 'running' });
  await things.container({
    name: 'live-bad-1',
    image: 'base:1',
    project: 'live',
    service: 'bad',
    cmd: ['sh', '-c', 'exit 3'],
    state: 'exited',
  });
  const web = await things.container({
    name: 'stood-web-1',
    image: 'stood/web:1',
    project: 'stood',
    service: 'web',
    state: 'exited',
  });
  scene = await createScene({ engine, settings: SETTINGS, env: { VAKHTA_ONLY_LABEL: '' } });
  // Seen once while its container was there: what it belongs to is known after it has gone.
  await openDisk(withBen);
  await things.remove(web);
}, 120_000);

afterAll(async () => {
  if (scene) await scene.remove();
  if (engine) await engine.remove();
}, 60_000);

const showsPages = (message: PhoneMessage) => buttonsOf(message).some(({ data }) => data === 'd.k.image.0');

/** `/disk`, and the message once it has been measured. */
async function openDisk(at: At): Promise<PhoneMessage> {
  const sent = await scene.phone.send(at, '/disk');
  return scene.phone.waitForMessage(
    at.chat,
    (message) => message.message_id > sent.message_id && showsPages(message) && !textOf(message).includes('⏳'),
    'what takes the space',
    SLOW_MS,
  );
}

function until(at: At, message: PhoneMessage, predicate: (text: string, now: PhoneMessage) => boolean, what: string) {
  return scene.phone.waitForMessage(
    at.chat,
    (now) => now.message_id === message.message_id && predicate(textOf(now), now),
    what,
    SLOW_MS,
  );
}

/** A page of one kind, in the message of /disk. */
async function page(at: At, kind: string, title: string): Promise<PhoneMessage> {
  const message = await openDisk(at);
  await scene.phone.tapAnswered(at, message, { data: `d.k.${kind}.0` });
  return until(at, message, (text) => text.includes(`${title}:`), `the page of ${kind}`);
}

/** The number of the line that names it. */
function lineOf(message: PhoneMessage, name: string): string {
  const line = textOf(message)
    .split('\n')
    .find((each) => each.includes(name));
  return /^(\d+)\. /.exec(line ?? '')?.[1] ?? '';
}

async function tick(at: At, message: PhoneMessage, name: string): Promise<PhoneMessage> {
  const number = lineOf(message, name);
  await scene.phone.tapAnswered(at, message, `☐ ${number}`);
  return until(
    at,
    message,
    (_, now) => buttonsOf(now).some(({ label }) => label === `☑ ${number}`),
    `a tick at ${name}`,
  );
}

function question(at: At, part: string, after: { message_id: number }): Promise<PhoneMessage> {
  return scene.phone.waitForMessage(
    at.chat,
    (message) =>
      message.message_id > after.message_id &&
      textOf(message).includes(part) &&
      buttonsOf(message).some(({ data }) => data?.endsWith('.go') === true),
    `a question about ${part}`,
    SLOW_MS,
  );
}

const imageNames = async () => JSON.stringify(await engine.api.ask('GET', '/images/json'));
const volumeNames = async () => JSON.stringify(await engine.api.ask('GET', '/volumes'));

describe('/disk', () => {
  test('answers at once, and says in the same message what takes the space', async () => {
    const message = await openDisk(withAnna);
    const text = textOf(message);
    for (const group of ['image', 'container', 'volume', 'cache', 'log', 'own']) {
      expect(text).toContain(ru(`bot-disk-group-${group}`));
    }
    const first = (await scene.phone.calls('sendRichMessage')).filter((call) =>
      JSON.stringify(call).includes(ru('bot-disk-measuring')),
    );
    expect(first.length).toBeGreaterThan(0);
  });

  test('tells what stays and why, the last images of a project that stands as such', async () => {
    const images = await page(withBen, 'image', en('bot-disk-group-image'));
    expect(textOf(images)).toContain(en('bot-disk-warn-last-images', { project: 'stood' }));
    expect(textOf(images)).toContain(en('cleanup-why-in-use'));
    const number = lineOf(images, 'base:1');
    expect(buttonsOf(images).map(({ label }) => label)).not.toContain(`☐ ${number}`);
    const volumes = await page(withBen, 'volume', en('bot-disk-group-volume'));
    expect(buttonsOf(volumes).filter(({ style }) => style === 'danger')).toHaveLength(1);
  });
});

describe('a clean-up', () => {
  test('of what was ticked names it with its exact bytes, runs once, only for the one who asked', async () => {
    await things.image('tool:1', 5);
    await things.image('tool:2', 4);
    const at = { person: ANNA, chat: OPS };
    const ben = { person: BEN, chat: OPS };
    const images = await page(at, 'image', en('bot-disk-group-image'));
    await tick(at, images, 'tool:1');
    const ticked = await tick(at, images, 'tool:2');
    await scene.phone.tapAnswered(at, ticked, dataEnding(ticked, 'd.f.ticked'));
    const asked = await question(at, 'tool:2', images);
    const text = textOf(asked);
    expect(text).toContain('tool:1');
    const bytes = Number(/\((\d+) bytes\)/.exec(text)?.[1]);
    expect(bytes).toBeGreaterThan(9 * 1024 * 1024);
    expect(text).toContain(en('cleanup-warn-built-here'));
    const other = await scene.phone.tapAnswered(ben, asked, dataEnding(asked, '.go'));
    expect(other.answer).toMatchObject({ text: en('bot-redeem-not-yours', { who: 'Anna Petrova' }), showAlert: true });
    expect(await imageNames()).toContain('tool:1');
    await scene.phone.tapAnswered(at, asked, dataEnding(asked, '.go'));
    const done = await until(at, asked, (now) => now.startsWith('✅'), 'a ✓');
    expect(textOf(done)).toMatch(/freed 12 MiB|freed 13 MiB/);
    const left = await imageNames();
    expect(left).not.toContain('tool:1');
    expect(left).not.toContain('tool:2');
    expect(left).toContain('stood/web:1');
    const again = await scene.phone.tapAnswered(at, asked, { data: dataEnding(asked, '.go').data });
    expect(again.answer).toMatchObject({ text: ru('bot-redeem-used'), showAlert: true });
  });

  test('leaves what came into use while the question stood, and names it', async () => {
    await things.image('late:1', 2);
    const images = await page(withBen, 'image', en('bot-disk-group-image'));
    const ticked = await tick(withBen, images, 'late:1');
    await scene.phone.tapAnswered(withBen, ticked, dataEnding(ticked, 'd.f.ticked'));
    const asked = await question(withBen, 'late:1', images);
    const id = await things.container({ name: 'late', image: 'late:1', state: 'running' });
    await scene.phone.tapAnswered(withBen, asked, dataEnding(asked, '.go'));
    const done = await until(withBen, asked, (now) => now.startsWith('❔'), 'that nothing was removed');
    expect(textOf(done)).toContain(en('cleanup-kept-in-use', { name: 'late:1' }));
    expect(await imageNames()).toContain('late:1');
    await things.remove(id);
  });

  test('of a project that stands says so in the question; what is cancelled stays', async () => {
    const images = await page(withBen, 'image', en('bot-disk-group-image'));
    const ticked = await tick(withBen, images, 'stood/web:1');
    await scene.phone.tapAnswered(withBen, ticked, dataEnding(ticked, 'd.f.ticked'));
    const asked = await question(withBen, 'stood/web:1', images);
    expect(textOf(asked)).toContain(en('cleanup-warn-last-images', { project: 'stood' }));
    await scene.phone.tapAnswered(withBen, asked, dataEnding(asked, '.no'));
    await until(withBen, asked, (now) => now.includes(en('bot-redeem-cancelled')), 'that it is cancelled');
    expect(await imageNames()).toContain('stood/web:1');
  });
});

describe('a volume', () => {
  test('is refused to a responder', async () => {
    const volumes = await page(withBen, 'volume', en('bot-disk-group-volume'));
    const [button] = buttonsOf(volumes).filter(({ style }) => style === 'danger');
    const { answer } = await scene.phone.tapAnswered(withBen, volumes, { data: button?.data ?? '' });
    expect(answer).toMatchObject({ showAlert: true });
    expect(answer?.text).toContain(en('oncall-access-missing', { needed: 'admin', has: 'responder' }));
  });

  test('goes only when an admin has typed its name, and then as an entry of the open incident', async () => {
    await openIncident(scene, withBen, 1, ['bad']);
    const volumes = await page(withAnna, 'volume', ru('bot-disk-group-volume'));
    const [button] = buttonsOf(volumes).filter(({ style }) => style === 'danger');
    await scene.phone.tapAnswered(withAnna, volumes, { data: button?.data ?? '' });
    const typing = await scene.phone.waitForMessage(
      ANNA,
      (message) => textOf(message).includes(ru('bot-disk-volume-how')),
      'what to type',
    );
    expect(textOf(typing)).toContain(ru('cleanup-warn-stopped-project', { project: 'stood' }));
    await scene.phone.send(withAnna, 'stood_dat');
    await scene.phone.waitForMessage(
      ANNA,
      (message) => textOf(message).includes(ru('bot-disk-volume-wrong', { name: 'stood_data' })),
      'that it is wrong',
    );
    expect(await volumeNames()).toContain('stood_data');
    const typed = await scene.phone.send(withAnna, 'stood_data');
    const asked = await question(withAnna, 'stood_data', typed);
    expect(await volumeNames()).toContain('stood_data');
    await scene.phone.tapAnswered(withAnna, asked, dataEnding(asked, '.go'));
    await until(withAnna, asked, (now) => now.startsWith('✅'), 'a ✓');
    const left = await volumeNames();
    expect(left).not.toContain('stood_data');
    expect(left).toContain('live_data');
    const entries = storedIncident(scene.vakhta.dataDir, 1).timeline.flatMap((entry) =>
      entry.kind === 'operation' ? [entry] : [],
    );
    expect(entries).toMatchObject([{ by: ANNA, data: { operation: 'cleanup', outcome: 'succeeded' } }]);
  });

  test('can be taken back while the name is asked for', async () => {
    await things.volume('loose', 1, 'base:1');
    const volumes = await page(withAnna, 'volume', ru('bot-disk-group-volume'));
    const number = lineOf(volumes, 'loose');
    await scene.phone.tapAnswered(withAnna, volumes, `🗑 ${number}…`);
    const typing = await scene.phone.waitForMessage(
      ANNA,
      (message) =>
        message.message_id > volumes.message_id &&
        textOf(message).includes('loose') &&
        textOf(message).includes(ru('bot-disk-volume-how')),
      'what to type',
    );
    await scene.phone.tapAnswered(withAnna, typing, dataEnding(typing, '.no'));
    await until(withAnna, typing, (text) => text.includes(ru('bot-disk-volume-cancelled')), 'that it stays');
    expect(await volumeNames()).toContain('loose');
  });
});

describe('logs', () => {
  test('that grow for ever come with the setting that ends it, as text and as a file', async () => {
    const logs = await page(withBen, 'log', en('bot-disk-group-log'));
    await scene.phone.tapAnswered(withBen, logs, en('bot-button-log-limit', { project: 'live' }));
    const limit = await scene.phone.waitForMessage(
      BEN,
      (message) => textOf(message).includes('max-size: 10m'),
      'the compose file',
    );
    expect(textOf(limit)).toContain('api:');
    expect(textOf(limit)).toContain('-p live -f ');
    const file = await scene.phone.waitForMessage(
      BEN,
      (message) => message.document?.file_name === 'docker-compose.logging.yml',
      'the file',
    );
    expect(textOf(file)).toContain('live');
  });
});

test('while the Engine is away the same message says so', async () => {
  await engine.stop();
  const sent = await scene.phone.send(withBen, '/disk');
  const away = await scene.phone.waitForMessage(
    BEN,
    (message) => message.message_id > sent.message_id && textOf(message).includes(en('bot-engine-silent')),
    'that the Engine is away',
    SLOW_MS,
  );
  expect(textOf(away)).toContain(en('bot-engine-by-hand'));
  await engine.start();
});

test('nothing was refused by Telegram or logged as an error', async () => {
  await scene.expectClean();
});
