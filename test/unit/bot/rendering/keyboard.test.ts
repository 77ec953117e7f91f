import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { disabledData, keyboard, renderHtml } from '../../../../src/bot/rendering/index.ts';
import { type Button, createTexts, type Document } from '../../../../src/document/index.ts';
import { hostileDocument } from '../../document/hostile.ts';

const callback = (data: string): Button => ({ label: 'Go', action: { kind: 'callback', data } });
const buttonsOf = (buttons: Document['buttons'] & object) => {
  const markup = keyboard({ buttons });
  return markup !== null && 'inline_keyboard' in markup ? markup.inline_keyboard : [];
};

describe('keyboard', () => {
  test('keeps all limits with any buttons', () => {
    fc.assert(
      fc.property(hostileDocument('small'), (document) => {
        const rows = buttonsOf(document.buttons ?? []);
        expect(rows.flat().length).toBeLessThanOrEqual(100);
        expect(rows.filter((row) => row.length === 0 || row.length > 3)).toEqual([]);
        expect(
          rows.flat().filter(({ text }) => text.trim() === '' || text.length > 20 || !text.isWellFormed()),
        ).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('the hundredth button is the last', () => {
    expect(
      buttonsOf(Array.from({ length: 34 }, () => [callback('a'), callback('b'), callback('c')])).flat(),
    ).toHaveLength(100);
  });

  test('cuts a label at twenty characters', () => {
    expect(buttonsOf([[{ ...callback('a'), label: 'Restart the whole gateway' }]])[0]?.[0]?.text).toBe(
      'Restart the whole g…',
    );
    expect(buttonsOf([[{ ...callback('a'), label: 'exactly twenty chars' }]])[0]?.[0]?.text).toBe(
      'exactly twenty chars',
    );
  });

  test('64 bytes of data are taken, more is a programmer’s error', () => {
    expect(buttonsOf([[callback('я'.repeat(32))]])).toHaveLength(1);
    expect(() => keyboard({ buttons: [[callback(`${'я'.repeat(32)}a`)]] })).toThrow(RangeError);
    expect(() => keyboard({ buttons: [[callback('')]] })).toThrow(RangeError);
  });

  test('each action has its own field, and the style is kept', () => {
    expect(
      buttonsOf([
        [
          { label: 'a', style: 'danger', action: { kind: 'callback', data: 'x' } },
          { label: 'b', action: { kind: 'url', url: 'https://e.example' } },
          { label: 'c', action: { kind: 'copy', text: 'docker ps' } },
          { label: 'd', action: { kind: 'disabled' } },
        ],
      ]),
    ).toEqual([
      [
        { text: 'a', style: 'danger', callback_data: 'x' },
        { text: 'b', url: 'https://e.example/' },
        { text: 'c', copy_text: { text: 'docker ps' } },
      ],
      [{ text: 'd', disabled: {} }],
    ]);
  });

  test('an address that Telegram refuses is copied; what is too long to copy is not cut', () => {
    const [[local, long] = []] = buttonsOf([
      [
        { label: 'a', action: { kind: 'url', url: 'http://localhost:18790/health' } },
        { label: 'b', action: { kind: 'copy', text: 'x'.repeat(257) } },
      ],
    ]);
    expect(local).toEqual({ text: 'a', copy_text: { text: 'http://localhost:18790/health' } });
    expect(long).toEqual({ text: 'b', disabled: {} });
  });

  test('a question is a forced reply, beside the buttons if there are any', () => {
    const ask = { placeholder: 'What did you see?' };
    expect(keyboard({ ask })).toEqual({ force_reply: true, input_field_placeholder: 'What did you see?' });
    expect(keyboard({ ask, buttons: [[callback('a')]] })).toMatchObject({
      force_reply: true,
      inline_keyboard: [[{ text: 'Go' }]],
    });
    expect(keyboard({})).toBeNull();
    expect(keyboard({ buttons: [[]] })).toBeNull();
  });

  test('HTML is for servers that may not know disabled buttons', () => {
    const document: Document = { blocks: [], buttons: [[{ label: 'x', action: { kind: 'disabled' } }]] };
    const { reply_markup } = renderHtml(document, { locale: 'en', timeZone: 'UTC', texts: createTexts() });
    expect(reply_markup).toEqual({ inline_keyboard: [[{ text: 'x', callback_data: disabledData }]] });
  });
});
