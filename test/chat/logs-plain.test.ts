import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLog, saying } from './support/logs.ts';
import { textOf } from './support/messages.ts';
import { createScene, type Scene, withBen } from './support/scene.ts';

/** What a message without blocks holds. */
const MOST = 4096;
/** Letters, so that no two lines are the same but for a number. */
const LINES = Array.from({ length: 26 * 4 }, (_, index) => {
  const word = String.fromCharCode(97 + Math.floor(index / 26), 97 + (index % 26));
  return `${word}${word} ${`${word} `.repeat(60)}`.trim();
});

const wordy = (project: string) => saying(project, 'wordy', LINES.map((line) => `echo "${line}"`).join('; '));

let scene: Scene;

beforeAll(async () => {
  scene = await createScene({
    env: { TELEGRAM_RICH_MESSAGES: 'off' },
    services: (project) => [wordy(project)],
  });
});

afterAll(async () => {
  await scene.remove();
});

/** Which of the lines a page shows, by their first words. */
function shown(text: string): number[] {
  return LINES.flatMap((line, index) => (text.includes(` ${line.split(' ')[0]} `) ? [index] : []));
}

test('where messages have no blocks a page that is too long shows the newest lines, and Older the ones before, none left out', async () => {
  const log = await openLog(scene, withBen, '/logs wordy', (text) => text.includes(LINES.at(-1)?.slice(0, 8) ?? '-'));
  const message = await log.now();
  expect(message.rich_message).toBeUndefined();
  const newest = shown(textOf(message));
  expect(newest.at(-1)).toBe(LINES.length - 1);
  expect(newest.length).toBeGreaterThan(5);
  expect(newest.length).toBeLessThan(50);
  expect(newest).toEqual(LINES.map((_, index) => index).slice(-newest.length));
  expect(textOf(message).length).toBeLessThanOrEqual(MOST);
  expect(textOf(message)).not.toContain('⋯');
  await log.tap('older');
  const first = newest[0] ?? 0;
  const older = await log.until((text) => shown(text).includes(first - 1) && !text.includes('⏳'), 'older lines');
  const before = shown(textOf(older));
  expect(before.at(-1)).toBe(first - 1);
  expect(before).toEqual(LINES.map((_, index) => index).slice(first - before.length, first));
});

test('where only the answer tells that the server knows no blocks the newest lines are there at once, and then as above', async () => {
  const other = await createScene({ services: (project) => [wordy(project)] });
  try {
    await other.phone.fault({ kind: '404', method: 'sendRichMessage' });
    const last = LINES.at(-1)?.slice(0, 8) ?? '-';
    const log = await openLog(other, withBen, '/logs wordy', (text) => text.includes(last));
    const first = await log.now();
    expect(first.rich_message).toBeUndefined();
    const cut = shown(textOf(first));
    expect(cut).toEqual(LINES.map((_, index) => index).slice(-cut.length));
    expect(textOf(first)).toContain('⋯');
    await log.tap('refresh');
    const again = await log.until((text) => text.includes(last) && !/[⋯⏳]/.test(text), 'a page that fits');
    expect(shown(textOf(again)).at(-1)).toBe(LINES.length - 1);
    await other.expectClean();
  } finally {
    await other.remove();
  }
});

test('nothing was refused by Telegram or logged as an error', async () => {
  await scene.expectClean();
});
