import { createHash } from 'node:crypto';
import { sum } from './df.ts';
import { GROUP_OF, type Group, type Inventory, ITEM_KINDS, type Item } from './types.ts';

/** As many as a person can answer for at once; the largest first. */
const MOST_ITEMS = 300;

/** `safe`: over all kinds what nobody can miss · `group`: all of one kind that may go · `items`: what was ticked, by reference. */
export type Choice =
  | { readonly what: 'safe' }
  | { readonly what: 'group'; readonly group: Group; readonly safeOnly: boolean }
  | { readonly what: 'items'; readonly refs: readonly string[] };

export interface CleanupPlan {
  /** In the order in which they are removed: containers before their images. */
  readonly items: readonly Item[];
  readonly bytes: number;
  /** Layers that only the chosen images share become free as well, and the Engine does not tell how large they are. */
  readonly atLeast: boolean;
  /** More than one operation takes: these stay for the next. */
  readonly left: number;
}

/** A short name of an item for callback data. */
export function itemReference({ kind, id }: Pick<Item, 'kind' | 'id'>): string {
  return createHash('sha256').update(`${kind}:${id}`).digest('hex').slice(0, 10);
}

/** Chosen, and free to go as it was seen. A volume only ever by itself; a log that is being written only when ticked. */
export function planCleanup(inventory: Pick<Inventory, 'items'>, choice: Choice): CleanupPlan {
  const chosen = inventory.items.filter((item) => item.verdict.free && isChosen(item, choice));
  const items = chosen.slice(0, MOST_ITEMS);
  const images = items.filter((item) => item.kind === 'image');
  return {
    items: ITEM_KINDS.flatMap((kind) => items.filter((item) => item.kind === kind)),
    bytes: sum(items.map((item) => item.bytes)),
    atLeast: images.length > 1 && images.some((item) => item.takesBytes > item.bytes),
    left: chosen.length - items.length,
  };
}

function isChosen(item: Item, choice: Choice): boolean {
  const { kind, verdict } = item;
  if (choice.what === 'items') return choice.refs.includes(itemReference(item));
  if (kind === 'volume' || kind === 'live-log') return false;
  const isSafe = verdict.free && verdict.safe;
  if (choice.what === 'safe') return isSafe;
  return GROUP_OF[kind] === choice.group && (isSafe || !choice.safeOnly);
}
