import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvOf } from '../../../src/audit/index.ts';

/** Reads RFC 4180 back, for what `csvOf` writes. */
function parse(text: string): string[][] {
  const rows: string[][] = [[]];
  const pattern = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/gy;
  for (const [, raw = '', end = ''] of text.matchAll(pattern)) {
    rows.at(-1)?.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

describe('a CSV file', () => {
  it('holds any text as it is, but for the apostrophe before what a spreadsheet would calculate', () => {
    const cell = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 5 }), (rows) => {
        const expected = rows.map((row) => row.map((text) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)));
        expect(parse(csvOf(['a', 'b'], rows))).toEqual([['a', 'b'], ...expected]);
      }),
    );
  });

  it('calculates nothing', () => {
    expect(csvOf(['n'], [['=HYPERLINK("http://x")'], [-5], [null]])).toBe(
      'n\r\n"\'=HYPERLINK(""http://x"")"\r\n-5\r\n\r\n',
    );
  });
});
