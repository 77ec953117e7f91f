import type { CheckKind, Reason } from '../checks/index.ts';
import type { CheckConfig } from '../config/index.ts';
import type { ServiceKey } from '../docker/index.ts';

/** Docker's own word on each service, the checks, and Vakhta itself. */
export const PARTS = ['docker', 'checks', 'vakhta'] as const;
export type Part = (typeof PARTS)[number];

/** From the worst to the best. */
export const LEVELS = ['failed', 'warning', 'notice', 'ok'] as const;
export type Level = (typeof LEVELS)[number];

/** What Vakhta asks of itself. */
export const SELF_KINDS = [
  'engine',
  'telegram',
  'database',
  'data-disk',
  'outbox',
  'recorder',
  'backup',
  'backup-store',
] as const;
export type SelfKind = (typeof SELF_KINDS)[number];

/** One line of the health picture. */
export interface Item {
  readonly id: string;
  readonly part: Part;
  readonly kind: CheckKind | SelfKind;
  /** What people call it; of Vakhta itself the kind, which views put into words. */
  readonly name: string;
  /** The service that it speaks for: a bare name for checks of the configuration, a ServiceKey for Docker health. */
  readonly service: string | null;
  /** Null: not answered yet. */
  readonly level: Level | null;
  readonly latencyMs: number | null;
  readonly reason: Reason | null;
  /** UTC milliseconds; null while it has not answered. */
  readonly at: number | null;
}

/** An answer of one check, as it is remembered. */
export interface PastResult {
  readonly at: number;
  readonly level: Level;
  readonly latencyMs: number | null;
  readonly reason: Reason | null;
}

/** A published port of a service without a check that answers as health pages do. */
export interface FoundPort {
  readonly reference: string;
  readonly service: string;
  readonly key: ServiceKey;
  readonly port: number;
  readonly path: string;
  /** The check that would be added. */
  readonly config: CheckConfig;
}

export interface Run {
  readonly id: number;
  /** `interrupted`: the process ended in the middle. */
  readonly state: 'running' | 'done' | 'interrupted';
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** Running services for which nothing speaks: no health check of the container, none in the configuration. */
  readonly uncovered: readonly string[];
  readonly found: readonly FoundPort[];
  /** In the order in which they are asked; docker, checks, Vakhta. */
  readonly items: readonly Item[];
}

/** A message with the health picture: what it shows and its newest run. */
export interface Board {
  readonly id: string;
  readonly chatId: number;
  readonly threadId: number | null;
  /** Understood by the view: `main`, `all.2`, `one.<reference>`. */
  readonly screen: string;
  readonly run: Run;
}
