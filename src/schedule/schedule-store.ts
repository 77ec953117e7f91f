import { z } from 'zod';
import type { Database } from '../database/index.ts';
import { type Job, RESULTS, WHATS } from './jobs.ts';
import { REMINDER_STATES, type Reminder } from './reminders.ts';

const jobRow = z.object({
  job: z.string(),
  what: z.enum(WHATS),
  set_name: z.string(),
  pattern: z.string(),
  made_at: z.number(),
  gone_at: z.number().nullable(),
  paused_at: z.number().nullable(),
  paused_by: z.number().nullable(),
  due_at: z.number().nullable(),
  last_due_at: z.number().nullable(),
  last_run_at: z.number().nullable(),
  operation_id: z.string().nullable(),
  result: z.enum(RESULTS).nullable(),
});

const reminderRow = z.object({
  id: z.number(),
  set_name: z.string(),
  due_at: z.number(),
  state: z.enum(REMINDER_STATES),
  asked: z.number(),
  next_at: z.number().nullable(),
  person: z.number().nullable(),
  answered_by: z.number().nullable(),
  answered_at: z.number().nullable(),
  reason: z.string().nullable(),
  operation_id: z.string().nullable(),
});

const toldRow = z.object({
  condition: z.string(),
  kind: z.string(),
  set_name: z.string().nullable(),
  params: z.string(),
  told_at: z.number(),
});
const paramsSchema = z.record(z.string(), z.union([z.string(), z.number()]));

/** A condition that was told and is not over. */
export interface Told {
  readonly condition: string;
  readonly kind: string;
  readonly set: string | null;
  readonly params: Readonly<Record<string, string | number>>;
  readonly toldAt: number;
}

export type ScheduleStore = ReturnType<typeof createScheduleStore>;

/** The SQL of this room. Callers bring the transaction. */
export function createScheduleStore(database: Database) {
  const sql = (text: string) => database.prepare(text);

  function saveJob(job: Job): void {
    sql(
      `INSERT OR REPLACE INTO schedule_jobs (job, what, set_name, pattern, made_at, gone_at, paused_at, paused_by, due_at,
         last_due_at, last_run_at, operation_id, result) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      job.id,
      job.what,
      job.set,
      job.pattern,
      job.madeAt,
      job.goneAt,
      job.paused?.at ?? null,
      job.paused?.by ?? null,
      job.dueAt,
      job.lastDueAt,
      job.lastRunAt,
      job.operation,
      job.result,
    );
  }

  function insertReminder(reminder: Omit<Reminder, 'id'>): Reminder {
    const { lastInsertRowid } = sql(
      `INSERT INTO schedule_reminders (set_name, due_at, state, asked, next_at, person, answered_by, answered_at, reason,
         operation_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(...valuesOf(reminder));
    return { ...reminder, id: lastInsertRowid };
  }

  function saveReminder(reminder: Reminder): void {
    sql(
      `UPDATE schedule_reminders SET set_name = ?, due_at = ?, state = ?, asked = ?, next_at = ?, person = ?,
         answered_by = ?, answered_at = ?, reason = ?, operation_id = ? WHERE id = ?`,
    ).run(...valuesOf(reminder), reminder.id);
  }

  const reminders = (where: string, ...values: (string | number)[]) =>
    sql(`SELECT * FROM schedule_reminders WHERE ${where} ORDER BY id`)
      .all(...values)
      .map(toReminder);

  return {
    jobs: (): Job[] => sql('SELECT * FROM schedule_jobs ORDER BY set_name, what').all().map(toJob),
    job: (id: string): Job | null => sql('SELECT * FROM schedule_jobs WHERE job = ?').all(id).map(toJob)[0] ?? null,
    saveJob,
    reminder: (id: number): Reminder | null => reminders('id = ?', id)[0] ?? null,
    reminderOf: (operation: string): Reminder | null => reminders('operation_id = ?', operation)[0] ?? null,
    openReminders: (): Reminder[] => reminders("state IN ('asked', 'postponed')"),
    isAsked: (set: string, dueAt: number): boolean => reminders('set_name = ? AND due_at = ?', set, dueAt).length > 0,
    insertReminder,
    saveReminder,
    told: (): Told[] => sql('SELECT * FROM schedule_warnings ORDER BY told_at').all().map(toTold),
    saveTold: ({ condition, kind, set, params, toldAt }: Told): void => {
      sql(
        'INSERT OR REPLACE INTO schedule_warnings (condition, kind, set_name, params, told_at) VALUES (?, ?, ?, ?, ?)',
      ).run(condition, kind, set, JSON.stringify(params), toldAt);
    },
    removeTold: (condition: string): void => {
      sql('DELETE FROM schedule_warnings WHERE condition = ?').run(condition);
    },
  };
}

function valuesOf(reminder: Omit<Reminder, 'id'>): (string | number | null)[] {
  const { set, dueAt, state, asked, nextAt, person, answeredBy, answeredAt, reason, operation } = reminder;
  return [set, dueAt, state, asked, nextAt, person, answeredBy, answeredAt, reason, operation];
}

function toJob(raw: unknown): Job {
  const row = jobRow.parse(raw);
  const { paused_at: at, paused_by: by } = row;
  return {
    id: row.job,
    what: row.what,
    set: row.set_name,
    pattern: row.pattern,
    madeAt: row.made_at,
    goneAt: row.gone_at,
    paused: at === null || by === null ? null : { at, by },
    dueAt: row.due_at,
    lastDueAt: row.last_due_at,
    lastRunAt: row.last_run_at,
    operation: row.operation_id,
    result: row.result,
  };
}

function toReminder(raw: unknown): Reminder {
  const row = reminderRow.parse(raw);
  return {
    id: row.id,
    set: row.set_name,
    dueAt: row.due_at,
    state: row.state,
    asked: row.asked,
    nextAt: row.next_at,
    person: row.person,
    answeredBy: row.answered_by,
    answeredAt: row.answered_at,
    reason: row.reason,
    operation: row.operation_id,
  };
}

function toTold(raw: unknown): Told {
  const row = toldRow.parse(raw);
  const params = paramsSchema.parse(JSON.parse(row.params));
  return { condition: row.condition, kind: row.kind, set: row.set_name, params, toldAt: row.told_at };
}
