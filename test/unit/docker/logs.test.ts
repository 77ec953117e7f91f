import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLogDemuxer } from '../../../src/docker/log-demuxer.ts';
import { createLogCollector, MAX_LINE_BYTES } from '../../../src/docker/log-lines.ts';

function frame(stream: 'stdout' | 'stderr', payload: string | Buffer): Buffer {
  const bytes = Buffer.from(payload);
  const header = Buffer.from([stream === 'stdout' ? 1 : 2, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([header, bytes]);
}

function cut(bytes: Buffer, sizes: number[]): Buffer[] {
  const chunks: Buffer[] = [];
  let at = 0;
  for (let turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

function read(
  chunks: Buffer[],
  options: { tty?: boolean; timestamps?: boolean; maxLines?: number; maxBytes?: number } = {},
) {
  const collector = createLogCollector({ maxLines: 1e6, maxBytes: 1e9, timestamps: false, ...options });
  const demuxer = createLogDemuxer(options.tty ?? false, (stream, bytes) => collector.push(stream, bytes));
  for (const chunk of chunks) demuxer.push(chunk);
  return collector.finish();
}

const texts = (lines: { text: string }[]) => lines.map((line) => line.text);

describe('demultiplexing', () => {
  test('gives the same lines however the connection cuts frames, lines and characters apart', () => {
    const line = fc.record({
      stream: fc.constantFrom('stdout' as const, 'stderr' as const),
      text: fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => text.replace(/[\r\n]/g, '')),
    });
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 30 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
        (lines, sizes) => {
          const bytes = Buffer.concat(lines.map(({ stream, text }) => frame(stream, `${text}\n`)));
          const seen = read(cut(bytes, sizes)).map(({ stream, text }) => ({ stream, text: Buffer.from(text) }));
          expect(seen).toEqual(lines.map(({ stream, text }) => ({ stream, text: Buffer.from(text) })));
        },
      ),
    );
  });

  test('a hundred thousand short frames in one chunk do not fill the stack', () => {
    const bytes = Buffer.concat(Array.from({ length: 100_000 }, (_, index) => frame('stdout', `${index}\n`)));
    expect(read([bytes])).toHaveLength(100_000);
  });

  test('a terminal’s output is taken as it is, without its carriage returns', () => {
    expect(texts(read([Buffer.from('one\r\ntw'), Buffer.from('o\r\n')], { tty: true }))).toEqual(['one', 'two']);
  });

  test('empty frames, empty lines and a missing last newline', () => {
    const bytes = Buffer.concat([frame('stdout', ''), frame('stdout', '\n'), frame('stdout', 'end')]);
    expect(texts(read([bytes]))).toEqual(['', 'end']);
    expect(read([])).toEqual([]);
  });
});

describe('lines', () => {
  test('lose their timestamp to `at`, and only a real one', () => {
    const lines = read(
      [frame('stdout', '2026-11-24T18:29:10.123456789Z 2020-01-01T00:00:00Z said it\n'), frame('stdout', 'no stamp\n')],
      { timestamps: true },
    );
    expect(lines).toEqual([
      { at: Date.UTC(2026, 10, 24, 18, 29, 10, 123), stream: 'stdout', text: '2020-01-01T00:00:00Z said it' },
      { at: null, stream: 'stdout', text: 'no stamp' },
    ]);
    expect(texts(read([frame('stdout', '2026-11-24T18:29:10Z kept\n')]))).toEqual(['2026-11-24T18:29:10Z kept']);
    expect(texts(read([frame('stdout', '2026-11-24T18:29:10Z \n')], { timestamps: true }))).toEqual(['']);
  });

  test('of a megabyte are cut at a whole character and say so; the next one is whole again', () => {
    // The Engine breaks a long line every 16 KiB, each piece with a stamp of its own.
    const stamp = '2026-11-24T18:29:10.123456789Z ';
    const piece = 'я'.repeat(8192);
    const frames = Array.from({ length: 64 }, () => frame('stdout', stamp + piece));
    const [long, after] = read([...frames, frame('stdout', '\n'), frame('stdout', `${stamp}after\n`)], {
      timestamps: true,
    });
    expect(long?.truncated).toBe(true);
    expect(/^я+$/.test(long?.text ?? '')).toBe(true);
    expect(Buffer.byteLength(long?.text ?? '')).toBeGreaterThan(MAX_LINE_BYTES - 50);
    expect(after).toEqual({ at: Date.UTC(2026, 10, 24, 18, 29, 10, 123), stream: 'stdout', text: 'after' });
  });

  test('of both streams do not mix while they are unfinished', () => {
    const lines = read([frame('stdout', 'out '), frame('stderr', 'err\n'), frame('stdout', 'put\n')]);
    expect(lines.map(({ stream, text }) => [stream, text])).toEqual([
      ['stderr', 'err'],
      ['stdout', 'out put'],
    ]);
  });

  test('the newest are kept, by number and by size', () => {
    const frames = Array.from({ length: 5000 }, (_, index) => frame('stdout', `${String(index).padStart(4, '0')}\n`));
    expect(texts(read(frames, { maxLines: 2 }))).toEqual(['4998', '4999']);
    expect(texts(read(frames, { maxBytes: 12 }))).toEqual(['4997', '4998', '4999']);
    // One line is always given, even when it alone is too large.
    expect(texts(read(frames, { maxBytes: 1 }))).toEqual(['4999']);
  });

  test('that are no text become text all the same', () => {
    expect(texts(read([frame('stdout', Buffer.from([0xff, 0xfe, 0x41, 0x0a]))]))).toEqual(['\u{fffd}\u{fffd}A']);
  });
});
