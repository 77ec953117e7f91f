import { z } from 'zod';
import type { Operation } from '../../operations/index.ts';

const target = z.looseObject({ set: z.string(), backup: z.string().optional() });
/** These read a backup, or make one that others of them read. */
const KINDS = new Set(['backup', 'backup-verify', 'drill', 'restore-dry-run', 'restore', 'backup-import']);

/**
 * Whether an operation that is not over works with a backup: it names it, or it made it (what a restore put aside, to
 * roll back to).
 */
export function usedBy(
  active: readonly Operation[],
): (backup: { readonly id: string; readonly operationId: string | null }) => boolean {
  const using = active.filter(({ kind }) => KINDS.has(kind));
  const named = new Set(using.flatMap(({ params }) => target.safeParse(params).data?.backup ?? []));
  const making = new Set(using.map(({ id }) => id));
  return ({ id, operationId }) => named.has(id) || (operationId !== null && making.has(operationId));
}
