import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { crashLooping, worker } from '../engine/support/samples.ts';
import { isCrashLooping, untilContainer } from './support/containers.ts';
import { damage } from './support/data-folder.ts';
import { openIncident } from './support/incident.ts';
import { answerTo, logOf, logVerbs, messageAfter, newest, openLog, saying } from './support/logs.ts';
import { buttonsOf, dataEnding, en, ru, textOf } from './support/messages.ts';
import { ANNA, BEN, createScene, ON_CALL, type Scene, withAnna, withBen } from './support/scene.ts';

const inTopic = { person: BEN, chat: ON_CALL, thread: 2 } as const;
const annaInTopic = { person: ANNA, chat: ON_CALL, thread: 2 } as const;
const TOKEN = 'ghp_16C7e42F292c6912E7710c838347Ae178B4a';

let scene: Scene;

beforeAll(async () => {
  scene = await createScene({
    env: { ONCALL_CHAT_ID: `${ON_CALL}/2` },
    services: (project) => [
      saying(
        project,
        'api',
        'n=0; while [ $n -lt 120 ]; do n=$((n+1)); echo "step $(printf "\\\\$(printf %o $((97 + n % 26)))") of request alpha$n"; done',
      ),
      saying(
        project,
        'shopping',
        [
          'printf "\\033[32mcolour\\033[0m\\n"',
          `echo '{"level":50,"time":${Date.parse('2026-02-03T03:04:05Z')},"msg":"card refused","pid":1}'`,
          'for n in 1 2 3 4; do echo "GET /health 200"; done',
          `echo "sent ${TOKEN}"`,
          'echo before one; echo before two; echo "connection Timeout of db"; echo after one; echo after two; echo far away',
        ].join('; '),
      ),
      worker(project),
      crashLooping(project),
      { ...saying(project, 'silent', 'true'), start: false },
    ],
  });
});

afterAll(async () => {
  await scene.remove();
});

describe('/logs', () => {
  test('asks whose, the unwell first and the whole project among them; a choice turns the question into the log', async () => {
    const asked = await answerTo(scene, withBen, '/logs', (text) => text.includes(en('bot-logs-pick')));
    const labels = buttonsOf(asked).map(({ label }) => label);
    expect(labels.slice(0, 2).sort()).toEqual(['⚠️ billing', '⚠️ silent']);
    expect(labels).toEqual(expect.arrayContaining(['api', 'worker', `📦 ${scene.project}`]));
    const button = buttonsOf(asked).find(({ label }) => label === 'worker');
    await scene.phone.tapAnswered(withBen, asked, { data: button?.data ?? '' });
    const log = logOf(scene, withBen, asked);
    await log.until((text) => text.startsWith('📜 worker') && text.includes('worker is ready'), 'the log');
  });

  test('shows colours, JSON, repeats and secrets as a person can read them', async () => {
    const log = await openLog(scene, withBen, '/logs shopping', (text) => text.includes('far away'));
    const text = textOf(await log.now());
    expect(text).toMatch(/\d\d:\d\d:\d\d colour\n/);
    expect(text).toContain('03:04:05 ❗ error card refused');
    expect(text).toContain('GET /health 200 ×4');
    expect(text).not.toContain(TOKEN);
    expect(text).toContain('sent [masked:');
  });

  test('the last fifty lines, older ones and back again, in one message whose buttons keep their place', async () => {
    const log = await openLog(scene, withBen, '/logs api', (text) => text.includes('alpha120'));
    const first = await log.now();
    expect(textOf(first)).toContain('alpha71\n');
    expect(textOf(first)).not.toContain('alpha70\n');
    await log.tap('older');
    const older = await log.until((text) => text.includes('alpha70') && !text.includes('alpha71'), 'older lines');
    expect(textOf(older)).toContain('alpha21\n');
    await log.tap('older');
    const oldest = await log.until((text) => text.includes('alpha1\n'), 'the oldest lines');
    expect(logVerbs(oldest)[0]).toBeNull();
    expect(logVerbs(oldest).slice(1)).toEqual(logVerbs(older).slice(1));
    await log.tap('newer');
    await log.until((text) => text.includes('alpha21') && text.includes('alpha70'), 'newer lines');
    await log.tap('refresh');
    await log.until((text) => text.includes('alpha120'), 'the newest lines');
  });

  test('says that there is nothing, and how little was asked for', async () => {
    const log = await openLog(scene, withBen, '/logs silent', (text) => text.includes(en('bot-logs-empty')));
    await log.tap('errors');
    await log.until((text) => text.includes(en('bot-logs-no-errors')), 'that there are no errors');
    const found = await openLog(scene, withAnna, '/logs worker nothing-like-this', () => true);
    await found.until((text) => text.includes(ru('bot-logs-no-matches')), 'that nothing matches');
  });

  test('a name with a slip leads to what was meant, with the filter', async () => {
    const asked = await answerTo(scene, withAnna, '/logs shoping 1h timeout', (text) =>
      text.includes(ru('bot-logs-pick-unknown', { name: 'shoping', count: 1 })),
    );
    expect(textOf(asked)).toContain(ru('bot-logs-pick-kept'));
    await scene.phone.tapAnswered(withAnna, asked, { data: buttonsOf(asked)[0]?.data ?? '' });
    const log = logOf(scene, withAnna, asked);
    await log.until(
      (text) => text.startsWith('📜 shopping') && text.includes('connection Timeout of db'),
      'the matches',
    );
  });

  test('a name that nothing resembles says so and leads to all of them', async () => {
    const asked = await answerTo(scene, withBen, '/logs qqqqqqqqqqqq', (text) => text.includes('qqqqqqqqqqqq'));
    await scene.phone.tapAnswered(withBen, asked, dataEnding(asked, '.pick.0'));
    await logOf(scene, withBen, asked).until((text) => text.includes(en('bot-logs-pick')), 'all services');
  });
});

describe('a search', () => {
  test('shows matches of any case with the lines around them, counted, in one service or in the whole project', async () => {
    const one = await openLog(scene, withBen, '/logs shopping timeout', (text) => text.includes('Timeout of db'));
    const text = textOf(await one.now());
    expect(text).toContain('🔎 timeout');
    expect(text).toMatch(/1 match, searched \d/);
    for (const around of ['before one', 'before two', 'after one', 'after two']) expect(text).toContain(around);
    expect(text).not.toContain('far away');
    const all = await openLog(scene, withBen, `/logs ${scene.project} /time.?out|worker is re/`, (shown) =>
      shown.includes('Timeout of db'),
    );
    expect(textOf(await all.now())).toContain('[worker] worker is ready');
    expect(textOf(await all.now())).toMatch(/▸(?:❗)? \[shopping\] connection Timeout/);
  });

  test('is asked for by a button; a wrong expression says what is wrong with it, and the answer may simply follow', async () => {
    const log = await openLog(scene, withBen, '/logs shopping', (text) => text.includes('far away'));
    await log.tap('search');
    const asked = await messageAfter(
      scene,
      withBen,
      log.messageId,
      (text) => text.includes(en('bot-logs-search-how')),
      'the question',
    );
    const wrong = await scene.phone.reply(withBen, asked, '/(/');
    await messageAfter(
      scene,
      withBen,
      wrong.message_id,
      (text) => text.includes('Unterminated group'),
      'what is wrong',
    );
    const typed = await scene.phone.send(withBen, '/TIME.UT/');
    const found = await messageAfter(
      scene,
      withBen,
      typed.message_id,
      (text) => text.includes('🔎 /TIME.UT/') && text.includes('connection Timeout'),
      'the matches',
    );
    await logOf(scene, withBen, found).tap('all');
    await logOf(scene, withBen, found).until((text) => text.includes('far away'), 'all lines again');
  });

  test('in a group its question is a forced reply, which only a reply answers', async () => {
    const log = await openLog(scene, inTopic, '/logs shopping', (text) => text.includes('far away'));
    await log.tap('search', annaInTopic);
    const asked = await messageAfter(
      scene,
      inTopic,
      log.messageId,
      (text) => text.includes(en('bot-logs-search-how')),
      'the question',
    );
    await scene.phone.waitForCall(
      ({ params }) => JSON.stringify(params).includes('"force_reply":true'),
      'the question as a forced reply',
    );
    const typed = await scene.phone.reply(annaInTopic, asked, 'refused');
    await messageAfter(
      scene,
      inTopic,
      typed.message_id,
      (text) => text.includes('card refused') && text.includes('🔎 refused'),
      'the matches',
    );
  });
});

describe('ranges', () => {
  test('since the last start leaves out what was said before it, and a short time says that it is empty', async () => {
    const log = await openLog(scene, withBen, '/logs shopping', (text) => text.includes('far away'));
    await log.tap('since');
    const menu = await log.until((_, message) => logVerbs(message).includes('last.15'), 'the ranges');
    expect(logVerbs(menu)).toEqual(['last.15', 'last.60', 'last.1440', 'start', 'everything', 'back']);
    await log.tap('start');
    await log.until(
      (text) => text.includes(en('bot-logs-range-start')) && text.includes('far away'),
      'since its start',
    );
    await log.tap('back');
    await log.tap('last.15');
    await log.until((text) => text.includes(en('bot-logs-range-last', { duration: '15 min' })), 'fifteen minutes');
  });
});

describe('everybody in the chat', () => {
  test('can use the buttons of a log, whoever opened it', async () => {
    const log = await openLog(scene, inTopic, '/logs shopping', (text) => text.includes('far away'));
    await log.tap('errors', annaInTopic);
    const errors = await log.until(
      (text) => text.includes(en('bot-logs-errors-only')) && !text.includes('⏳'),
      'errors',
    );
    expect(textOf(errors)).toContain('card refused');
    expect(textOf(errors)).not.toContain('far away');
  });
});

describe('a button of long ago', () => {
  test('says so, and opens the same log anew', async () => {
    const log = await openLog(scene, withAnna, '/logs shopping', (text) => text.includes('far away'));
    damage(scene.vakhta.dataDir, 'DELETE FROM log_views');
    const known = await newest(scene, ANNA);
    await log.tap('older');
    const old = await messageAfter(
      scene,
      withAnna,
      known,
      (text) => text.includes(ru('bot-logs-old')),
      'that it is old',
    );
    await scene.phone.tapAnswered(withAnna, old, { data: buttonsOf(old)[0]?.data ?? '' });
    await messageAfter(
      scene,
      withAnna,
      old.message_id,
      (text) => text.startsWith('📜 shopping') && text.includes('far away'),
      'the log',
    );
  });
});

describe('the card of an incident', () => {
  test('leads to the log of what it is about, and the log back to the card', async () => {
    const billing = (await scene.run((project) => ({ ...crashLooping(project), service: 'ledger' }))).id;
    await untilContainer(scene.engine, billing, isCrashLooping);
    const card = await openIncident(scene, inTopic, 1, ['ledger'], ON_CALL);
    await scene.phone.tapAnswered(inTopic, card, { data: 'i.1.logs' });
    const picker = await messageAfter(
      scene,
      inTopic,
      card.message_id,
      (text) => text.includes(en('bot-logs-pick')),
      'the question',
    );
    const first = buttonsOf(picker)
      .slice(0, 2)
      .map(({ label }) => label);
    expect(first.sort()).toEqual(['⚠️ billing', '⚠️ ledger']);
    const choice = buttonsOf(picker).find(({ label }) => label.includes('ledger'));
    await scene.phone.tapAnswered(inTopic, picker, { data: choice?.data ?? '' });
    const log = logOf(scene, inTopic, picker);
    const shown = await log.until((text) => text.startsWith('📜 ledger') && text.includes('FATAL'), 'its log');
    expect(textOf(shown)).toMatch(/starting billing ×\d/);
    await log.tap('since');
    await log.until((_, message) => logVerbs(message).includes('incident.1'), 'the range of the incident');
    await log.tap('incident.1');
    const ranged = await log.until((text) => text.includes(en('bot-logs-range-incident', { number: 1 })), 'since then');
    await scene.phone.tapAnswered(inTopic, ranged, { data: 'i.1.card' });
    await messageAfter(
      scene,
      inTopic,
      picker.message_id,
      (_, message) => buttonsOf(message).some(({ data }) => data === 'i.1.timeline'),
      'the card',
    );
  });
});

describe('a container that was made anew', () => {
  test('has a log that goes on with its successor, and one that is gone for good says so', async () => {
    const before = await scene.run((project) => saying(project, 'phoenix', 'echo "first life"'));
    const log = await openLog(scene, withBen, '/logs phoenix', (text) => text.includes('first life'));
    await before.remove();
    const answer = await log.tap('refresh');
    expect(answer.answer?.text).toContain(en('bot-logs-gone', { name: 'phoenix' }));
    await scene.run((project) => saying(project, 'phoenix', 'echo "second life"'));
    await log.tap('refresh');
    const shown = await log.until((text) => text.includes('second life'), 'its successor');
    expect(textOf(shown)).toContain(en('bot-logs-renewed'));
  });
});

test('nothing was refused by Telegram or logged as an error', async () => {
  await scene.expectClean();
});
