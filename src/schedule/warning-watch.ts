import type { Backups, BackupWarning } from '../backups/index.ts';
import type { Message, Outbox } from '../notify/index.ts';
import type { ScheduleStore, Told } from './schedule-store.ts';

/** By the severity matrix: what says that data may be lost is P2, what may become so is P3. */
const URGENT: readonly BackupWarning['kind'][] = ['no-verified', 'drill-failed', 'drill-missed'];

export function severityOf(kind: string): 'P2' | 'P3' {
  return URGENT.some((urgent) => urgent === kind) ? 'P2' : 'P3';
}

/** One condition: it is told once, however often it is seen. A drill that fails again is another one. */
export function conditionOf({ kind, set, backup, at }: Pick<BackupWarning, 'kind' | 'set' | 'backup' | 'at'>): string {
  const which = kind === 'drill-failed' || kind === 'drill-missed' ? String(at) : (backup ?? '');
  return [kind, set ?? '', which].join(' ');
}

/** What began since it was looked at last, and what is over. Pure. */
export function compare(
  present: readonly BackupWarning[],
  told: readonly Told[],
): { readonly begun: readonly BackupWarning[]; readonly over: readonly (Told & { readonly replaced: boolean })[] } {
  const known = new Set(told.map(({ condition }) => condition));
  const still = new Set(present.map(conditionOf));
  const begun = new Map(present.map((warning) => [conditionOf(warning), warning]));
  return {
    begun: [...begun].filter(([condition]) => !known.has(condition)).map(([, warning]) => warning),
    over: told
      .filter(({ condition }) => !still.has(condition))
      // The next drill failed too: nothing is well again.
      .map((one) => ({ ...one, replaced: present.some(({ kind, set }) => kind === one.kind && set === one.set) })),
  };
}

/** Tells the on-call chat of each condition when it begins and when it is over; Slack of those of P2. Within the caller's transaction. */
export function createWarningWatch(options: {
  readonly store: ScheduleStore;
  readonly outbox: Pick<Outbox, 'enqueue'>;
  readonly warnings: Backups['warnings'];
}): (now: number) => void {
  const { store, outbox, warnings } = options;

  function say(told: Told, over: boolean): void {
    const subject = `backup-warning:${told.condition}`;
    const message: Message = {
      subject,
      slot: over ? 'over' : 'main',
      mode: 'new',
      view: 'backup-warning',
      params: { kind: told.kind, set: told.set, params: { ...told.params }, over },
      priority: 2,
      ...(over ? { replyTo: { subject, slot: 'main' } } : {}),
    };
    outbox.enqueue({ kind: 'oncall' }, message);
    if (severityOf(told.kind) === 'P2') outbox.enqueue({ kind: 'slack' }, message);
  }

  return (now) => {
    const { begun, over } = compare(warnings(now), store.told());
    for (const warning of begun) {
      const { kind, set, params } = warning;
      const told = { condition: conditionOf(warning), kind, set, params, toldAt: now };
      store.saveTold(told);
      say(told, false);
    }
    for (const told of over) {
      store.removeTold(told.condition);
      if (!told.replaced) say(told, true);
    }
  };
}
