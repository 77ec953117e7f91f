import type { Json, Operation, Reason } from './operation.ts';

/** What a person has to know before the red button. */
export interface Question {
  /** "Restart gateway?" */
  readonly title: Reason;
  /** Stands first, marked. */
  readonly warnings: readonly Reason[];
  /** What will happen, a line each. */
  readonly facts: readonly Reason[];
  /** The red button's label: names what it will do. */
  readonly button: Reason;
  /** What helped better before: its button asks about that instead. `data`: at most 64 bytes. */
  readonly alternative?: { readonly label: Reason; readonly data: string };
}

export interface ConfirmationInput {
  readonly kind: string;
  readonly params: Json;
  readonly askedBy: number;
  readonly chatId: number;
  readonly threadId?: number | null;
  readonly incident?: number | null;
  /** What the question says. */
  readonly question: Question;
  /** Unique per question: a handler that is repeated after a kill gets the same token again. */
  readonly cause?: string;
}

export interface Confirmation {
  /** 12 characters of A-Z a-z 0-9 - _. */
  readonly token: string;
  readonly kind: string;
  readonly params: Json;
  readonly askedBy: number;
  readonly incident: number | null;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Null for one of an older version. */
  readonly question: Question | null;
  /** Who asked has said yes; a second person has not yet. */
  readonly agreedAt: number | null;
  readonly secondedBy: number | null;
}

export type RedeemResult =
  | { readonly ok: true; readonly operation: Operation }
  | { readonly ok: false; readonly reason: 'unknown' | 'expired' | 'cancelled' }
  | { readonly ok: false; readonly reason: 'not-yours'; readonly askedBy: number }
  /** It ran already; here is what it became. */
  | { readonly ok: false; readonly reason: 'used'; readonly operation: Operation }
  /** Somebody is at it: who, what, since when is in `operation`. The token stays valid. */
  | { readonly ok: false; readonly reason: 'busy'; readonly operation: Operation }
  /** While this question stood, somebody else did the same thing to the same target; ask again to do it once more. */
  | { readonly ok: false; readonly reason: 'overtaken'; readonly operation: Operation }
  /** The same was done to the same target three times within ten minutes, `last`, newest first: needs `sure`. */
  | { readonly ok: false; readonly reason: 'repeated'; readonly last: readonly Operation[] }
  /** Agreed by who asked; a second person has ten minutes to say yes too. */
  | { readonly ok: false; readonly reason: 'needs-second'; readonly askedBy: number };

/** `own-question`: who asked cannot be the second person. `not-agreed`: who asked has not said yes. */
export type SecondResult =
  | Exclude<RedeemResult, { readonly reason: 'not-yours' | 'repeated' | 'needs-second' }>
  | { readonly ok: false; readonly reason: 'own-question' | 'not-agreed' };

export interface Confirmations {
  /** Asks once: valid for two minutes, for one use, for `askedBy`. Joins the caller's transaction. @throws UserError from the kind's parse */
  create(input: ConfirmationInput): Confirmation;
  /** Uses the token and submits the operation in one transaction. `cause`: a repeat with the same cause gets the same ✓ answer. */
  redeem(token: string, userId: number, cause?: string, sure?: boolean): RedeemResult;
  /** The yes of a second person, where one is demanded. */
  second(token: string, userId: number, cause?: string): SecondResult;
  /** Takes the question back. Once it waits for a second person, anybody may. */
  cancel(
    token: string,
    userId: number,
  ): { readonly ok: true } | { readonly ok: false; readonly reason: 'unknown' | 'used' | 'not-yours' };
  find(token: string): Confirmation | null;
}
