import { z } from 'zod';
import type { Confirmation, Question } from './confirmation.ts';
import { type JournalEntry, type Json, NEXT_STEPS, OPERATION_STATES, type Operation } from './operation.ts';

/** Anything that JSON can hold, checked. */
export const json: z.ZodType<Json> = z.lazy(() =>
  z.union([z.null(), z.boolean(), z.number(), z.string(), z.array(json), z.record(z.string(), json)]),
);
const reason = z.object({ key: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) });
const question: z.ZodType<Question> = z.object({
  title: reason,
  warnings: z.array(reason),
  facts: z.array(reason),
  button: reason,
  alternative: z.object({ label: reason, data: z.string() }).exactOptional(),
});

const outcome = z
  .object({
    ok: z.boolean().nullable(),
    reason,
    tookMs: z.number(),
    exitCode: z.number().exactOptional(),
    oom: z.boolean().exactOptional(),
    lastLines: z.array(z.string()).exactOptional(),
    nextStep: z.enum(NEXT_STEPS).exactOptional(),
    evidence: z
      .array(z.object({ what: z.enum(['logs', 'inspect', 'output']), path: z.string(), bytes: z.number() }))
      .exactOptional(),
    notes: z.array(reason).exactOptional(),
    retracted: z.object({ at: z.number(), saidOkAt: z.number() }).exactOptional(),
    watch: z.enum(['held', 'fell', 'blind', 'overtaken']).exactOptional(),
    data: json.exactOptional(),
    down: z.literal(true).exactOptional(),
  })
  .strict();

/** A column that holds JSON text. */
function stored<T>(schema: z.ZodType<T>) {
  return z.string().transform((text): T => schema.parse(JSON.parse(text)));
}

export const operationRow = z
  .object({
    id: z.string(),
    key: z.string(),
    kind: z.string(),
    params: stored(json),
    state: z.enum(OPERATION_STATES),
    step: z.string().nullable(),
    requested_by: z.number().nullable(),
    chat_id: z.number().nullable(),
    thread_id: z.number().nullable(),
    incident: z.number().nullable(),
    requested_at: z.number(),
    started_at: z.number().nullable(),
    finished_at: z.number().nullable(),
    watch_until: z.number().nullable(),
    progress: stored(reason).nullable(),
    outcome: stored(outcome).nullable(),
  })
  .transform(
    (row): Operation => ({
      id: row.id,
      key: row.key,
      kind: row.kind,
      params: row.params,
      state: row.state,
      step: row.step,
      requestedBy: row.requested_by,
      chatId: row.chat_id,
      threadId: row.thread_id,
      incident: row.incident,
      requestedAt: row.requested_at,
      startedAt: row.started_at,
      finishedAt: row.finished_at,
      watchUntil: row.watch_until,
      progress: row.progress,
      outcome: row.outcome,
    }),
  );

export const lockRow = z.object({
  locks: stored(z.array(z.object({ scope: z.enum(['engine', 'project', 'service', 'volume']), id: z.string() }))),
});

export const stepRow = z
  .object({
    step: z.string(),
    intent: stored(json),
    started_at: z.number(),
    finished_at: z.number().nullable(),
    result: stored(json).nullable(),
    error: z.string().nullable(),
  })
  .transform(
    (row): JournalEntry => ({
      step: row.step,
      intent: row.intent,
      startedAt: row.started_at,
      finishedAt: row.finished_at,
      result: row.result,
      error: row.error,
    }),
  );

export const secondRow = z.object({ seconded_by: z.number().nullable() });

export const confirmationRow = z
  .object({
    token: z.string(),
    kind: z.string(),
    params: stored(json),
    asked_by: z.number(),
    chat_id: z.number(),
    thread_id: z.number().nullable(),
    incident: z.number().nullable(),
    created_at: z.number(),
    expires_at: z.number(),
    cancelled_at: z.number().nullable(),
    redeemed_cause: z.string().nullable(),
    operation_id: z.string().nullable(),
    question: stored(question).nullable(),
    sure_at: z.number().nullable(),
    agreed_at: z.number().nullable(),
    seconded_by: z.number().nullable(),
    cancelled_by: z.number().nullable(),
  })
  .transform((row) => ({
    token: row.token,
    kind: row.kind,
    params: row.params,
    askedBy: row.asked_by,
    chatId: row.chat_id,
    threadId: row.thread_id,
    incident: row.incident,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    cancelledAt: row.cancelled_at,
    redeemedCause: row.redeemed_cause,
    operationId: row.operation_id,
    question: row.question,
    sureAt: row.sure_at,
    agreedAt: row.agreed_at,
    secondedBy: row.seconded_by,
    cancelledBy: row.cancelled_by,
  }));

export type ConfirmationRow = z.infer<typeof confirmationRow>;

/** What others may know of a stored question. */
export function toConfirmation(row: ConfirmationRow): Confirmation {
  const { token, kind, params, askedBy, incident, createdAt, expiresAt, question, agreedAt, secondedBy } = row;
  return { token, kind, params, askedBy, incident, createdAt, expiresAt, question, agreedAt, secondedBy };
}
