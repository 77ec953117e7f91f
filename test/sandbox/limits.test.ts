import { describe, expect, it } from 'vitest';
import { ANNA, BEN, INCIDENTS, ON_CALL, OPS, useSandbox, withAnna } from './support.ts';

const telegram = useSandbox();
const MB = 1024 * 1024;

interface Sent {
  readonly message_id: number;
  readonly document: { readonly file_id: string };
}

/** Sends a document as any HTTP client does, not as grammY does. */
async function sendDocument(bytes: Buffer, fields: Readonly<Record<string, string>> = {}) {
  const { url, token } = telegram.sandbox;
  const body = new FormData();
  body.set('chat_id', String(ANNA));
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  body.set('document', new Blob([new Uint8Array(bytes)]), 'a.log');
  const response = await fetch(`${url}/bot${token}/sendDocument`, { method: 'POST', body });
  return (await response.json()) as { ok: boolean; result: Sent; description?: string };
}

describe('files', () => {
  it('are uploaded under the name of their field as well', async () => {
    const { result } = await sendDocument(Buffer.from('x'), { caption: 'as it was' });
    expect(result).toMatchObject({ document: { file_name: 'a.log', mime_type: 'text/plain' }, caption: 'as it was' });
  });

  it('of more than 20 MB cannot be downloaded', async () => {
    const { result: fits } = await sendDocument(Buffer.alloc(20 * MB));
    expect(await telegram.call('getFile', { file_id: fits.document.file_id })).toMatchObject({ ok: true });
    const { result: big } = await sendDocument(Buffer.alloc(20 * MB + 1));
    expect(await telegram.call('getFile', { file_id: big.document.file_id })).toMatchObject({
      error_code: 400,
      description: 'Bad Request: file is too big',
    });
  });

  it('have captions of 1024 units after entities', async () => {
    const bold = { caption: `<b>${'x'.repeat(1024)}</b>`, parse_mode: 'HTML' };
    expect(await sendDocument(Buffer.from('x'), bold)).toMatchObject({ ok: true });
    expect(await sendDocument(Buffer.from('x'), { caption: 'x'.repeat(1025) })).toMatchObject({
      description: 'Bad Request: message caption is too long',
    });
  });
});

describe('deleting', () => {
  it('ends after 48 hours, and needs the right for others’ messages in a group', async () => {
    const { message_id } = await telegram.result<Sent>('sendMessage', { chat_id: ANNA, text: 'x' });
    const person = await telegram.phone.send({ person: ANNA, chat: OPS }, 'x');
    const forbidden = { description: "Bad Request: message can't be deleted" };
    expect(await telegram.call('deleteMessage', { chat_id: OPS, message_id: person.message_id })).toMatchObject(
      forbidden,
    );
    telegram.now.ms += 48 * 3600 * 1000 + 1000;
    expect(await telegram.call('deleteMessage', { chat_id: ANNA, message_id })).toMatchObject(forbidden);
  });
});

describe('message ids', () => {
  it('are counted together in private chats and groups, and by each supergroup for itself', async () => {
    const first = await telegram.phone.send(withAnna, 'x');
    const inGroup = await telegram.phone.send({ person: ANNA, chat: OPS }, 'x');
    const inForum = await telegram.phone.send({ person: ANNA, chat: ON_CALL }, 'x');
    expect(inGroup.message_id).toBe(first.message_id + 1);
    expect(inForum.message_id).toBeLessThan(first.message_id);
  });
});

describe('replies', () => {
  it('carry the original as it is now, and may go without one', async () => {
    const original = await telegram.phone.send(withAnna, 'befor');
    const reply = await telegram.phone.reply(withAnna, original, 'answer');
    await telegram.phone.edit(withAnna, original.message_id, 'before');
    const shown = (await telegram.phone.messages(ANNA)).find((one) => one.message_id === reply.message_id);
    expect(shown?.reply_to_message).toMatchObject({ text: 'before' });
    const lenient = { message_id: 999, allow_sending_without_reply: true };
    const sent = await telegram.result('sendMessage', { chat_id: ANNA, text: 'x', reply_parameters: lenient });
    expect(sent).not.toHaveProperty('reply_to_message');
  });

  it('are forced: the phones are told, the bot is not', async () => {
    const reply_markup = { force_reply: true, input_field_placeholder: 'Root cause' };
    const asked = await telegram.result<Sent>('sendMessage', { chat_id: ANNA, text: 'Why?', reply_markup });
    expect(asked).not.toHaveProperty('reply_markup');
    expect((await telegram.phone.state(ANNA)).forceReplies).toEqual({ [`${ANNA}/${asked.message_id}`]: reply_markup });
  });
});

describe('a closed topic', () => {
  it('takes messages of administrators only', async () => {
    const topic = { chat_id: ON_CALL, message_thread_id: INCIDENTS };
    await telegram.result('closeForumTopic', topic);
    expect(await telegram.call('sendMessage', { ...topic, text: 'x' })).toMatchObject({ ok: true });
    await telegram.phone.membership(ON_CALL, 'member');
    expect(await telegram.call('sendMessage', { ...topic, text: 'x' })).toMatchObject({
      description: 'Bad Request: TOPIC_CLOSED',
    });
  });
});

describe('what one person sees', () => {
  it('leaves out the private chats of others', async () => {
    await telegram.phone.send({ person: BEN, chat: BEN }, 'secret');
    expect(JSON.stringify(await telegram.phone.state(ANNA))).not.toContain('secret');
    expect(JSON.stringify(await telegram.phone.state(BEN))).toContain('secret');
  });

  it('streams each person their own events', async () => {
    const abort = new AbortController();
    const stream = await fetch(`${telegram.sandbox.url}/phone/events?person=${ANNA}`, { signal: abort.signal });
    await telegram.phone.send({ person: BEN, chat: BEN }, 'secret');
    await telegram.phone.send(withAnna, 'mine');
    let seen = '';
    for await (const chunk of stream.body ?? []) {
      seen += Buffer.from(chunk).toString('utf8');
      if (seen.includes('mine')) break;
    }
    abort.abort();
    expect(seen).not.toContain('secret');
  });
});
