import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../errors.ts';
import { type Capture, lastLinesOf } from './capture.ts';
import type { RunResult } from './ending.ts';

export const SHOWN_LINES = 15;

/** The lines that are shown while it runs and after it, masked before they are cut. */
export function shownLines(capture: Capture, mask: (text: string) => string): string[] {
  return capture.isBinary()
    ? []
    : lastLinesOf(mask(capture.latest()), SHOWN_LINES).filter((line, _at, all) => all.length > 1 || line !== '');
}

/**
 * Keeps the output, masked, as `evidence/<operation>/output.txt` (folder 0700, file 0600). Never throws: what could not
 * be kept is said in `problem`.
 */
export async function keepOutput(options: {
  readonly capture: Capture;
  readonly mask: (text: string) => string;
  readonly dataDir: string;
  readonly operationId: string;
}): Promise<Omit<RunResult, 'end'>> {
  const { capture, mask, dataDir, operationId } = options;
  const facts = {
    lines: shownLines(capture, mask),
    binary: capture.isBinary(),
    total: capture.total(),
    leftOut: capture.leftOut(),
  };
  if (facts.total === 0) return { ...facts, file: null, problem: null };
  const path = join('evidence', operationId, 'output.txt');
  const text = mask(capture.text());
  try {
    await mkdir(join(dataDir, 'evidence', operationId), { recursive: true, mode: 0o700 });
    await writeFile(join(dataDir, path), text, { mode: 0o600 });
    return { ...facts, file: { path, bytes: Buffer.byteLength(text) }, problem: null };
  } catch (error) {
    return { ...facts, file: null, problem: messageOf(error).slice(0, 200) };
  }
}
