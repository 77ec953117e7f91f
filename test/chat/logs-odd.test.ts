import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerTo, logVerbs, newest, openLog, saying } from './support/logs.ts';
import { en, ru, textOf } from './support/messages.ts';
import { BEN, createScene, type Scene, withAnna, withBen } from './support/scene.ts';

/** Takes longer than the universe will last to find that these lines end in something else. */
const ENDLESS = '/(a+)+$/';

let scene: Scene;

beforeAll(async () => {
  scene = await createScene({
    services: (project) => [
      saying(project, 'ordinary', 'echo "an ordinary line"'),
      saying(
        project,
        'trap',
        `for n in 1 2 3 4 5; do echo "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"; done`,
      ),
      saying(project, 'wide', `head -c 1000000 /dev/zero | tr '\\0' x; echo; echo "after the long one"`),
      { ...saying(project, 'mute', 'echo "nobody keeps this"'), logDriver: 'none' },
      { ...saying(project, 'terminal', 'printf "\\033[31mred\\033[0m on a terminal\\n"'), tty: true },
      { project, service: 'past', cmd: ['sh', '-c', 'echo "the last words"; exit 3'] },
    ],
  });
});

afterAll(async () => {
  await scene.remove();
});

test('an expression that never ends is stopped and says so, in words with an example; the bot answers meanwhile', async () => {
  const asked = await answerTo(scene, withBen, `/logs trap ${ENDLESS}`, (text) => text.includes('⏳'));
  const help = await answerTo(scene, withAnna, '/help', (text) => text.includes(ru('bot-help-title')));
  expect(help.message_id).toBeGreaterThan(0);
  await scene.phone.waitForMessage(
    BEN,
    (message) => message.message_id === asked.message_id && textOf(message).includes(en('bot-logs-stopped-slow-regex')),
    'that it is too slow',
    60_000,
  );
});

test('a search under way can be stopped by its button, and an ordinary one works right after', async () => {
  const asked = await answerTo(scene, withBen, `/logs trap ${ENDLESS}`, (text) => text.includes('⏳'));
  expect(logVerbs(asked)).toContain('stop');
  const stop = asked.reply_markup?.inline_keyboard
    ?.flat()
    .flatMap((button) => ('callback_data' in button ? [button.callback_data ?? ''] : []))
    .find((data) => data.endsWith('.stop'));
  await scene.phone.tapAnswered(withBen, asked, { data: stop ?? '' });
  await scene.phone.waitForMessage(
    BEN,
    (message) =>
      message.message_id === asked.message_id &&
      textOf(message).includes(en('bot-logs-ended-stopped', { who: 'Ben Carter' })),
    'that it was stopped',
  );
  await openLog(scene, withBen, '/logs ordinary /ord.nary/', (text) => text.includes('an ordinary line'));
});

test('an expression that is none says what is wrong with it', async () => {
  const said = await answerTo(scene, withAnna, '/logs ordinary /(/', () => true);
  expect(textOf(said)).toBe(ru('bot-logs-regex-bad', { problem: 'Unterminated group' }));
});

test('a log that nobody keeps says why it cannot be read, of one and in the whole project, whose others are shown', async () => {
  const one = await openLog(scene, withBen, '/logs mute', (text) => text.includes('⚠️'));
  expect(textOf(await one.now())).toContain(en('logs-unreadable-driver'));
  const all = await openLog(scene, withBen, `/logs ${scene.project}`, (text) => text.includes('an ordinary line'));
  const text = textOf(await all.now());
  expect(text).toContain(en('bot-logs-unread', { names: 'mute' }));
  expect(text).toContain('[terminal] red on a terminal');
});

test('a container that has ended has a log all the same', async () => {
  await openLog(scene, withBen, '/logs past', (text) => text.includes('the last words'));
});

test('a line of a megabyte is cut, and what follows it is there', async () => {
  const log = await openLog(scene, withBen, '/logs wide', (text) => text.includes('after the long one'));
  const text = textOf(await log.now());
  expect(text).toContain('xxxxxxxx');
  expect(text.length).toBeLessThan(2_000);
});

test('a second one on the same message takes the place of the first', async () => {
  const log = await openLog(scene, withBen, '/logs trap', (text) => text.includes('aaaa'));
  const known = await newest(scene, BEN);
  await Promise.all([log.tap('errors'), log.tap('all')]);
  await log.tap('refresh');
  await log.until((text) => text.includes('aaaa') && !text.includes('⏳'), 'all lines');
  expect(await newest(scene, BEN)).toBe(known);
});

test('nothing was refused by Telegram or logged as an error', async () => {
  await scene.expectClean();
});
