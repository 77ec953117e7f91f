import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { captionLength, renderHtml, renderRich } from '../../src/bot/rendering/index.ts';
import { createTexts, type Document } from '../../src/document/index.ts';
import { hostileDocument } from '../unit/document/hostile.ts';
import { ANNA, useSandbox } from './support.ts';

const telegram = useSandbox();
const options = { locale: 'ru', timeZone: 'UTC', texts: createTexts() } as const;

/** Sends what `make` makes of hostile documents; the first refusal fails the property, with the document. */
function noneRefused(method: string, make: (document: Document) => object): Promise<void> {
  return fc.assert(
    fc.asyncProperty(hostileDocument('large'), async (document) => {
      const answer = await telegram.call(method, { chat_id: ANNA, ...make(document) });
      expect(answer).toMatchObject({ ok: true });
    }),
    { numRuns: 40 },
  );
}

describe('hostile documents', () => {
  it('are all taken as rich messages', () =>
    noneRefused('sendRichMessage', (document) => renderRich(document, options)));

  it('are all taken as HTML', () => noneRefused('sendMessage', (document) => renderHtml(document, options)));

  it('are all taken as captions', async () => {
    const file = await uploadedFile();
    await noneRefused('sendDocument', (document) => {
      const { text, parse_mode, reply_markup } = renderHtml(document, { ...options, limit: captionLength });
      return { document: file, caption: text, parse_mode, ...(reply_markup === undefined ? {} : { reply_markup }) };
    });
  });
});

/** Uploads a small file as a form, as clients do; its id. */
async function uploadedFile(): Promise<string> {
  const form = new FormData();
  form.set('chat_id', String(ANNA));
  form.set('document', new Blob(['log']), 'log.txt');
  const { sandbox } = telegram;
  const response = await fetch(`${sandbox.url}/bot${sandbox.token}/sendDocument`, { method: 'POST', body: form });
  const answer: unknown = await response.json();
  const id = /"file_id":"([^"]+)"/.exec(JSON.stringify(answer))?.[1];
  if (id === undefined) throw new Error(JSON.stringify(answer));
  return id;
}
