import { describe, expect, it } from 'vitest';
import { ANNA, useSandbox, withAnna } from './support.ts';

const telegram = useSandbox();
const send = (text: string) => telegram.call('sendMessage', { chat_id: ANNA, text });
const received = async () => (await telegram.phone.messages(ANNA)).slice(1).map((message) => message.text);

describe('faults', () => {
  it.each([
    ['429', 429, 'Too Many Requests: retry after 7', { retry_after: 7 }],
    ['500', 500, 'Internal Server Error', undefined],
    ['502', 502, 'Bad Gateway', undefined],
    ['404', 404, 'Not Found: method not found', undefined],
  ] as const)(
    '%s, as often as it was asked for, and nothing is applied',
    async (kind, status, description, parameters) => {
      await telegram.phone.fault({ kind, times: 1, retryAfter: 7 });
      const answer = await send('lost');
      expect(answer).toMatchObject({ ok: false, status, error_code: status, description });
      expect(answer.parameters).toEqual(parameters);
      expect(await send('kept')).toMatchObject({ ok: true });
      expect(await received()).toEqual(['kept']);
    },
  );

  it('hits one method only, until it is cleared', async () => {
    await telegram.phone.fault({ kind: '404', method: 'sendRichMessage' });
    const rich = { chat_id: ANNA, rich_message: { blocks: [{ type: 'divider' }] } };
    expect(await telegram.call('sendRichMessage', rich)).toMatchObject({ error_code: 404 });
    expect(await telegram.call('sendrichmessage', rich)).toMatchObject({ error_code: 404 });
    expect(await send('html')).toMatchObject({ ok: true });
    await telegram.phone.clearFaults();
    expect(await telegram.call('sendRichMessage', rich)).toMatchObject({ ok: true });
  });

  it('cuts before applying, and after', async () => {
    await telegram.phone.fault({ kind: 'cut-before', times: 1 });
    await expect(send('before')).rejects.toThrow('fetch failed');
    await telegram.phone.fault({ kind: 'cut-after', times: 1 });
    await expect(send('after')).rejects.toThrow('fetch failed');
    expect(await received()).toEqual(['after']);
    expect(await telegram.phone.calls('sendMessage')).toMatchObject([
      { fault: 'cut-before', applied: false },
      { fault: 'cut-after', applied: true },
    ]);
  });

  it('hangs until the caller gives up', async () => {
    await telegram.phone.fault({ kind: 'hang', times: 1 });
    const { url, token } = telegram.sandbox;
    const giveUp = new AbortController();
    const hanging = fetch(`${url}/bot${token}/getMe`, { signal: giveUp.signal });
    await telegram.phone.waitForCall((call) => call.fault === 'hang', 'the call that hangs');
    giveUp.abort();
    await expect(hanging).rejects.toThrow('aborted');
    expect(await telegram.call('getMe')).toMatchObject({ ok: true });
  });

  it('drops long polls and calls in an outage, and ends it by itself', async () => {
    const waiting = telegram.call('getUpdates', { timeout: 50 });
    const poll = expect(waiting).rejects.toThrow('fetch failed');
    await expect.poll(() => telegram.call('getMe')).toMatchObject({ ok: true });
    await telegram.phone.fault({ kind: 'outage', seconds: 30 });
    await poll;
    await expect(send('during')).rejects.toThrow('fetch failed');
    await telegram.phone.send(withAnna, 'still there');
    telegram.now.ms += 30_000;
    expect(await telegram.call('getUpdates')).toMatchObject({ result: [{ message: { text: 'still there' } }] });
    expect((await telegram.phone.state()).faults).toEqual([]);
  });

  it('are no refusals', async () => {
    await telegram.phone.fault({ kind: '500', times: 1 });
    await send('x');
    expect(await telegram.phone.refusals()).toEqual([]);
    await send('');
    expect(await telegram.phone.refusals()).toMatchObject([{ error: 'Bad Request: message text is empty' }]);
  });
});
