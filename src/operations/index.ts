/**
 * The room through which everything that changes something goes: one durable row per operation, locked, confirmed,
 * journaled step by step, recovered after a kill. Its outcomes leave through `announce(change)`, called inside the
 * transaction that makes them true; `OperationChange` lists the kinds and when each is told:
 * requested → started → progress… → finished → (confirmed-good | retracted), or recovered in place of finished.
 */
export type { Confirmation, Question, RedeemResult, SecondResult } from './confirmation.ts';
export { CancelledError, StoppingError } from './lifecycle.ts';
export { conflicts, contains, engineLock, type Lock, projectLock, serviceLock, volumeLock } from './locks.ts';
export type {
  EvidenceFile,
  Journal,
  JournalEntry,
  Json,
  KindOutcome,
  NextStep,
  Operation,
  OperationChange,
  OperationContext,
  OperationKind,
  Operations,
  Outcome,
  Reason,
  WatchContext,
  WatchVerdict,
} from './operation.ts';
export { createOperations } from './operations.ts';
