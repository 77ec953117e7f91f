import type { CheckResult } from '../../../src/checks/index.ts';
import { createManualClock } from '../../../src/clock.ts';
import { settingsSchema } from '../../../src/config/index.ts';
import { openDatabase } from '../../../src/database/index.ts';
import type { ContainerDetail } from '../../../src/docker/index.ts';
import { createTexts } from '../../../src/document/index.ts';
import { createIncidents } from '../../../src/incidents/index.ts';
import { silentLog } from '../../../src/log.ts';
import { createTriage, type Triage } from '../../../src/triage/index.ts';
import { hostWith } from '../triage/world.ts';

export const START = Date.parse('2026-02-03T03:00:00Z');

export interface Found {
  readonly containers?: readonly ContainerDetail[];
  readonly lines?: readonly string[];
  readonly checks?: readonly CheckResult[];
}

/** The triage with what its sources would find, and what views need beside it. */
export function triageRoom({ containers = [], lines = [], checks = [] }: Found = {}) {
  const database = openDatabase(':memory:');
  const clock = createManualClock(START);
  const common = { database, clock, log: silentLog };
  const incidents = createIncidents({ ...common, announce: () => undefined });
  const texts = createTexts();
  const triage = createTriage({
    ...common,
    docker: {
      availability: () => ({ reachable: true }),
      listDetails: async () => [...containers],
      stats: async () => null,
      logs: async () => lines.map((text) => ({ at: START, stream: 'stderr', text })),
    },
    host: hostWith({}),
    checks: {
      list: () => checks,
      runAll: async ({ filter }) => checks.filter((check) => filter?.(check) ?? true),
    },
    recorder: {
      badEventsSince: () => [],
      changesSince: () => [],
      detectedAt: () => null,
      gapsSince: () => [],
      lastInventory: () => null,
      latestSamples: () => [],
      sampleNow: async () => undefined,
    },
    incidents,
    texts,
    timeZone: 'UTC',
    thresholds: { memoryPercent: 90, diskPercent: 90 },
  });
  const settings = settingsSchema.parse({});
  return { database, clock, incidents, texts, triage, settings };
}

/** A draft whose evidence is all there. */
export async function drafted(triage: Triage, locale: 'en' | 'ru' = 'en'): Promise<string> {
  const { id } = triage.start({ chatId: 1002, threadId: null, userId: 1002, locale }, `begin:${locale}`);
  triage.collect(id);
  await triage.idle();
  return id;
}
