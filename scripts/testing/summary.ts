import { z } from 'zod';

/** What is read of vitest's JSON report. */
const report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(
    z.object({ name: z.string(), status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) }),
  ),
});

export interface Summary {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Those with a failure in them, and how many of their tests passed all the same. */
  readonly failedFiles: readonly { readonly file: string; readonly passed: number; readonly failed: number }[];
}

/**
 * Counts tests. A file that failed without a failing test (it could not be loaded) counts as one, and a run that
 * ended with an error has at least one failure, whatever its report says.
 */
export function summarize(raw: unknown, exitCode: number): Summary {
  const parsed = report.safeParse(raw);
  if (!parsed.success) return { passed: 0, failed: 1, skipped: 0, failedFiles: [] };
  const { data } = parsed;
  const broken = data.testResults.filter(({ status }) => status === 'failed');
  const unloadable = broken.filter(
    ({ assertionResults }) => !assertionResults.some(({ status }) => status === 'failed'),
  );
  const failed = data.numFailedTests + unloadable.length;
  return {
    passed: data.numPassedTests,
    failed: exitCode === 0 ? failed : Math.max(1, failed),
    skipped: data.numPendingTests + data.numTodoTests,
    failedFiles: broken.map(({ name, assertionResults }) => ({
      file: name,
      passed: assertionResults.filter(({ status }) => status === 'passed').length,
      failed: Math.max(1, assertionResults.filter(({ status }) => status === 'failed').length),
    })),
  };
}

export function added(one: Summary, other: Summary): Summary {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
    failedFiles: [...one.failedFiles, ...other.failedFiles],
  };
}

/** The first run, with the files that were tried again counted as they ended then. A failure outside of files stays one. */
export function withRetry(first: Summary, again: Summary): Summary {
  const before = (count: 'passed' | 'failed') => first.failedFiles.reduce((sum, file) => sum + file[count], 0);
  return {
    passed: first.passed - before('passed') + again.passed,
    failed: first.failed - before('failed') + again.failed,
    skipped: first.skipped,
    failedFiles: again.failedFiles,
  };
}
