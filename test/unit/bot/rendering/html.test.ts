import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { captionLength, messageLength, renderHtml } from '../../../../src/bot/rendering/index.ts';
import { type Block, createTexts } from '../../../../src/document/index.ts';
import { hostileDocument } from '../../document/hostile.ts';
import { readTelegramHtml } from './telegram-html.ts';

const options = { locale: 'en', timeZone: 'Europe/Moscow', texts: createTexts() } as const;
const html = (...blocks: Block[]) => renderHtml({ blocks }, options).text;

describe('renderHtml', () => {
  test.each([messageLength, captionLength])('is sound and within %d units with any document', (limit) => {
    fc.assert(
      fc.property(hostileDocument('large'), (document) => {
        const text = readTelegramHtml(renderHtml(document, { ...options, limit }).text);
        expect(text.length).toBeLessThanOrEqual(limit);
        expect(text.trim()).not.toBe('');
        expect(text.isWellFormed()).toBe(true);
        expect(text).not.toMatch(/(?![\n\t])[\p{Cc}\p{Bidi_Control}]/u);
      }),
      { numRuns: 100 },
    );
  });

  test('hostile text stays text', () => {
    const text = '<b>x</b> &amp; </pre></blockquote> "q"';
    expect(readTelegramHtml(html({ kind: 'paragraph', text }))).toBe(text);
    expect(readTelegramHtml(html({ kind: 'code', text }))).toBe(text);
    expect(readTelegramHtml(html({ kind: 'quote', text }))).toBe(text);
  });

  test('each kind of block has its own', () => {
    const at = Date.UTC(2025, 1, 3, 0, 2);
    expect(
      html(
        { kind: 'heading', text: 'Gateway' },
        { kind: 'paragraph', text: ['since ', { kind: 'time', at, show: 'time' }] },
        {
          kind: 'tasks',
          items: [
            { done: true, text: 'a' },
            { done: false, text: 'b' },
          ],
        },
        { kind: 'list', ordered: true, items: ['c', 'd\ne'] },
        { kind: 'code', text: 'x < y\n', language: 'sh' },
        {
          kind: 'details',
          summary: 'More',
          blocks: [
            { kind: 'paragraph', text: 'p' },
            { kind: 'quote', text: 'q' },
            { kind: 'code', text: 'z' },
          ],
        },
      ),
    ).toBe(
      [
        '<b>Gateway</b>',
        'since 03:02 GMT+3',
        '',
        '✅ a',
        '⬜ b',
        '',
        '1. c',
        '2. d',
        '   e',
        '<pre><code class="language-sh">x &lt; y</code></pre>',
        '',
        '<blockquote expandable><b>More</b>',
        'p',
        '│ q',
        '<code>z</code></blockquote>',
      ].join('\n'),
    );
  });

  test('a table that fits a phone is aligned, pictures counted as two columns', () => {
    const table: Block = {
      kind: 'table',
      header: ['Service', 'State', 'CPU'],
      rows: [
        ['gateway', '✅ up', '3%'],
        ['bot', 'exited', '—'],
      ],
    };
    expect(html(table)).toBe(
      '<pre>Service  State   CPU\n────────────────────\ngateway  ✅ up   3%\nbot      exited  —</pre>',
    );
  });

  test('lines of an aligned table hold 34 characters at most; a wider table is a list of labels and values', () => {
    const table = (name: string): Block => ({
      kind: 'table',
      header: ['Service', 'State'],
      rows: [
        [name, 'up', 'x'],
        ['bot', ''],
      ],
    });
    expect(html(table('n'.repeat(23)))).toContain('<pre>');
    expect(html(table('n'.repeat(31)))).toBe(`<b>${'n'.repeat(31)}</b>\n   State: up\n   x\n<b>bot</b>`);
    expect(html({ kind: 'table', rows: [['uptime', '3 days and a very long explanation']] })).toBe(
      '<b>uptime</b>: 3 days and a very long explanation',
    );
  });

  test('leaves out whole lines from the end and says how many', () => {
    const lines = Array.from({ length: 900 }, (_, index) => `line ${index}`);
    const text = readTelegramHtml(
      html({ kind: 'code', text: lines.join('\n') }, { kind: 'paragraph', text: 'end' }),
    ).split('\n');
    const shown = text.slice(0, -1);
    expect(shown).toEqual(lines.slice(0, shown.length));
    expect(shown.join('\n').length).toBeGreaterThan(4000);
    expect(text.at(-1)).toBe(`… ${900 - shown.length + 1} lines left out`);
  });

  test('of what keeps its end the first lines go, and all that stands around it stays', () => {
    const lines = Array.from({ length: 900 }, (_, index) => `line ${index}`);
    const around = (text: string, keep: object) =>
      readTelegramHtml(
        html({ kind: 'paragraph', text: 'start' }, { kind: 'code', text, ...keep }, { kind: 'paragraph', text: 'end' }),
      ).split('\n');
    const text = around(lines.join('\n'), { keep: 'end' });
    expect([text[0], text[1], text.at(-1)]).toEqual(['start', '⋯', 'end']);
    const shown = text.slice(2).filter((line) => line.startsWith('line'));
    expect(shown).toEqual(lines.slice(-shown.length));
    expect(text.join('\n').length).toBeGreaterThan(messageLength - 20);
    expect(text.join('\n').length).toBeLessThanOrEqual(messageLength);
    const short = lines.slice(0, 5).join('\n');
    expect(around(short, { keep: 'end' })).toEqual(around(short, {}));
    // One line that is too long by itself is cut as any other.
    expect(around(`first\n${'x'.repeat(5000)}`, { keep: 'end' }).join('')).toMatch(/^start⋯x+…/);
  });

  test('says nothing of what was left out when all fits exactly', () => {
    const text = 'x'.repeat(messageLength);
    expect(html({ kind: 'paragraph', text })).toBe(text);
  });

  test('cuts one line that is too long, never in the middle of a character', () => {
    for (const shift of ['', 'x', 'xx', 'xxx']) {
      const text = html({ kind: 'paragraph', text: shift + '👩‍👩‍👧'.repeat(2000) });
      expect(text.length).toBeLessThanOrEqual(messageLength);
      expect(text).toMatch(/👩‍👩‍👧…$/u);
    }
  });

  test('keeps the second block when the first is cut only at a message of its own', () => {
    const [first, second] = ['a'.repeat(100), 'b'.repeat(5000)];
    const text = html({ kind: 'paragraph', text: first }, { kind: 'paragraph', text: second });
    expect(text).toMatch(/^a{100}\n\nb{3900,}…$/);
  });

  test('a document with nothing to see is a message all the same', () => {
    expect(html()).toBe('…');
    expect(html({ kind: 'code', text: '\n\n \0' })).toBe('…');
  });

  test('links only where Telegram would open them', () => {
    const link = (url: string) => html({ kind: 'paragraph', text: { kind: 'link', text: 'x', url } });
    expect(link('https://e.example/?a="b"&c=<d>')).toBe('<a href="https://e.example/?a=%22b%22&amp;c=%3Cd%3E">x</a>');
    expect(link('http://localhost:8080/')).toBe('x');
    expect(link('javascript:alert(1)')).toBe('x');
  });
});
