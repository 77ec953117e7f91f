import type { IncidentTimes } from './incident.ts';

/** The times that people can correct, in the order in which they usually come. */
export const TIME_FIELDS = [
  'impactStartedAt',
  'detectedAt',
  'declaredAt',
  'triagedAt',
  'acknowledgedAt',
  'mitigatedAt',
  'restoredAt',
  'resolvedAt',
] as const satisfies readonly (keyof IncidentTimes)[];

export type TimeField = (typeof TIME_FIELDS)[number];
