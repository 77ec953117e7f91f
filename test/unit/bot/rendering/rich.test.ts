import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderRich } from '../../../../src/bot/rendering/index.ts';
import { type Block, createTexts } from '../../../../src/document/index.ts';
import { hostileDocument } from '../../document/hostile.ts';
import { countRich, richWords } from './rich-count.ts';

const options = { locale: 'en', timeZone: 'UTC', texts: createTexts() } as const;
const rich = (blocks: Block[]) => renderRich({ blocks }, options).rich_message.blocks ?? [];

describe('renderRich', () => {
  test('keeps all limits with any document', () => {
    fc.assert(
      fc.property(hostileDocument('large'), (document) => {
        const message = renderRich(document, options).rich_message;
        const count = countRich(message);
        expect(count.blocks).toBeGreaterThan(0);
        expect(count.blocks).toBeLessThanOrEqual(500);
        expect(count.characters).toBeLessThanOrEqual(32_768);
        expect(count.levels).toBeLessThanOrEqual(16);
        expect(count.columns).toBeLessThanOrEqual(20);
        expect(count.texts.filter((text) => text === '' || !text.isWellFormed())).toEqual([]);
        expect(count.texts.join('')).not.toMatch(/(?![\n\t])[\p{Cc}\p{Bidi_Control}]/u);
        expect(message.skip_entity_detection).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  test('hostile text stays text', () => {
    const text = '<b>x</b> **y** /restart @admin https://e.example';
    expect(rich([{ kind: 'paragraph', text }])).toEqual([{ type: 'paragraph', text }]);
  });

  test('each kind of block and inline has its own', () => {
    const at = Date.UTC(2025, 1, 3, 3, 2);
    const blocks = rich([
      { kind: 'heading', text: 'Gateway is down', level: 1 },
      {
        kind: 'paragraph',
        text: [
          'since ',
          { kind: 'time', at, show: 'time' },
          { kind: 'link', text: 'wiki', url: 'https://e.example/x' },
        ],
      },
      { kind: 'table', header: ['Service', 'State'], rows: [['gateway', { kind: 'bold', text: 'down' }], ['bot']] },
      { kind: 'list', ordered: true, items: ['a', ''] },
      {
        kind: 'tasks',
        items: [
          { done: true, text: 'a' },
          { done: false, text: 'b' },
        ],
      },
      { kind: 'details', summary: 'Log', open: true, blocks: [{ kind: 'code', text: 'x\n', language: 'sh' }] },
      { kind: 'quote', text: 'q' },
      { kind: 'divider' },
    ]);
    const cell = (text: unknown, more = {}) => ({ text, ...more, align: 'left', valign: 'top' });
    const paragraph = (text: unknown) => ({ type: 'paragraph', text });
    expect(blocks).toEqual([
      { type: 'heading', text: 'Gateway is down', size: 2 },
      paragraph([
        'since ',
        { type: 'date_time', text: '03:02 UTC', unix_time: at / 1000, date_time_format: 't' },
        { type: 'url', text: 'wiki', url: 'https://e.example/x' },
      ]),
      {
        type: 'table',
        is_compact: true,
        is_striped: true,
        cells: [
          [cell('Service', { is_header: true }), cell('State', { is_header: true })],
          [cell('gateway'), cell({ type: 'bold', text: 'down' })],
          [cell('bot'), cell('\u00a0')],
        ],
      },
      {
        type: 'list',
        items: [
          { blocks: [paragraph('a')], value: 1, type: '1' },
          { blocks: [paragraph('—')], value: 2, type: '1' },
        ],
      },
      {
        type: 'list',
        items: [
          { blocks: [paragraph('a')], has_checkbox: true, is_checked: true },
          { blocks: [paragraph('b')], has_checkbox: true },
        ],
      },
      { type: 'details', summary: 'Log', is_open: true, blocks: [{ type: 'pre', text: 'x', language: 'sh' }] },
      { type: 'blockquote', blocks: [paragraph('q')] },
      { type: 'divider' },
    ]);
  });

  test('says how many rows it left out, and leaves none out in the middle', () => {
    const rows = Array.from({ length: 600 }, (_, index) => [`service-${index}`]);
    const [table, last] = rich([{ kind: 'table', rows }]);
    const shown = table?.type === 'table' ? table.cells.map((row) => row[0]?.text) : [];
    expect(shown).toEqual(rows.slice(0, shown.length).flat());
    expect(shown.length).toBeGreaterThan(490);
    expect(last?.type === 'paragraph' && richWords(last.text)).toBe(`… ${600 - shown.length} lines left out`);
  });

  test('counts the lines of a log that did not fit, and what comes after it', () => {
    const text = Array.from({ length: 4000 }, (_, index) => `line ${index}`).join('\n');
    const [pre, last] = rich([
      { kind: 'code', text },
      { kind: 'list', items: ['a', 'b'] },
    ]);
    const shown = pre?.type === 'pre' ? richWords(pre.text).split('\n') : [];
    expect(shown.at(-1)).toBe(`line ${shown.length - 1}`);
    expect(last?.type === 'paragraph' && richWords(last.text)).toBe(`… ${4000 - shown.length + 2} lines left out`);
  });

  test('a table of more than twenty columns says that there are more', () => {
    const row = Array.from({ length: 25 }, (_, index) => `${index}`);
    const [table] = rich([{ kind: 'table', rows: [row, row.slice(0, 20)] }]);
    const cells = table?.type === 'table' ? table.cells.map((cells) => cells.map((cell) => cell.text)) : [];
    expect(cells).toEqual([[...row.slice(0, 19), '…'], row.slice(0, 20)]);
  });

  test('a document with nothing to see is a message all the same', () => {
    expect(rich([])).toEqual([{ type: 'paragraph', text: '…' }]);
    expect(
      rich([
        { kind: 'paragraph', text: ' \u200b\n\u3164' },
        { kind: 'list', items: [] },
      ]),
    ).toEqual([{ type: 'paragraph', text: '…' }]);
  });
});
