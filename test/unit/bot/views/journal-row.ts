import type { Operations } from '../../../../src/operations/index.ts';

export type JournalRow = ReturnType<Operations['journal']>[number];

/** A step that took a second; `finishedAt: null`: it is being done. */
export function row(step: string, more: Partial<JournalRow> = {}): JournalRow {
  return { step, intent: null, startedAt: 0, finishedAt: 1000, result: null, error: null, ...more };
}
