import { z } from 'zod';
import type { CleanupPlan } from './plan.ts';
import { ITEM_KINDS, type Item } from './types.ts';

const item = z.strictObject({
  kind: z.enum(ITEM_KINDS),
  id: z.string().min(1),
  name: z.string(),
  bytes: z.number().nonnegative(),
  tags: z.array(z.string()),
  project: z.string().nullable(),
  service: z.string().nullable(),
  /** Must not be running when its turn comes. */
  notWhileRuns: z.string().nullable(),
});
export type CleanupItem = Readonly<z.infer<typeof item>>;

const params = z
  .strictObject({
    engine: z.literal('local'),
    /** What people see: the largest, and how many more. */
    name: z.string(),
    items: z.array(item).min(1).max(300),
    /** Volumes whose names a person has typed. */
    typed: z.array(z.string()).default([]),
  })
  .refine(
    ({ items, typed }) => items.every(({ kind, name }) => kind !== 'volume' || typed.includes(name)),
    'a volume is removed only when its name was typed',
  );
export type CleanupParams = Readonly<z.infer<typeof params>>;

/** @throws ZodError when a row or a caller gives something else, and for a volume whose name was not typed */
export function parseCleanupParams(raw: unknown): CleanupParams {
  return params.parse(raw);
}

export function paramsFor({ items }: Pick<CleanupPlan, 'items'>, typed: readonly string[] = []): CleanupParams {
  const largest = [...items].sort((one, other) => other.bytes - one.bytes)[0];
  const name =
    largest === undefined ? '' : items.length === 1 ? seenAs(largest) : `${seenAs(largest)} +${items.length - 1}`;
  return { engine: 'local', name, items: items.map(toParam), typed: [...typed] };
}

/** "Clean-up: web" would say that the container went, where only its log was emptied. */
function seenAs({ kind, name }: Pick<Item, 'kind' | 'name'>): string {
  return kind === 'live-log' || kind === 'rotated-log' ? `${name}.log` : name;
}

function toParam({ kind, id, name, bytes, tags, project, service, verdict }: Item): CleanupItem {
  const guarded = verdict.free && (verdict.warning === 'last-images' || verdict.warning === 'stopped-project');
  return { kind, id, name, bytes, tags: [...tags], project, service, notWhileRuns: guarded ? project : null };
}
