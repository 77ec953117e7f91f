import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { PhoneMessage } from '../../sandbox/client.ts';
import { gateway } from '../engine/support/samples.ts';
import { answerTo, choose, makeScripts, tapLabel, until } from './support/commands.ts';
import { openIncident } from './support/incident.ts';
import { buttonsOf, en, ru, textOf } from './support/messages.ts';
import { redButton } from './support/restarting.ts';
import { storedIncident } from './support/rooms.ts';
import { ANNA, BEN, createScene, ON_CALL, type Scene, withAnna, withBen } from './support/scene.ts';

const SECRET = 'ghp_0123456789abcdefghijklmnopqrstuvwxyz';
const scripts = {
  'status.sh': '#!/bin/sh\necho "all is well"\n',
  'restart.sh':
    '#!/bin/sh\necho "restarting $1"; printf "\\033[31mred\\033[0m\\n"; echo "token=$GITHUB_TOKEN"; echo "mine: $OWN_SETTING"\n',
  'slow.sh': '#!/bin/sh\ntrap "" TERM\necho "step 1 of 3"\nsleep 1000\n',
  'loud.sh': '#!/bin/sh\nseq 1 400000\necho "the very end"\n',
  'quiet.sh': '#!/bin/sh\nexit 3\n',
  'not-executable.sh': 'echo never\n',
};

let scene: Scene;
let folder: string;

beforeAll(async () => {
  folder = await makeScripts(scripts);
  const at = { cwd: folder };
  // The project's name is known only with the scene: the bot starts after it was written.
  scene = await createScene({ start: false });
  const project = scene.project;
  const commands = [
    { id: 'status', name: 'Status', argv: ['./status.sh'], access: 'viewer', confirm: false, ...at },
    {
      id: 'restart-test',
      name: 'Restart it',
      argv: ['./restart.sh', '{service}'],
      access: 'responder',
      project,
      env: ['GITHUB_TOKEN'],
      params: { service: { kind: 'service', ask: 'Which of them?' } },
      ...at,
    },
    {
      id: 'lines',
      argv: ['./restart.sh', 'lines {lines} {level}'],
      confirm: false,
      params: {
        lines: { kind: 'integer', min: 1, max: 500 },
        level: { kind: 'choice', values: ['all', 'only errors'] },
      },
      ...at,
    },
    { id: 'slow', argv: ['./slow.sh'], confirm: false, ...at },
    { id: 'short-of-time', argv: ['./slow.sh'], confirm: false, timeout: '1s', ...at },
    { id: 'loud', argv: ['./loud.sh'], confirm: false, ...at },
    { id: 'quiet', argv: ['./quiet.sh'], confirm: false, ...at },
    { id: 'closed', argv: ['./not-executable.sh'], ...at },
    { id: 'nowhere', argv: ['make'], cwd: '/no/such/folder' },
  ];
  const people = [
    { id: ANNA, name: 'Anna Petrova' },
    { id: BEN, name: 'Ben Carter', access: 'responder' },
  ];
  await scene.configure(stringify({ commands, people }));
  await scene.vakhta.start({ GITHUB_TOKEN: SECRET, OWN_SETTING: 'not passed on' });
  await scene.run(gateway);
});

afterAll(async () => {
  await scene.remove();
  await rm(folder, { recursive: true, force: true });
});

const isList = (_text: string, message: PhoneMessage) =>
  buttonsOf(message).some(({ data }) => data?.startsWith('x.r.'));

const done = (text: string) => /^[✅❌❔]/u.test(text);

describe('/run', () => {
  test('lists what one may run, and says why the rest cannot', async () => {
    const all = await answerTo(scene, withAnna, '/run', isList);
    expect(buttonsOf(all).map(({ label }) => label)).toEqual([
      '👁 Status',
      'Restart it',
      '👁 lines',
      '👁 slow',
      '👁 short-of-time',
      '👁 loud',
      '👁 quiet',
    ]);
    expect(textOf(all)).toContain(`closed: ${ru('commands-not-executable', { program: './not-executable.sh' })}`);
    expect(textOf(all)).toContain(`nowhere: ${ru('commands-no-folder', { folder: '/no/such/folder' })}`);

    const few = await answerTo(scene, withBen, '/run', isList);
    expect(buttonsOf(few).map(({ label }) => label)).toEqual(['👁 Status', 'Restart it']);
    expect(textOf(few)).toContain(en('commands-hidden', { count: 7 }));
  });

  test('what only looks runs with one tap, in the message that was tapped', async () => {
    const message = await choose(scene, withBen, 'Status');
    const shown = await until(scene, message, done, 'its end');
    expect(textOf(shown)).toContain(`✅ Status: ${en('commands-exit-zero')}`);
    expect(textOf(shown)).toContain('all is well');
  });

  test('who may not run it cannot, neither typed nor with the button of somebody else', async () => {
    const refusal = en('oncall-access-missing', { needed: 'admin', has: 'responder' });
    await answerTo(scene, withBen, '/run quiet', (text) => text === refusal);
    const list = await answerTo(scene, { person: ANNA, chat: ON_CALL, thread: 2 }, '/run', (_text, message) =>
      buttonsOf(message).some(({ label }) => label.includes('quiet')),
    );
    const tapped = await tapLabel(scene, { person: BEN, chat: ON_CALL, thread: 2 }, list, 'quiet');
    expect(tapped.answer).toMatchObject({ text: refusal, showAlert: true });
  });
});

describe('what changes something', () => {
  let question: PhoneMessage;

  test('asks for its parameter and then in red, saying what exactly will run', async () => {
    await openIncident(scene, withBen, 1, []);
    const message = await choose(scene, withBen, 'Restart it');
    const picker = await until(scene, message, (text) => text.includes('Which of them?'), 'the services');
    await tapLabel(scene, withBen, picker, 'gateway');
    question = await until(scene, message, (_text, asked) => redButton(asked) !== null, 'the question');
    const text = textOf(question);
    expect(text).toContain(en('commands-plan-title', { name: 'Restart it · gateway' }));
    expect(text).toContain(en('commands-plan-argv', { argv: './restart.sh gateway' }));
    expect(text).toContain(folder);
    expect(text).toContain(en('commands-plan-timeout', { time: '5 min' }));
    expect(text).toContain(en('commands-plan-env', { names: 'GITHUB_TOKEN' }));
    expect(text).toContain(en('commands-plan-lock', { target: scene.project }));
  });

  test('runs once it is confirmed: output without colours and secrets, kept as a file, on the timeline', async () => {
    const data = redButton(question) ?? '';
    await scene.phone.tapAnswered(withBen, question, { data });
    const ended = await until(scene, question, done, 'its end');
    const text = textOf(ended);
    expect(text).toContain(`✅ Restart it · gateway: ${en('commands-exit-zero')}`);
    expect(text).toContain('restarting gateway\nred\ntoken=[masked:');
    expect(text).not.toContain(SECRET);
    expect(text).toMatch(/^mine:\s*$/m);

    const [entry] = storedIncident(scene.vakhta.dataDir, 1).timeline.flatMap((each) =>
      each.kind === 'operation' ? [each] : [],
    );
    expect(entry).toMatchObject({
      by: BEN,
      data: {
        operation: 'command',
        name: 'Restart it · gateway',
        targets: [`local/${scene.project}/gateway`],
        outcome: 'succeeded',
        detail: en('commands-exit-zero'),
      },
    });
    // A script that ended well is no proof that the service is well.
    expect(storedIncident(scene.vakhta.dataDir, 1).incident.times.restoredAt).toBeNull();

    await tapLabel(scene, withBen, ended, '📄');
    const file = await scene.phone.waitForMessage(
      BEN,
      (message) => message.document !== undefined,
      'the file with the output',
    );
    expect(textOf(file)).toContain(en('commands-output-file', { name: 'Restart it · gateway' }));
    const again = await scene.phone.tapAnswered(withBen, question, { data });
    expect(again.answer?.showAlert).toBe(true);
  });
});

describe('parameters', () => {
  test('typed ones are taken when they are declared; what is missing is asked for', async () => {
    const asked = await answerTo(scene, withAnna, '/run lines lines=42', (text) => text.includes('lines = 42'));
    await tapLabel(scene, withAnna, asked, 'only errors');
    const ended = await until(scene, asked, done, 'its end');
    expect(textOf(ended)).toContain('restarting lines 42 only errors');
  });

  test.each([
    ['/run lines lines=501', ru('commands-value-integer', { name: 'lines', value: '501', min: 1, max: 500 })],
    ['/run lines lines=1;id', ru('commands-value-integer', { name: 'lines', value: '1;id', min: 1, max: 500 })],
    ['/run lines --help', ru('commands-typed-malformed', { text: '--help', id: 'lines' })],
    ['/run status x=1', ru('commands-takes-nothing', { id: 'status', name: 'x' })],
    ['/run rm', ru('commands-unknown', { id: 'rm' })],
    [
      '/run restart-test service=-rf',
      ru('commands-value-service', { name: 'service', value: '-rf', services: 'gateway' }),
    ],
  ])('%s is refused in words', async (typed, expected) => {
    await answerTo(scene, withAnna, typed, (text) => text === expected);
  });

  test('a number can be typed as a reply, within its bounds', async () => {
    const message = await choose(scene, withAnna, 'lines');
    const asked = await until(scene, message, (text) => text.includes('500'), 'the question for a number');
    const known = (await scene.phone.messages(ANNA)).at(-1)?.message_id ?? 0;
    await tapLabel(scene, withAnna, asked, ru('commands-button-type'));
    const typed = await scene.phone.waitForMessage(ANNA, ({ message_id: id }) => id > known, 'what to reply to');
    await scene.phone.reply(withAnna, typed, '1000');
    // The phone opens the reply to what came last, not to the question before it.
    const refused = await scene.phone.waitForMessage(
      ANNA,
      (each) => textOf(each) === ru('commands-value-integer', { name: 'lines', value: '1000', min: 1, max: 500 }),
      'that it is too large',
    );
    await scene.phone.reply(withAnna, refused, ' 7 ');
    const next = await scene.phone.waitForMessage(ANNA, (each) => textOf(each).includes('lines = 7'), 'the next one');
    expect(buttonsOf(next).map(({ label }) => label)).toContain('only errors');
  });
});

describe('what does not end as one would wish', () => {
  test('no output and a failure are said', async () => {
    const message = await choose(scene, withAnna, 'quiet');
    const ended = await until(scene, message, done, 'its end');
    expect(textOf(ended)).toContain(`❌ quiet: ${ru('commands-exit-other', { code: 3 })}`);
    expect(textOf(ended)).toContain(ru('commands-no-output'));
  });

  test('of much output the end is shown, its first and last are kept', async () => {
    const message = await choose(scene, withAnna, 'loud');
    const ended = await until(scene, message, done, 'its end');
    expect(textOf(ended)).toContain('399999\n400000\nthe very end');
    expect(textOf(ended)).not.toContain('399980\n');
    expect(textOf(ended)).toContain(ru('commands-left-out', { kilobytes: 1602 }));
  });

  test('a time-out ends it', async () => {
    const message = await choose(scene, withAnna, 'short-of-time');
    const ended = await until(scene, message, done, 'its end');
    expect(textOf(ended)).toContain(`❌ short-of-time: ${ru('commands-timed-out', { seconds: 1 })}`);
    expect(textOf(ended)).toContain('step 1 of 3');
  });

  test('shows what it prints while it runs; somebody else cannot run it too; "Cancel" ends it', async () => {
    const message = await choose(scene, withAnna, 'slow');
    const live = await until(scene, message, (text) => text.includes('step 1 of 3'), 'its first line');
    expect(textOf(live)).toMatch(/^⏳ slow/);
    await answerTo(scene, withAnna, '/run slow', (text) => text === ru('bot-redeem-busy', { who: 'Anna Petrova' }));
    await tapLabel(scene, withAnna, live, ru('bot-button-cancel'));
    const ended = await until(scene, message, done, 'its end');
    expect(textOf(ended)).toContain(`❔ slow: ${ru('commands-cancelled')}`);
    expect(textOf(ended)).toContain('step 1 of 3');
  });

  test('typed while the bot was away, it is asked again with all that was typed', async () => {
    await scene.vakhta.kill();
    const text = '/run lines lines=9 level=all';
    await scene.phone.update({
      message: {
        message_id: 5420,
        date: Math.floor(Date.now() / 1000) - 7 * 60,
        chat: { id: ANNA, type: 'private', first_name: 'Anna' },
        from: { id: ANNA, is_bot: false, first_name: 'Anna', language_code: 'ru' },
        text,
        entities: [{ type: 'bot_command', offset: 0, length: 4 }],
      },
    });
    await scene.vakhta.start();
    const late = ru('bot-late', { command: '/run lines', age: '7 мин' });
    const asked = await scene.phone.waitForMessage(ANNA, (message) => textOf(message) === late, 'the question', 30_000);
    await tapLabel(scene, withAnna, asked, ru('bot-button-do-it-now'));
    const ended = await until(scene, asked, done, 'its end');
    expect(textOf(ended)).toContain('restarting lines 9 all');
  });

  test('a button of an older configuration does nothing', async () => {
    const list = await answerTo(scene, withAnna, '/run', isList);
    await scene.configure('commands: [{ id: status, argv: [id] }]\n');
    await scene.vakhta.stop();
    await scene.vakhta.start();
    const tapped = await tapLabel(scene, withAnna, list, 'Status');
    expect(tapped.answer).toMatchObject({ text: ru('commands-changed'), showAlert: true });
  });
});

test('nothing was refused by Telegram or logged as an error', async () => {
  await scene.expectClean();
});
