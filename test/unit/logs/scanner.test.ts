import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMatcher } from '../../../src/logs/matcher.ts';
import { createScanner } from '../../../src/logs/scanner.ts';
import type { FoundLine, LogPattern } from '../../../src/logs/types.ts';

const stampAt = (number: number) => `2026-01-02T03:04:05.${String(number).padStart(9, '0')}Z`;

function frame(text: string, stream: 1 | 2 = 1): Buffer {
  const payload = Buffer.from(text);
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

/** As a connection brings it: into a memory of this size, in pieces of these sizes. */
function scan(
  bytes: Buffer,
  options: { pattern?: LogPattern; context?: number; tty?: boolean; sizes?: number[]; memory?: number },
) {
  const lines: FoundLine[] = [];
  const scanner = createScanner({
    source: 'c',
    tty: options.tty ?? false,
    matcher: createMatcher(options.pattern ?? { kind: 'all' }),
    context: options.context ?? 0,
    maxLineBytes: 1_000,
    onLine: (line) => lines.push(line) > 0,
  });
  const memory = Buffer.alloc(options.memory ?? 4_096);
  const sizes = options.sizes ?? [memory.length];
  let filled = 0;
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = Math.min(sizes[turn % sizes.length] ?? 1, memory.length - filled, bytes.length - at);
    filled += bytes.copy(memory, filled, at, at + size);
    at += size;
    const taken = scanner.take(memory.subarray(0, filled), filled === memory.length ? 'full' : 'more');
    memory.copyWithin(0, taken, filled);
    filled -= taken;
  }
  if (filled > 0) scanner.take(memory.subarray(0, filled), 'last');
  scanner.end();
  return { lines, scanner };
}

const sizes = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 5 });
const texts = fc.array(
  fc.string({ unit: 'grapheme', maxLength: 60 }).map((text) => text.replace(/[\r\n]/g, ' ')),
  {
    maxLength: 30,
  },
);

test('however the connection cuts the frames, each line comes once, with its stamp', () => {
  fc.assert(
    fc.property(texts, sizes, fc.boolean(), (all, cuts, tty) => {
      const written = all.map((text, number) => `${stampAt(number)} ${text}${tty ? '\r' : ''}\n`);
      const bytes = Buffer.concat(written.map((line) => (tty ? Buffer.from(line) : frame(line))));
      const { lines } = scan(bytes, { sizes: cuts, tty });
      expect(lines.map(({ text }) => text)).toEqual(all.map((text) => Buffer.from(text).toString()));
      expect(lines.map(({ stamp }) => stamp)).toEqual(all.map((_, number) => stampAt(number)));
    }),
  );
});

test('however it is cut, the same lines are found with the same lines around them', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('needle', 'NEEDLE 2', 'hay', 'more hay', 'нет')),
      sizes,
      fc.nat(3),
      (all, cuts, context) => {
        const bytes = Buffer.concat(all.map((text, number) => frame(`${stampAt(number)} ${text}\n`)));
        const { lines } = scan(bytes, { sizes: cuts, context, pattern: { kind: 'text', text: 'needle' } });
        const wanted = all.flatMap((_, number) => {
          const near = all.slice(Math.max(0, number - context), number + context + 1);
          return near.some((text) => /needle/i.test(text)) ? [stampAt(number)] : [];
        });
        expect(lines.map(({ stamp }) => stamp)).toEqual(wanted);
      },
    ),
  );
});

test('a line that the Engine broke is one line, also between lines of the other stream', () => {
  const pieces = ['a'.repeat(900), 'b'.repeat(900), 'the needle\n'];
  const bytes = Buffer.concat([
    ...pieces.flatMap((piece, number) => [
      frame(`${stampAt(number)} ${piece}`),
      frame(`${stampAt(number + 10)} other ${number}\n`, 2),
    ]),
  ]);
  const { lines, scanner } = scan(bytes, {});
  expect(lines.map(({ text }) => text)).toEqual(['other 0', 'other 1', 'a'.repeat(900) + 'b'.repeat(100), 'other 2']);
  expect(lines[2]).toMatchObject({ stamp: stampAt(0), truncated: true });
  expect(scanner.pieces()).toBe(6);
  const found = scan(bytes, { pattern: { kind: 'text', text: 'NEEDLE' } }).lines;
  expect(found).toHaveLength(1);
  expect(found[0]?.excerpt).toBe('the needle');
});

test('a frame larger than all memory is read in pieces', () => {
  const bytes = Buffer.concat([frame(`${stampAt(1)} ${'x'.repeat(20_000)}\n`), frame(`${stampAt(2)} after\n`)]);
  expect(scan(bytes, {}).lines.map(({ text }) => text)).toEqual(['x'.repeat(1_000), 'after']);
});

test('words are found in any case, in any script, and not in stamps', () => {
  const bytes = frame(`${stampAt(2026)} ПОТЕРЯНО соединение\n`);
  const matches = (text: string) => scan(bytes, { pattern: { kind: 'text', text } }).lines.length;
  expect([matches('потеряно'), matches('Соединение'), matches('2026'), matches('потеряна')]).toEqual([1, 1, 0, 0]);
});

test('where a tail begins, the first line may be the rest of one', () => {
  const bytes = Buffer.concat([
    frame(`${stampAt(1)} rest of a line\n`),
    frame(`${stampAt(2)} whole\n`),
    frame(`${stampAt(3)} whole\n`),
  ]);
  const { scanner } = scan(bytes, {});
  expect([scanner.firstStamp(), scanner.firstWholeStamp()]).toEqual([stampAt(1), stampAt(2)]);
});
