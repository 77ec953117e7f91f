import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { RunningService } from '../engine/support/services.ts';
import { logVerbs, newest, type OpenLog, openLog, say, saying } from './support/logs.ts';
import { en, ru, textOf } from './support/messages.ts';
import { ANNA, BEN, createScene, ON_CALL, type Scene, withAnna, withBen } from './support/scene.ts';
import { SAID_TWICE } from './support/triage.ts';

const TOKEN = 'ghp_16C7e42F292c6912E7710c838347Ae178B4a';
const inTopic = { person: BEN, chat: ON_CALL, thread: 2 } as const;
const annaInTopic = { person: ANNA, chat: ON_CALL, thread: 2 } as const;
const GROUP_INTERVAL_MS = 3_000;

let scene: Scene;
let talker: RunningService;

beforeAll(async () => {
  scene = await createScene({ env: { ONCALL_CHAT_ID: `${ON_CALL}/2` } });
  talker = await scene.run((project) => saying(project, 'talker', `echo "first word"; echo "sent ${TOKEN}"`));
});

afterAll(async () => {
  await scene.remove();
});

async function follow(log: OpenLog, by = log.at): Promise<void> {
  await log.tap('follow', by);
  await log.until(
    (text) => text.includes(en('bot-logs-following')) || text.includes(ru('bot-logs-following')),
    'live lines',
  );
}

describe('following', () => {
  test('brings new lines into the same message, masked, until it is stopped; anybody can, and it says who did', async () => {
    const log = await openLog(scene, inTopic, '/logs talker', (text) => text.includes('first word'));
    await follow(log);
    await say(scene.engine, talker.id, 'live and well', `new token ${TOKEN}`);
    const live = await log.until((text) => text.includes('live and well'), 'the new line');
    expect(textOf(live)).toContain('first word');
    expect(textOf(live)).not.toContain(TOKEN);
    expect(logVerbs(live)).toContain('stop');
    await log.tap('stop', annaInTopic);
    const over = await log.until(
      (text) => text.includes(en('bot-logs-ended-stopped', { who: 'Anna Petrova' })),
      'who stopped it',
    );
    expect(textOf(over)).toContain('live and well');
    expect(logVerbs(over)).toContain('follow');
    const again = await log.tap('stop');
    expect(again.answer?.text).toBe(en('bot-logs-nothing-runs'));
  });

  test('keeps to the pace of a group, however much is said, and loses none of it', async () => {
    const log = await openLog(scene, inTopic, '/logs talker', (text) => text.includes('first word'));
    await follow(log);
    const from = (await scene.phone.calls()).at(-1)?.seq ?? 0;
    for (let n = 1; n <= 3; n += 1) {
      await say(scene.engine, talker.id, `word ${'abcdefghijkl'[n - 1]}`);
      await log.until((text) => text.includes(`word ${'abcdefghijkl'[n - 1]}`), `word ${n}`);
    }
    await say(scene.engine, talker.id, ...Array.from({ length: 100 }, () => 'the flood'), 'the last word');
    const shown = await log.until((text) => text.includes('the last word'), 'the last word');
    expect(textOf(shown)).toContain('the flood ×100');
    const edits = (await scene.phone.calls('editMessageText'))
      .filter(({ seq, params }) => seq > from && Number(params.message_id) === log.messageId)
      .map(({ at }) => at);
    const gaps = edits.slice(1).map((at, index) => at - (edits[index] ?? 0));
    expect(gaps.length).toBeGreaterThan(1);
    for (const gap of gaps) expect(gap).toBeGreaterThan(GROUP_INTERVAL_MS - 500);
    await log.tap('stop');
    await log.until((text) => text.includes(en('bot-logs-ended-stopped', { who: 'Ben Carter' })), 'its end');
  });

  test('shows of a search only what matches', async () => {
    const log = await openLog(scene, withBen, '/logs talker needle', (text) => text.includes('🔎 needle'));
    await follow(log);
    await say(scene.engine, talker.id, 'only hay', 'a Needle at last');
    const found = await log.until((text) => text.includes('a Needle at last'), 'the match');
    expect(textOf(found)).not.toContain('only hay');
    // Nothing was searched: a count of it beside the line that matches would be wrong.
    expect(textOf(found)).not.toMatch(/\b0 (?:matches|B)/);
    await log.tap('stop');
    await log.until((text) => text.includes(en('bot-logs-ended-stopped', { who: 'Ben Carter' })), 'its end');
  });

  test('is bounded in each chat, and says so', async () => {
    const logs = [];
    for (let n = 0; n < 3; n += 1) {
      logs.push(await openLog(scene, withAnna, '/logs talker', (text) => text.includes('the last word')));
    }
    const [one, two, three] = logs;
    if (!one || !two || !three) throw new Error('not three');
    await follow(one);
    await follow(two);
    const refused = await three.tap('follow');
    expect(refused.answer?.text).toBe(ru('bot-logs-follows-full', { count: 2 }));
    await one.tap('stop');
    await one.until((text) => text.includes('⏹'), 'its end');
    await follow(three);
    for (const log of [two, three]) await log.tap('stop');
    for (const log of [two, three]) await log.until((text) => text.includes('⏹'), 'its end');
  });

  test('ends with its container, and says with which exit code', async () => {
    const short = await scene.run((project) => ({
      ...saying(project, 'mortal', 'echo "alive"; trap "exit 7" TERM'),
      restart: 'no' as const,
    }));
    const log = await openLog(scene, withBen, '/logs mortal', (text) => text.includes('alive'));
    await follow(log);
    await scene.engine.ask('POST', `/containers/${short.id}/stop`);
    await log.until((text) => text.includes(en('bot-logs-ended-exit', { code: 7 })), 'how it ended');
  });
});

describe('a download', () => {
  test('is the whole log as compressed text, masked, and nothing of it stays on the disk', async () => {
    const log = await openLog(scene, withBen, '/logs talker', (text) => text.includes('the last word'));
    const known = await newest(scene, BEN);
    await log.tap('pack');
    const file = await scene.phone.waitForMessage(
      BEN,
      (message) => message.message_id > known && message.document !== undefined,
      'the file',
      30_000,
    );
    expect(file.document?.file_name).toMatch(/talker-[\d-]+\.txt\.gz$/);
    const response = await fetch(`${scene.phone.url}/phone/file/${file.document?.file_id ?? ''}`);
    const text = gunzipSync(Buffer.from(await response.arrayBuffer())).toString('utf8');
    expect(text).toContain('first word');
    // Collapsed only on the screen.
    expect(text.match(/the flood/g)).toHaveLength(100);
    expect(text).not.toContain(TOKEN);
    expect(text).toContain('sent [masked:');
    await log.until((shown) => shown.includes(en('bot-logs-packed', { count: 1 })), 'that it is on its way');
    await vi.waitFor(() => expect(leftOf(scene)).toEqual([]), { timeout: 10_000 });
  });
});

/** The files that lie in the folder of downloads. */
function leftOf({ vakhta }: Scene): string[] {
  const folder = join(vakhta.dataDir, 'log-downloads');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.gz'));
}

describe('when the bot is away', () => {
  test('a follow that was killed says so as soon as the bot is back, and can be begun again', async () => {
    const log = await openLog(scene, withBen, '/logs talker', (text) => text.includes('the last word'));
    await follow(log);
    await scene.vakhta.kill();
    await say(scene.engine, talker.id, 'said meanwhile');
    // As a kill leaves them: half of a download that nobody waits for any more.
    const folder = join(scene.vakhta.dataDir, 'log-downloads', 'AAAAAAAA', '00c0ffee');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'talker-1.txt.gz'), 'half of it');
    await scene.vakhta.start();
    const over = await log.until((text) => text.includes(en('bot-logs-ended-restart')), 'that it ended');
    expect(logVerbs(over)).toContain('follow');
    expect(leftOf(scene)).toEqual([]);
    await follow(log);
    await log.until((text) => text.includes('said meanwhile'), 'what was said meanwhile');
  });

  test('a follow says so also when the bot is stopped in order', async () => {
    const log = await openLog(scene, withBen, '/logs talker', (text) => text.includes('said meanwhile'));
    await follow(log);
    await scene.vakhta.stop();
    await log.until((text) => text.includes(en('bot-logs-ended-restart')), 'that it ended');
  });
});

test('nothing was refused by Telegram or logged as an error', async () => {
  await scene.expectClean(SAID_TWICE);
});
