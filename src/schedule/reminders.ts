/** A reminder is repeated so often before it counts as missed. */
const REPEATED = 2;

/**
 * `asked` waits for an answer · `postponed` until tomorrow · `running`: the drill was begun · `done`: it has ended,
 * however · `skipped` with a reason · `missed`: nobody answered.
 */
export const REMINDER_STATES = ['asked', 'postponed', 'running', 'done', 'skipped', 'missed'] as const;
export type ReminderState = (typeof REMINDER_STATES)[number];

/** A restore test that was due, and what became of it. */
export interface Reminder {
  readonly id: number;
  readonly set: string;
  readonly dueAt: number;
  readonly state: ReminderState;
  /** How often it was asked since it was due, or since the day to which it was postponed. */
  readonly asked: number;
  /** When it is asked again, or counts as missed; null: neither. */
  readonly nextAt: number | null;
  /** Whom it was sent to; null: the on-call chat. */
  readonly person: number | null;
  readonly answeredBy: number | null;
  readonly answeredAt: number | null;
  /** Why it was skipped. */
  readonly reason: string | null;
  readonly operation: string | null;
}

export type Answer =
  | { readonly kind: 'run'; readonly operation: string }
  | { readonly kind: 'tomorrow'; readonly until: number }
  | { readonly kind: 'skip'; readonly reason: string };

/** What has to be done beside keeping the row: nobody answered, so it is asked (again), or counts as missed. */
export type Effect = 'ask' | 'missed';

export interface Step {
  readonly reminder: Reminder;
  readonly effect: Effect;
}

export function isOpen({ state }: Pick<Reminder, 'state'>): boolean {
  return state === 'asked' || state === 'postponed';
}

/** A reminder as it is asked for the first time. `id` is the store's to give. */
export function firstAsked(set: string, dueAt: number, now: number, againMs: number): Omit<Reminder, 'id'> {
  return {
    set,
    dueAt,
    state: 'asked',
    asked: 1,
    nextAt: now + againMs,
    person: null,
    answeredBy: null,
    answeredAt: null,
    reason: null,
    operation: null,
  };
}

/**
 * What the time does to it: one step, however much has passed, so that whoever comes back after a week is asked before
 * anything counts as missed. Null: nothing.
 */
export function onTime(reminder: Reminder, now: number, againMs: number): Step | null {
  if (!isOpen(reminder) || reminder.nextAt === null || now < reminder.nextAt) return null;
  if (reminder.state === 'postponed') {
    return { reminder: { ...reminder, state: 'asked', asked: 1, nextAt: now + againMs }, effect: 'ask' };
  }
  if (reminder.asked > REPEATED) return { reminder: missed(reminder), effect: 'missed' };
  return { reminder: { ...reminder, asked: reminder.asked + 1, nextAt: now + againMs }, effect: 'ask' };
}

/** It is due again, or gone: what was not answered by then counts as missed. Null: it was answered. */
export function onOverdue(reminder: Reminder): Step | null {
  return isOpen(reminder) ? { reminder: missed(reminder), effect: 'missed' } : null;
}

function missed(reminder: Reminder): Reminder {
  return { ...reminder, state: 'missed', nextAt: null };
}

/** What an answer makes of it; null: it is over already, the answer comes too late. */
export function onAnswer(reminder: Reminder, answer: Answer, by: number, now: number): Reminder | null {
  if (!isOpen(reminder)) return null;
  const answered = { ...reminder, answeredBy: by, answeredAt: now };
  switch (answer.kind) {
    case 'run':
      return { ...answered, state: 'running', nextAt: null, operation: answer.operation };
    case 'tomorrow':
      return { ...answered, state: 'postponed', nextAt: answer.until };
    case 'skip':
      return { ...answered, state: 'skipped', nextAt: null, reason: answer.reason };
  }
}

/** Its drill is over. One that was called off before it began is asked for again. */
export function onEnded(reminder: Reminder, began: boolean, now: number, againMs: number): Reminder {
  if (reminder.state !== 'running') return reminder;
  return began
    ? { ...reminder, state: 'done' }
    : { ...reminder, state: 'asked', nextAt: now + againMs, operation: null };
}
