import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { collapse } from '../../../src/logs/format/collapse.ts';
import { createKeyHider } from '../../../src/logs/format/key-material.ts';
import { cutAround } from '../../../src/logs/format/lines.ts';
import { readable } from '../../../src/logs/format/readable.ts';
import { levelOf, structured } from '../../../src/logs/format/structured.ts';
import { type FoundLine, fitting, shownLines } from '../../../src/logs/index.ts';
import { maskSecrets } from '../../../src/masking/index.ts';

const stampAt = (n: number) => `2026-02-03T03:04:${String(n).padStart(2, '0')}.000000000Z`;
const line = (text: string, n = 0, more: Partial<FoundLine> = {}): FoundLine => ({
  at: Date.parse(stampAt(n)),
  stamp: stampAt(n),
  stream: 'stdout',
  source: 'a',
  isMatch: true,
  text,
  ...more,
});
const plain = { mask: maskSecrets, nameOf: () => '', longest: 280 };
const textsOf = (lines: readonly FoundLine[], more: object = {}) =>
  shownLines(lines, { ...plain, ...more }).map(({ text }) => text);

describe('a line as a person can read it', () => {
  test.each([
    ['\u001b[32mcolour\u001b[0m and \u001b[1;4mbold\u001b[22m', 'colour and bold'],
    ['\u001b]0;title\u0007text', 'text'],
    ['10%\r20%\r100% done', '100% done'],
    ['progress\r', 'progress'],
    ['a\tb', 'a  b'],
    ['bell\u0007', 'bell·'],
    ['обычная строка', 'обычная строка'],
  ])('%j is %j', (raw, text) => {
    expect(readable(raw)).toEqual({ text, binary: false });
  });

  test('binary data says that it is, and shows what is text in it', () => {
    const found = readable('\ufffd\u0001\u0002PNG\ufffd\ufffd\u0003IHDR\u0000');
    expect(found.binary).toBe(true);
    expect(found.text).toBe('·PNG·IHDR·');
  });

  test('whatever it was, no control character is left', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (raw) => {
        expect(readable(raw).text).not.toMatch(/[\p{Cc}]/u);
      }),
    );
  });
});

describe('structured lines', () => {
  const at = Date.parse('2026-02-03T03:04:05.678Z');
  test.each([
    [
      'pino',
      `{"level":30,"time":${at},"pid":1,"hostname":"h","msg":"listening","port":8080}`,
      'info',
      'listening · port=8080',
    ],
    [
      'bunyan',
      `{"name":"app","hostname":"h","pid":1,"level":50,"msg":"boom","time":"2026-02-03T03:04:05.678Z","v":0}`,
      'error',
      'boom',
    ],
    [
      'zap',
      `{"level":"warn","ts":${at / 1000},"caller":"main.go:1","msg":"slow","took":1.5}`,
      'warn',
      'slow · took=1.5',
    ],
    ['logrus', `{"level":"fatal","msg":"cannot open","time":"2026-02-03T03:04:05.678Z"}`, 'fatal', 'cannot open'],
    [
      'python-json',
      `{"asctime":"2026-02-03T03:04:05.678Z","levelname":"ERROR","message":"bad","exc_info":"ValueError: x"}`,
      'error',
      'bad · ValueError: x',
    ],
    [
      'ECS',
      `{"@timestamp":"2026-02-03T03:04:05.678Z","log":{"level":"error"},"message":"upstream","error":{"type":"E","message":"timeout"},"ecs.version":"8"}`,
      'error',
      'upstream · E: timeout',
    ],
    ['ECS, flat', `{"@timestamp":"2026-02-03T03:04:05.678Z","log.level":"info","message":"up"}`, 'info', 'up'],
    [
      'slog as logfmt',
      'time=2026-02-03T03:04:05.678Z level=INFO msg="it is \\"up\\"" port=80',
      'info',
      'it is "up" · port=80',
    ],
  ])('%s: time, level, message', (_name, text, level, message) => {
    expect(structured(text)).toEqual({ at, level, message });
  });

  test.each(['{"a":1}', '{broken', '[1,2]', 'plain text', '{"msg":""}', 'level=high water', 'null'])(
    '%j stays as it is',
    (text) => {
      expect(structured(text)).toBeNull();
    },
  );

  test('a time without a zone is not believed', () => {
    expect(structured('{"msg":"x","asctime":"2026-02-03 03:04:05,123"}')?.at).toBeNull();
  });

  test('numbers between the levels are none', () => {
    expect([levelOf(10), levelOf(60), levelOf(35), levelOf(0), levelOf('35')]).toEqual([
      'trace',
      'fatal',
      null,
      null,
      null,
    ]);
  });

  test('their own time and their own level count: an error is one whatever its words, a good line is none', () => {
    const [bad, good] = shownLines(
      [line(`{"level":50,"time":${at},"msg":"hm"}`), line(`{"level":30,"time":${at},"msg":"0 of 3 timeouts"}`, 1)],
      plain,
    );
    expect(bad).toMatchObject({ at, bad: true, level: 'error' });
    expect(good).toMatchObject({ bad: false, level: 'info' });
  });
});

describe('lines that say the same again', () => {
  test('become one, with the last occurrence shown and the first one kept for paging', () => {
    const tick = (n: number) => line(`2026-11-24T03:00:0${n}.12Z tick`, n);
    const lines = [line('start'), tick(1), tick(2), tick(3), line('end', 4)];
    expect(
      shownLines(lines, plain).map(({ text, count, firstStamp, lastStamp }) => [text, count, firstStamp, lastStamp]),
    ).toEqual([
      ['start', 1, stampAt(0), stampAt(0)],
      ['2026-11-24T03:00:03.12Z tick', 3, stampAt(1), stampAt(3)],
      ['end', 1, stampAt(4), stampAt(4)],
    ]);
  });

  test('also when several are said over and over', () => {
    const round = (n: number) => [line(`[03:00:0${n}] starting`, n), line('FATAL: no database', n)];
    const shown = shownLines([...round(1), ...round(2), ...round(3)], plain);
    expect(shown.map(({ text, count }) => [text, count])).toEqual([
      ['[03:00:03] starting', 3],
      ['FATAL: no database', 3],
    ]);
  });

  test.each([
    ['GET /pay 200', 'GET /pay 500'],
    ['pool: 3 of 20 in use', 'pool: 20 of 20 in use'],
    ['{"level":"info","msg":"GET /pay","status":200}', '{"level":"info","msg":"GET /pay","status":500}'],
    ['dec 5 of 9 dropped', 'dec 6 of 9 dropped'],
    ['connected to 10.0.0.5:5432', 'connected to 10.0.0.6:5432'],
  ])('but not where another number says something else: %s, %s', (one, other) => {
    expect(textsOf([line(one), line(one, 1), line(other, 2)])).toHaveLength(2);
  });

  test.each([
    ['2026/11/24 03:00:01 [emerg] no host', '2026/11/24 03:00:02 [emerg] no host'],
    ['Nov 24 03:00:01 api: down', 'Nov 25 13:10:51 api: down'],
    ['10.0.0.1 - - [24/Nov/2026:03:00:01 +0000] "GET /"', '10.0.0.1 - - [24/Nov/2026:03:00:07 +0000] "GET /"'],
    ['[1795560912.720] tick', '[1795560913.001] tick'],
    ['request 0b7a6c1e-6f0e-4b51-9a59-1a2b3c4d5e6f failed', 'request 1c7a6c1e-6f0e-4b51-9a59-1a2b3c4d5e6f failed'],
    ['Tue Nov 24 22:47:35 UTC 2026', 'Tue Nov 24 22:47:38 UTC 2026'],
  ])('are one whatever their time and their ids: %s', (one, other) => {
    expect(textsOf([line(one), line(other, 1)])).toHaveLength(1);
  });

  test('of two sources are two', () => {
    expect(shownLines([line('x'), line('x', 1, { source: 'b' })], plain)).toHaveLength(2);
  });

  test('nothing is lost or reordered: counts add up, and what stays are items in their order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 60 }), (shapes) => {
        const items = shapes.map((shape, index) => ({ shape, index }));
        const result = collapse(items, ({ shape }) => String(shape));
        expect(result.reduce((sum, { count }) => sum + count, 0)).toBe(items.length);
        const order = result.map(({ item }) => item.index);
        expect(order).toEqual([...order].sort((a, b) => a - b));
        for (const { item, first } of result)
          expect([first.shape, first.index <= item.index]).toEqual([item.shape, true]);
      }),
    );
  });
});

describe('what is secret', () => {
  test('is masked before a line is cut: no half of it stays at the end', () => {
    const token = 'ghp_16C7e42F292c6912E7710c838347Ae178B4a';
    const text = `${'x'.repeat(270)} ${token}`;
    expect(textsOf([line(text)]).join()).not.toContain('ghp_');
    expect(textsOf([line(`{"msg":"got ${token}"}`)]).join()).not.toContain('16C7e42F');
  });

  test('a private key over several lines is hidden as a whole, also where the page begins or ends inside it', () => {
    const body = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj';
    const key = ['-----BEGIN PRIVATE KEY-----', body, body, 'short==', '-----END PRIVATE KEY-----', 'after'];
    expect(key.map(createKeyHider())).toEqual([...Array<string>(5).fill('[masked:private-key]'), 'after']);
    expect([body, body].map(createKeyHider())).toEqual(Array<string>(2).fill('[masked:private-key]'));
  });

  test('a digest alone on its line is no key', () => {
    const digest = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
    expect(createKeyHider()(digest)).toBe(digest);
  });
});

describe('long lines', () => {
  test('are cut with their length', () => {
    const [shown] = shownLines([line('x'.repeat(1000))], plain);
    expect(shown?.text).toHaveLength(280);
    expect(shown?.dropped).toBe(720);
  });

  test('show the part around what was looked for', () => {
    const [shown] = shownLines([line(`${'x'.repeat(1000)} Timeout here ${'y'.repeat(500)}`)], {
      ...plain,
      soughtText: 'timeout',
    });
    expect(shown?.text).toContain('Timeout here');
  });

  test('are never longer than asked, whatever they hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.string({ maxLength: 3 }), (text, sought) => {
        const cut = cutAround(text, 50, sought);
        expect([...cut.text].length).toBeLessThanOrEqual(51);
        expect(cut.text.isWellFormed()).toBe(text.isWellFormed());
      }),
    );
  });

  test('a match behind what was kept of a line is shown beside its beginning', () => {
    expect(textsOf([line('begin', 0, { truncated: true, excerpt: 'the needle' })])).toEqual(['begin … the needle']);
  });
});

describe('a search', () => {
  const around = (text: string, n: number) => line(text, n, { isMatch: false });
  test('marks where lines are left out, and only there', () => {
    const lines = [
      around('a', 1),
      around('b', 2),
      line('hit', 3),
      around('c', 4),
      around('d', 5),
      around('k', 8),
      around('l', 9),
      line('hit', 10),
    ];
    expect(shownLines(lines, { ...plain, context: 2 }).map(({ gap }) => gap)).toEqual([
      false,
      false,
      false,
      false,
      false,
      true,
      false,
      false,
    ]);
  });
});

describe('what fits a message', () => {
  const many = shownLines(
    Array.from({ length: 20 }, (_, n) => line(`${'abcdefghijklmnopqrst'[n]} ${'x'.repeat(76)}`, n)),
    plain,
  );
  test('are the newest lines, or the oldest for who reads on', () => {
    const newest = fitting(many, { characters: 1000, lines: 50 }, 'newest');
    const oldest = fitting(many, { characters: 1000, lines: 50 }, 'oldest');
    expect(newest.lines.at(-1)).toBe(many.at(-1));
    expect(oldest.lines[0]).toBe(many[0]);
    expect([newest.leftOut, oldest.leftOut, newest.lines.length]).toEqual([true, true, oldest.lines.length]);
    expect(fitting(many, { characters: 100_000, lines: 50 }, 'newest')).toEqual({ lines: many, leftOut: false });
  });

  test('never more lines than asked', () => {
    expect(fitting(many, { characters: 100_000, lines: 7 }, 'newest')).toEqual({
      lines: many.slice(-7),
      leftOut: true,
    });
  });

  test('at least one, so that paging gets on', () => {
    expect(fitting(many, { characters: 1, lines: 50 }, 'newest').lines).toHaveLength(1);
  });
});
