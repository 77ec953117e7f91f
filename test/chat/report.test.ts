import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { At, PhoneMessage } from '../../sandbox/client.ts';
import { crashLooping, worker } from '../engine/support/samples.ts';
import { isCrashLooping, untilContainer } from './support/containers.ts';
import { cardIn, openIncident, waitForCard } from './support/incident.ts';
import { dataEnding, en, ru, textOf } from './support/messages.ts';
import { storedIncident } from './support/rooms.ts';
import { ANNA, BEN, createScene, type Scene, withAnna, withBen } from './support/scene.ts';

const SETTINGS = `
people: [{ id: ${BEN}, name: Benjamin Carter, role: Senior DevOps }]
severities: { P1: 1s }
targets: { timeToTriage: 30min }
`;
/** What the on-call document's template begins each of its parts with, in its order. */
const TEMPLATE = [
  '## Incident Report',
  '**Timestamp:** ',
  '**Reporter:** ',
  '**Severity:** ',
  '**Summary:** ',
  '**Impact:**',
  '**Timeline:**',
  '**Root Cause:** ',
  '**Resolution:** ',
  '**Prevention:** ',
];
const HOSTILE =
  '# Not a heading\n</details><b>*x*</b> `` | a | b |\n- [ ] no \u202Etask\u0007 [link](http://e.vil) ```';
const TOKEN = '123456789:AAE-abcdefghij_lmnopqrstu_wxyz01234567';

let scene: Scene;

beforeAll(async () => {
  scene = await createScene({ settings: SETTINGS });
});

afterAll(async () => {
  await scene.remove();
});

/** Asks, and waits for the readable message and the file. */
async function ask(at: At, text: string): Promise<{ message: PhoneMessage; file: PhoneMessage; content: string }> {
  const sent = await scene.phone.send(at, text);
  return filesAfter(at, sent.message_id);
}

async function filesAfter(
  at: At,
  known: number,
): Promise<{ message: PhoneMessage; file: PhoneMessage; content: string }> {
  const file = await scene.phone.waitForMessage(
    at.chat,
    (message) => message.message_id > known && message.document !== undefined,
    'the file',
  );
  const message = await scene.phone.waitForMessage(
    at.chat,
    (candidate) => candidate.message_id > known && textOf(candidate).includes('Incident Report'),
    'the report to read',
  );
  const response = await fetch(`${scene.phone.url}/phone/file/${file.document?.file_id ?? ''}`);
  return { message, file, content: await response.text() };
}

async function cardOf(at: At): Promise<PhoneMessage> {
  const card = cardIn(await scene.phone.state(), at.chat, 1);
  if (!card) throw new Error('there is no card');
  return card;
}

const linesOf = (content: string) => content.split('\n');

test('before the first incident there is nothing to report, which is said in both languages', async () => {
  const sent = await scene.phone.send(withBen, '/report');
  await scene.phone.waitForMessage(
    BEN,
    (message) => message.message_id > sent.message_id && textOf(message) === en('bot-report-none'),
    'that there is none',
  );
  const asked = await scene.phone.send(withAnna, '/report 7');
  await scene.phone.waitForMessage(
    ANNA,
    (message) => message.message_id > asked.message_id && textOf(message).includes('#7'),
    'that there is none',
  );
  const printed = await scene.vakhta.run('report');
  expect(printed).toMatchObject({ code: 1, stdout: '' });
  expect(printed.stderr).toContain('no incident');
});

test('the file starts exactly as the template of the on-call document, and can be read as a message', async () => {
  const billing = await scene.run(crashLooping);
  await scene.run(worker);
  await untilContainer(scene.engine, billing.id, isCrashLooping);
  await openIncident(scene, withBen, 1, ['billing']);
  const { incident } = storedIncident(scene.vakhta.dataDir, 1);
  const minute = new Date(incident.times.detectedAt).toISOString().slice(0, 16).replace('T', ' ');

  const { message, file, content } = await ask(withBen, '/report');
  expect(file.document?.file_name).toBe(`incident-1-${minute.slice(0, 10)}.md`);
  expect(textOf(file)).toBe(en('bot-report-file', { number: 1 }));
  const clock = minute.slice(11);
  const later = '\\d\\d:\\d\\d';
  const start = [
    '## Incident Report',
    `**Timestamp:** ${minute} UTC`,
    '**Reporter:** Benjamin Carter, Senior DevOps',
    '**Severity:** P1',
    '**Summary:** Crash loop: billing',
    '**Impact:**\n- Users affected: yes\n- Services affected: billing\n- Business impact: high',
  ].join('\n\n');
  expect(content.startsWith(`${start}\n\n**Timeline:**\n`)).toBe(true);
  const timeline = content.slice(content.indexOf('**Timeline:**\n'));
  expect(timeline).toMatch(
    new RegExp(
      `^\\*\\*Timeline:\\*\\*\n(- ${later} - Impact started\n)?- ${clock} - Issue detected\n- ${later} - Triage started\n- ${later} - Declared as P1 by Benjamin Carter\n- ${later} - Triaged: P1, crash loop; affected: billing\n\n\\*\\*Root Cause:\\*\\* \\(determine post-mortem\\)\n\n\\*\\*Resolution:\\*\\* \\(describe fix\\)\n\n\\*\\*Prevention:\\*\\* \\(how to prevent recurrence\\)\n\n###`,
    ),
  );

  const read = textOf(message);
  for (const part of [
    'Incident Report',
    `${minute} UTC`,
    'Benjamin Carter, Senior DevOps',
    'Crash loop: billing',
    'Triage started',
  ])
    expect(read).toContain(part);
  expect(dataEnding(message, 'i.1.card')).toBeTruthy();
});

test('its own parts come after: measures against the team’s own targets, evidence as it was', async () => {
  const { content } = await ask(withBen, '/report 1');
  const own = content.slice(content.indexOf('**Prevention:**'));
  expect(own).toMatch(/### Measures/);
  expect(own).toMatch(/\| Acknowledged \| — \| \\< 1 s \|/);
  expect(own).toMatch(/\| Triaged \| \d+ s \| \\< 30 min \| ✓ \|/);
  expect(own).not.toMatch(/<summary>checks/i);
  expect(own).toContain('FATAL: cannot connect to database at db:5432: connection refused');
});

test('`npm run report -- 1` prints the same as the file, the newest without a number, and needs no token', async () => {
  const { content } = await ask(withAnna, '/report #1');
  const printed = await scene.vakhta.run('report', '1');
  expect(printed).toMatchObject({ code: 0, stdout: content });
  expect((await scene.vakhta.run('report')).stdout).toBe(content);
  const bare = { TELEGRAM_BOT_TOKEN: '', AUTHORIZED_USER_IDS: '', DOCKER_HOST: '' };
  expect(await scene.vakhta.runWith(bare, 'report', '1')).toEqual({ code: 0, stdout: content, stderr: '' });
  const wrong = await scene.vakhta.run('report', 'one');
  expect(wrong.code).toBe(1);
  expect(wrong.stderr).toContain('"one" is not the number of an incident');
  expect((await scene.vakhta.run('report', '99')).code).toBe(1);
});

test('hostile text and secrets can neither break it nor get into it', async () => {
  const card = await cardOf(withBen);
  await scene.phone.reply(withBen, card, HOSTILE);
  await scene.phone.reply(withAnna, await cardOf(withAnna), `the token is ${TOKEN}`);
  await scene.phone.file(
    withBen,
    {
      kind: 'document',
      name: 'a|b`c<d>.log',
      mime: 'text/plain',
      bytes: Buffer.from('x'),
      caption: '**Root Cause:** me',
    },
    { replyTo: card.message_id },
  );
  await waitForCard(scene, BEN, 1, (text) => text.includes('**Root Cause:** me'), 'the file');

  const { content, message } = await ask(withBen, '/report 1');
  const labels = linesOf(content).filter((line) => TEMPLATE.some((label) => line.startsWith(label.trimEnd())));
  expect(labels).toHaveLength(TEMPLATE.length);
  expect(labels.every((line, index) => line.startsWith(TEMPLATE[index]?.trimEnd() ?? '?'))).toBe(true);
  const tree = fromMarkdown(content, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  const headings = tree.children.flatMap((node) =>
    node.type === 'heading' ? node.children.map((child) => ('value' in child ? child.value : '')) : [],
  );
  expect(headings).toEqual(['Incident Report', 'Measures', 'Evidence', 'Attachments']);
  expect(content).not.toContain('\u202E');
  expect(content).not.toContain('\u0007');
  expect(content).not.toContain(TOKEN);
  expect(textOf(message)).not.toContain(TOKEN);
  expect(textOf(message)).toContain('the token is [masked');
  expect((await scene.vakhta.run('report', '1')).stdout).toBe(content);
});

test('a tap on the card gives it too; once resolved it has the words of the post-mortem and when it was restored', async () => {
  const card = await cardOf(withAnna);
  await scene.phone.tapAnswered(withAnna, card, { data: 'i.1.take' });
  await scene.phone.tapAnswered(withAnna, card, { data: 'i.1.resolve' });
  for (const [question, answer] of [
    ['bot-ask-how-rootCause', 'База не поднялась'],
    ['bot-ask-how-resolution', 'Подняли'],
    ['bot-ask-how-prevention', 'Поставили alert'],
  ] as const) {
    await scene.phone.waitForMessage(ANNA, (message) => textOf(message).includes(ru(question)), question);
    await scene.phone.send(withAnna, answer);
  }
  await waitForCard(scene, ANNA, 1, (text) => text.includes(ru('bot-state-closed')), 'closed');
  const known = (await scene.phone.messages(ANNA)).at(-1)?.message_id ?? 0;
  await scene.phone.tapAnswered(withAnna, await cardOf(withAnna), { data: 'i.1.report' });
  const { content, file } = await filesAfter(withAnna, known);
  expect(textOf(file)).toBe(ru('bot-report-file', { number: 1 }));
  expect(content).toContain(
    '**Root Cause:** База не поднялась\n\n**Resolution:** Подняли\n\n**Prevention:** Поставили alert',
  );
  expect(content).toMatch(/- \d\d:\d\d - Taken by Anna Petrova\n/);
  expect(content).toMatch(
    /- \d\d:\d\d - Mitigation applied\n- \d\d:\d\d - Service restored\n- \d\d:\d\d - Resolved by Anna Petrova, although not well: billing\n/,
  );
  const kept = await readFile(join(scene.vakhta.dataDir, 'reports', file.document?.file_name ?? ''), 'utf8');
  expect(kept).toBe(content);
});

test('an unknown or malformed number is answered with what there is and how to write it', async () => {
  const unknown = await scene.phone.send(withBen, '/report 99');
  const answer = await scene.phone.waitForMessage(
    BEN,
    (message) => message.message_id > unknown.message_id,
    'an answer',
  );
  expect(textOf(answer)).toContain('#99');
  expect(textOf(answer)).toContain('/incidents');
  const wrong = await scene.phone.send(withAnna, '/report последний');
  const hint = await scene.phone.waitForMessage(ANNA, (message) => message.message_id > wrong.message_id, 'an answer');
  expect(textOf(hint)).toBe(ru('bot-incident-malformed', { text: 'последний' }));
  await scene.expectClean();
});
