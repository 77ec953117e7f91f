import { expect, test } from 'vitest';
import type { DryRun } from '../../../../src/backups/index.ts';
import { createDryRuns } from '../../../../src/backups/restore/index.ts';
import { openDatabase } from '../../../../src/database/index.ts';

const DAY_MS = 86_400_000;
const NOW = 1_750_000_000_000;

function looked(operation: string, at: number): DryRun {
  return {
    ...{ operation, at, backup: 'b1', choice: { trees: ['data'], files: [], config: [] }, trees: [], config: [] },
    ...{ stops: [], alsoProjects: [], missingImages: [], standstillMs: null, tookMs: null, lossMs: 1, problems: [] },
  };
}

test('each person keeps the own dry run of a set, for a day', () => {
  const dryRuns = createDryRuns(openDatabase(':memory:'));
  dryRuns.save('shop', looked('of Anna', NOW));
  dryRuns.save('shop', looked('of Ben', NOW + 1000));
  expect(dryRuns.get('of Anna')).toMatchObject({ operation: 'of Anna', at: NOW });
  expect(dryRuns.get('of Ben')).toMatchObject({ operation: 'of Ben' });
  dryRuns.save('shop', looked('of the next day', NOW + DAY_MS + 500));
  expect(dryRuns.get('of Anna')).toBeNull();
  expect(dryRuns.get('of Ben')).not.toBeNull();
});
