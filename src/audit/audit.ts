import type { Actor, Incidents, TimelineEntry } from '../incidents/index.ts';
import type { Operation, Operations } from '../operations/index.ts';

/** Who did what, and when: a change to the host, or to an incident. */
export type AuditEntry = {
  /** UTC milliseconds: when it was asked for or written down, whatever time it speaks of. */
  readonly at: number;
  readonly by: Actor;
} & (
  | { readonly kind: 'operation'; readonly operation: Operation; readonly secondedBy: number | null }
  | { readonly kind: 'incident'; readonly entry: TimelineEntry }
);

export interface Audit {
  /** Newest first. Reads what the rooms keep anyway, so that nothing can be done without standing here. */
  since(sinceAt: number): AuditEntry[];
}

export function createAudit({
  operations,
  incidents,
}: {
  readonly operations: Pick<Operations, 'listSince'>;
  readonly incidents: Pick<Incidents, 'entriesSince'>;
}): Audit {
  return {
    since: (sinceAt) => {
      const done = operations.listSince(sinceAt).map(
        ({ operation, secondedBy }): AuditEntry => ({
          kind: 'operation',
          at: operation.requestedAt,
          by: operation.requestedBy ?? 'vakhta',
          operation,
          secondedBy,
        }),
      );
      // An operation on an incident's timeline stands among the operations already.
      const written = incidents
        .entriesSince(sinceAt)
        .filter((entry) => entry.kind !== 'operation')
        .map((entry): AuditEntry => ({ kind: 'incident', at: entry.recordedAt, by: entry.by, entry }));
      return [...done, ...written].sort((one, other) => other.at - one.at);
    },
  };
}
