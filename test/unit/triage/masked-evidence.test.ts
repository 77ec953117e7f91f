import { expect, test } from 'vitest';
import { createMasker } from '../../../src/masking/index.ts';
import { containersEvidence } from '../../../src/triage/index.ts';
import { container } from './world.ts';

test('masking leaves evidence what it is: services, texts and ids stay, known secrets go', () => {
  const evidence = containersEvidence({
    engine: { reachable: true },
    pictureAt: 1,
    containers: [
      container({
        service: 'token-api',
        health: { status: 'unhealthy', failingStreak: 1, log: [{ at: 1, exitCode: 1, output: 'sent s3cr3t-value' }] },
      }),
    ],
    stats: new Map(),
    badEvents: [],
    memoryPercent: 90,
    now: 1,
  });
  const masked = createMasker({ known: ['s3cr3t-value'] }).deep(evidence);
  const [project] = evidence.projects;
  expect(masked).toEqual({
    ...evidence,
    projects: [
      {
        ...project,
        unwell: project?.unwell.map((one) => ({
          ...one,
          problems: [{ ...one.problems[0], output: 'sent [masked:configured-secret]' }],
        })),
      },
    ],
  });
  const reason = { reason: { key: 'checks-refused', params: {} }, change: { key: 'local/shop/token-api' } };
  expect(createMasker({ known: [] }).deep(reason)).toEqual(reason);
});
