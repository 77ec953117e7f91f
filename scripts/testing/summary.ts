import { z } from 'zod';

/** What is read of vitest's JSON report. */
const report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) })),
});

export interface Summary {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * Counts tests. A file that failed without a failing test (it could not be loaded) counts as one, and a run that
 * ended with an error has at least one failure, whatever its report says.
 */
export function summarize(raw: unknown, exitCode: number): Summary {
  const parsed = report.safeParse(raw);
  if (!parsed.success) return { passed: 0, failed: 1, skipped: 0 };
  const { data } = parsed;
  const brokenFiles = data.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((assertion) => assertion.status === 'failed'),
  );
  const failed = data.numFailedTests + brokenFiles.length;
  return {
    passed: data.numPassedTests,
    failed: exitCode === 0 ? failed : Math.max(1, failed),
    skipped: data.numPendingTests + data.numTodoTests,
  };
}
