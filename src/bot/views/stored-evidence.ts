import { z } from 'zod';
import { EVIDENCE_SOURCES, type Evidence } from '../../triage/index.ts';

const known = z.looseObject({ source: z.enum(EVIDENCE_SOURCES) });

/**
 * Evidence that an incident kept, back from its row. It was written by the triage room and never changes;
 * only whether it is evidence of a triage at all is checked here.
 */
export function storedEvidence(data: unknown): Evidence | null {
  return known.safeParse(data).success ? (data as Evidence) : null;
}
