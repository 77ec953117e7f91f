import { describe, expect, test } from 'vitest';
import { createCapture, lastLinesOf } from '../../../src/commands/capture.ts';

const of = (text: string | Buffer, keptBytes?: number) => {
  const capture = createCapture(keptBytes);
  capture.add(typeof text === 'string' ? Buffer.from(text) : text);
  return capture;
};

describe('output in bounded memory', () => {
  test('keeps all of what is short, however it is cut', () => {
    const capture = createCapture(10);
    for (const byte of Buffer.from('Привет, you!')) capture.add(Buffer.from([byte]));
    expect(capture.text()).toBe('Привет, you!');
    expect(capture.leftOut()).toBe(0);
  });

  test('keeps the first and the last of what is long, and says how much is missing', () => {
    const capture = createCapture(10);
    for (let n = 0; n < 1000; n += 1) capture.add(Buffer.from(`${String(n).padStart(4, '0')}\n`));
    expect(capture.total()).toBe(5000);
    expect(capture.leftOut()).toBe(4980);
    expect(capture.text()).toBe('0000\n0001\n\n[… 4980 bytes left out …]\n0998\n0999\n');
  });

  test('a chunk larger than all that is kept', () => {
    const capture = of(`${'a'.repeat(10)}${'b'.repeat(1000)}${'c'.repeat(10)}`, 10);
    expect(capture.text()).toBe(`${'a'.repeat(10)}\n[… 1000 bytes left out …]\n${'c'.repeat(10)}`);
  });

  test('shows the end without a line that is cut', () => {
    const capture = createCapture(64 * 1024);
    for (let n = 0; n < 20_000; n += 1) capture.add(Buffer.from(`line ${n}\n`));
    const lines = capture.latest().trimEnd().split('\n');
    expect(lines.at(-1)).toBe('line 19999');
    expect(lines[0]).toMatch(/^line \d{5}$/);
    expect(capture.latest().length).toBeLessThanOrEqual(16 * 1024);
  });

  test('a megabyte in one line is read in no time, and its end is shown', () => {
    const capture = of('x'.repeat(1024 * 1024));
    expect(lastLinesOf(capture.latest(), 15)).toEqual([`…${'x'.repeat(300)}`]);
  });
});

describe('what a terminal would show', () => {
  test('without colours and cursor moves, with the last version of a line', () => {
    const capture = of('\u001b[32mok\u001b[0m\r\n10%\r50%\r100%\nend\u0007\r');
    expect(capture.text()).toBe('ok\n100%\nend');
  });

  test('binary is known as such, other languages and colours are not', () => {
    expect(of(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3])).isBinary()).toBe(true);
    expect(of(Buffer.from(Array.from({ length: 500 }, (_, n) => 128 + (n % 100)))).isBinary()).toBe(true);
    expect(of('Всё хорошо: ✓\n\u001b[31mfailed\u001b[0m\n').isBinary()).toBe(false);
    expect(of('').isBinary()).toBe(false);
  });

  test('the last lines, without empty ones at the end', () => {
    expect(lastLinesOf('a\n\nb\nc\n\n\n', 3)).toEqual(['', 'b', 'c']);
  });
});
