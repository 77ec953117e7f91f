import type { Backups } from '../backups/index.ts';
import type { Clock } from '../clock.ts';
import type { SchedulesConfig } from '../config/index.ts';
import { UserError } from '../errors.ts';
import type { Message, Outbox, Posted } from '../notify/index.ts';
import { type JobResult, jobId } from './jobs.ts';
import { type Answer, firstAsked, isOpen, onAnswer, onEnded, onOverdue, onTime, type Reminder } from './reminders.ts';
import type { ScheduleStore } from './schedule-store.ts';

/** The subject of a reminder's message, wherever it stands. */
export function reminderSubject(id: number): string {
  return `drill-reminder:${id}`;
}

/** What is to be done about reminders, in rows and messages. Callers bring the transaction. */
export interface Reminding {
  /** A restore test is due: asks for it. What is still open of the same set counts as missed. */
  ask(set: string, dueAt: number): void;
  /** Asks again, or counts as missed, whatever waits for too long. */
  tick(now: number): void;
  /** When the next reminder wants something; null: none waits. */
  nextAt(): number | null;
  /** @throws UserError schedule-reminder-over, schedule-reminder-unknown */
  answer(id: number, answer: Answer, by: number): Reminder;
  /** A drill that counts was asked for by a person, from wherever: it answers what is open of its set. */
  begun(set: string, operation: string, by: number): void;
  /** The drill of an operation is over; `began`: it was not called off before. */
  ended(operation: string, began: boolean): void;
}

export function createReminding(options: {
  readonly store: ScheduleStore;
  readonly clock: Clock;
  readonly outbox: Pick<Outbox, 'enqueue'>;
  readonly posted: Pick<Posted, 'findBySubject'>;
  readonly recordMissed: Backups['recordMissed'];
  /** Null: no rotation is configured, the on-call chat is asked. */
  readonly primaryOnCall: () => number | null;
  readonly settings: Pick<SchedulesConfig, 'remindAgain'>;
}): Reminding {
  const { store, clock, outbox, posted } = options;
  const remindAgainMs = options.settings.remindAgain;

  function send(reminder: Reminder): void {
    const { id, person } = reminder;
    const message: Message = {
      subject: reminderSubject(id),
      slot: 'main',
      mode: 'new',
      view: 'drill-reminder',
      params: { reminder: id },
      priority: 2,
      leaves: { view: 'drill-reminder', params: { reminder: id, moved: true } },
    };
    outbox.enqueue(person === null ? { kind: 'oncall' } : { kind: 'person', userId: person }, message);
  }

  /** Wherever it stands. What was not sent yet is drawn from the rows as they are then. */
  function redraw({ id }: Reminder): void {
    const subject = reminderSubject(id);
    for (const { chatId, threadId, current } of posted.findBySubject(subject, 'main')) {
      if (!current) continue;
      outbox.enqueue(
        { kind: 'chat', chatId, threadId },
        { subject, slot: 'main', mode: 'upsert', view: 'drill-reminder', params: { reminder: id }, priority: 2 },
      );
    }
  }

  function noteOnJob(set: string, result: JobResult): void {
    const job = store.job(jobId('drill', set));
    if (job !== null) store.saveJob({ ...job, result });
  }

  function miss(reminder: Reminder): void {
    store.saveReminder(reminder);
    options.recordMissed({ set: reminder.set, dueAt: reminder.dueAt, why: 'unanswered' });
    noteOnJob(reminder.set, 'missed');
    redraw(reminder);
  }

  function askAgain(reminder: Reminder): void {
    const now = { ...reminder, person: options.primaryOnCall() };
    store.saveReminder(now);
    send(now);
  }

  function tick(now: number): void {
    for (const reminder of store.openReminders()) {
      // Its project is gone for good, or for now: nobody is blamed for that.
      if (store.job(jobId('drill', reminder.set))?.goneAt !== null) {
        const done: Reminder = { ...reminder, state: 'done', nextAt: null };
        store.saveReminder(done);
        redraw(done);
        continue;
      }
      const step = onTime(reminder, now, remindAgainMs);
      if (step?.effect === 'ask') askAgain(step.reminder);
      else if (step?.effect === 'missed') miss(step.reminder);
    }
  }

  return {
    ask: (set, dueAt) => {
      if (store.isAsked(set, dueAt)) return;
      for (const open of store.openReminders().filter((reminder) => reminder.set === set)) {
        const step = onOverdue(open);
        if (step !== null) miss(step.reminder);
      }
      const first = firstAsked(set, dueAt, clock.now(), remindAgainMs);
      send(store.insertReminder({ ...first, person: options.primaryOnCall() }));
      noteOnJob(set, 'asked');
    },
    tick,
    nextAt: () => {
      const waiting = store.openReminders().flatMap(({ nextAt }) => (nextAt === null ? [] : [nextAt]));
      return waiting.length === 0 ? null : Math.min(...waiting);
    },
    answer: (id, answer, by) => {
      const reminder = store.reminder(id);
      if (reminder === null) throw new UserError('schedule-reminder-unknown');
      const answered = onAnswer(reminder, answer, by, clock.now());
      if (answered === null) throw new UserError('schedule-reminder-over');
      store.saveReminder(answered);
      if (answer.kind === 'skip') {
        const { set, dueAt } = reminder;
        options.recordMissed({ set, dueAt, why: 'skipped', reason: answer.reason });
        noteOnJob(set, 'skipped');
      }
      redraw(answered);
      return answered;
    },
    begun: (set, operation, by) => {
      const open = store.openReminders().find((reminder) => reminder.set === set);
      const answered = open === undefined ? null : onAnswer(open, { kind: 'run', operation }, by, clock.now());
      if (answered === null) return;
      store.saveReminder(answered);
      redraw(answered);
    },
    ended: (operation, began) => {
      const reminder = store.reminderOf(operation);
      if (reminder === null) return;
      const after = onEnded(reminder, began, clock.now(), remindAgainMs);
      store.saveReminder(after);
      if (isOpen(after)) noteOnJob(after.set, 'asked');
      redraw(after);
    },
  };
}
