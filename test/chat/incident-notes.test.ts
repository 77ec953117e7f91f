import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { At, PhoneFile } from '../../sandbox/client.ts';
import { acceptTriage, cardIn, openIncident, waitForCard } from './support/incident.ts';
import { en, ru, textOf } from './support/messages.ts';
import { storedIncident } from './support/rooms.ts';
import { ANNA, BEN, createScene, OPS, type Scene, withAnna, withBen } from './support/scene.ts';
import { beginTriage } from './support/triage.ts';

const benInOps = { person: BEN, chat: OPS } as const;
const annaInOps = { person: ANNA, chat: OPS } as const;

const file = (kind: PhoneFile['kind'], name: string, mime: string, text: string, caption?: string): PhoneFile => ({
  kind,
  name,
  mime,
  bytes: Buffer.from(text),
  ...(caption === undefined ? {} : { caption }),
});

function said(scene: Scene, at: At, text: string, after: number) {
  return scene.phone.waitForMessage(
    at.chat,
    (message) => message.message_id > after && textOf(message) === text,
    `"${text}"`,
  );
}

describe('a reply to the card, in private', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await createScene();
    await openIncident(scene, withBen, 1, []);
  });

  afterAll(async () => {
    await scene.remove();
  });

  const card = async (at: At) => {
    const found = cardIn(await scene.phone.state(), at.chat, 1);
    if (!found) throw new Error('there is no card');
    return found;
  };
  const notes = () =>
    storedIncident(scene.vakhta.dataDir, 1).timeline.filter(({ kind }) => kind === 'note' || kind === 'note-edited');

  test('is a note on the timeline, which everybody sees on the card', async () => {
    const note = await scene.phone.reply(withBen, await card(withBen), 'The disk of db-1 is slow');
    await said(scene, withBen, en('bot-noted', { number: 1 }), note.message_id);
    const seen = await waitForCard(scene, ANNA, 1, (text) => text.includes('The disk of db-1 is slow'), 'the note');
    expect(textOf(seen)).toContain(ru('bot-entry-note', { who: 'Ben Carter', text: 'The disk of db-1 is slow' }));

    const second = await scene.phone.reply(withAnna, await card(withAnna), 'Смотрю на <b>db-1</b> & *логи*');
    await said(scene, withAnna, ru('bot-noted', { number: 1 }), second.message_id);
    await waitForCard(
      scene,
      BEN,
      1,
      (text) => text.includes('Смотрю на <b>db-1</b> & *логи*'),
      'it, as it was written',
    );
  });

  test('is edited with its message, and what it said before is kept', async () => {
    const note = await scene.phone.reply(withBen, await card(withBen), 'It began at 2:00');
    await waitForCard(scene, BEN, 1, (text) => text.includes('It began at 2:00'), 'the note');
    await scene.phone.edit(withBen, note.message_id, 'It began at 3:00');
    const edited = await waitForCard(scene, BEN, 1, (text) => text.includes('It began at 3:00'), 'the new text');
    expect(textOf(edited)).not.toContain('It began at 2:00');
    expect(notes().at(-1)).toMatchObject({
      kind: 'note-edited',
      by: BEN,
      data: { from: 'It began at 2:00', to: 'It began at 3:00' },
    });
    const { stdout } = await scene.vakhta.run('report', '1');
    expect(stdout).toMatch(
      /- \d\d:\d\d - Note by Ben Carter: It began at 3:00 \(edited \d{4}-\d\d-\d\d \d\d:\d\d UTC\)/,
    );
    expect(stdout).toMatch(/Earlier versions of edited notes\n\n- Until .*, Ben Carter: It began at 2:00/);
  });

  test('reaches the incident from any of its messages, but a message that replies to nothing is no note', async () => {
    const before = notes().length;
    await scene.phone.tapAnswered(withBen, await card(withBen), { data: 'i.1.sev.P2' });
    const word = await scene.phone.waitForMessage(
      BEN,
      (message) =>
        textOf(message).includes(en('bot-announce-severity', { number: 1, severity: 'P2', who: 'Ben Carter' })),
      'a word about the severity',
    );
    const note = await scene.phone.reply(withBen, word, 'Because nobody is hurt');
    await said(scene, withBen, en('bot-noted', { number: 1 }), note.message_id);
    expect(notes()).toHaveLength(before + 1);

    const alone = await scene.phone.send(withBen, 'Hello?');
    await scene.phone.waitForMessage(
      BEN,
      (message) => message.message_id > alone.message_id && textOf(message).includes('/triage'),
      'a hint',
    );
    expect(notes()).toHaveLength(before + 1);
  });

  test('is heard in the middle of a triage, which goes on where it was', async () => {
    const triage = await beginTriage(scene, withBen);
    await triage.tap('sev.P2');
    await triage.asks('affected');
    const note = await scene.phone.reply(withBen, await card(withBen), 'And it is raining');
    await said(scene, withBen, en('bot-noted', { number: 1 }), note.message_id);
    await triage.asks('affected');
    await triage.tap('none');
    await triage.tap('done');
    await triage.asks('users');
    await triage.tap('cancel');
    await waitForCard(scene, ANNA, 1, (text) => text.includes('And it is raining'), 'the note');
  });

  test('with a button that asks for it, the note is typed without a reply, and a photo is answered with what is wanted', async () => {
    await scene.phone.tapAnswered(withBen, await card(withBen), { data: 'i.1.note' });
    const question = await scene.phone.waitForMessage(
      BEN,
      (message) => textOf(message).includes(en('bot-ask-how-note')),
      'the question',
    );
    const [photo] = await scene.phone.file(withBen, file('photo', 'x.jpg', 'image/jpeg', 'x'));
    await said(scene, withBen, en('bot-question-text-expected'), photo?.message_id ?? 0);
    await scene.phone.send(withBen, 'Typed into the chat');
    await scene.phone.waitForMessage(
      BEN,
      (message) => message.message_id === question.message_id && textOf(message).includes('Typed into the chat'),
      'the answer in the question',
    );
    await waitForCard(scene, ANNA, 1, (text) => text.includes('Typed into the chat'), 'the note');
  });

  test('keeps a photo, a document and each file of an album, and the report lists them', async () => {
    const replyTo = { replyTo: (await card(withBen)).message_id };
    await scene.phone.file(withBen, file('photo', 'graph.jpg', 'image/jpeg', 'a picture', 'CPU at 100%'), replyTo);
    await scene.phone.file(withBen, file('document', 'dump.sql', 'application/sql', 'SELECT 1;'), replyTo);
    const album = [
      file('document', 'one.txt', 'text/plain', 'one', 'Both logs'),
      file('document', '../two.txt', 'text/plain', 'two'),
    ];
    await scene.phone.file(withBen, album, replyTo);
    await waitForCard(scene, ANNA, 1, (text) => text.includes('two.txt'), 'the last file');

    const { stdout } = await scene.vakhta.run('report', '1');
    const attachments = stdout.slice(stdout.indexOf('Attachments'));
    const kept = [...attachments.matchAll(/kept as (\S+?)\)/g)].map((match) => match[1]?.replaceAll('\\', '') ?? '');
    const contents = await Promise.all(kept.map((path) => readFile(join(scene.vakhta.dataDir, path), 'utf8')));
    expect(contents).toEqual(['a picture', 'SELECT 1;', 'one', 'two']);
    expect(attachments).toMatch(/photo-\d+\.jpg .*image\/jpeg.*CPU at 100%/);
    expect(attachments).toMatch(/dump\.sql .*application\/sql/);
    expect(attachments).toMatch(/one\.txt .*Both logs/);
    expect(storedIncident(scene.vakhta.dataDir, 1).timeline.filter(({ kind }) => kind === 'attachment')).toHaveLength(
      4,
    );
  });

  test('whose file has a caption that is edited keeps both captions', async () => {
    const replyTo = { replyTo: (await card(withBen)).message_id };
    const [sent] = await scene.phone.file(withBen, file('document', 'a.log', 'text/plain', 'x', 'Frist try'), replyTo);
    await waitForCard(scene, BEN, 1, (text) => text.includes('a.log'), 'the file');
    await scene.phone.edit(withBen, sent?.message_id ?? 0, 'First try');
    await waitForCard(scene, BEN, 1, (text) => text.includes('First try'), 'the caption');
    expect(notes().at(-1)).toMatchObject({ data: { from: 'Frist try', to: 'First try' } });
  });

  test('nothing was refused by Telegram or logged as an error', async () => {
    await scene.expectClean();
  });
});

describe('a reply to the card, in a group with privacy mode', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await createScene({ env: { ONCALL_CHAT_ID: String(OPS), DEFAULT_LOCALE: 'ru' } });
  });

  afterAll(async () => {
    await scene.remove();
  });

  test('is a note; what is said beside it is not even seen; the card reads in the language of the group', async () => {
    await acceptTriage(scene, benInOps, []);
    const card = await waitForCard(scene, OPS, 1, () => true, 'anything');
    expect(textOf(card)).toContain(ru('bot-card-nobody'));
    await scene.phone.send(annaInOps, 'Коллеги, что там?');
    const note = await scene.phone.reply(annaInOps, card, 'Ребут узла помог');
    const noted = await said(scene, annaInOps, ru('bot-noted', { number: 1 }), note.message_id);
    expect(noted.reply_to_message?.message_id).toBe(note.message_id);
    await waitForCard(scene, OPS, 1, (text) => text.includes('Ребут узла помог'), 'the note');
    const texts = storedIncident(scene.vakhta.dataDir, 1).timeline.flatMap((entry) =>
      entry.kind === 'note' ? [entry.data.text] : [],
    );
    expect(texts).toEqual(['Ребут узла помог']);
    await scene.phone.edit(annaInOps, note.message_id, 'Ребут узла не помог');
    await waitForCard(scene, OPS, 1, (text) => text.includes('Ребут узла не помог'), 'the edited note');
  });

  test('a note that is asked for by a button is typed as a reply to the question', async () => {
    const card = cardIn(await scene.phone.state(), OPS, 1);
    if (!card) throw new Error('there is no card');
    await scene.phone.tapAnswered(benInOps, card, { data: 'i.1.note' });
    const question = await scene.phone.waitForMessage(
      OPS,
      (message) => textOf(message).includes(ru('bot-ask-how-note')),
      'the question',
    );
    await scene.phone.reply(benInOps, question, 'Wrote it as a reply');
    await waitForCard(scene, OPS, 1, (text) => text.includes('Wrote it as a reply'), 'the note');
  });

  test('nothing was refused by Telegram or logged as an error', async () => {
    // The bot is no administrator here, so it may not pin.
    await scene.expectClean({ refused: ['pinChatMessage: Bad Request: not enough rights'] });
    expect(scene.vakhta.log.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
