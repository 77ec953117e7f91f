import { z } from 'zod';

/** Anything that survives JSON, as it is kept in a row. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Where a message goes. `person` is that person's private chat; `oncall` is expanded when the message is enqueued. */
export type Destination =
  | { readonly kind: 'oncall' }
  | { readonly kind: 'chat'; readonly chatId: number; readonly threadId: number | null }
  | { readonly kind: 'person'; readonly userId: number }
  | { readonly kind: 'slack' };

/** 0 answers to people, 1 alerts of P0/P1 and cards, 2 everything else, 3 progress. */
export type Priority = 0 | 1 | 2 | 3;

/** What to say: never text, but the view and its parameters, which a channel renders for each destination when it sends. */
export interface Message {
  /** What it is about: `incident:12`, `triage:7`, `operation:ab12`, `reply:<updateId>`. Order is kept within a subject. */
  readonly subject: string;
  /** Which lasting message of the subject: `card`, `progress`, `outcome`, `main` … */
  readonly slot: string;
  /** `upsert` edits the posted message of (subject, slot, chat), or sends it where there is none; what waits is replaced by what is newer. */
  readonly mode: 'new' | 'upsert';
  readonly view: string;
  readonly params: Json;
  readonly priority: Priority;
  /** A message of P0 or P1: when nobody knows whether it arrived, it is sent again with its id in the text. */
  readonly twiceBetterThanNever?: boolean;
  readonly silent?: boolean;
  readonly pin?: boolean;
  readonly replyTo?: { readonly messageId: number } | { readonly subject: string; readonly slot: string };
  /** Of a new message: what the one that its slot had here until then shows from now on, unpinned. Without it that one stays as it was. */
  readonly leaves?: { readonly view: string; readonly params: Json };
  /** `removeWhenSettled`: made for this message only, so it is deleted (with its folder, once that is empty) when the message was sent or given up. */
  readonly file?: { readonly name: string; readonly path: string; readonly removeWhenSettled?: boolean };
  /** Least time between two pictures of one message. Default for progress: 1 s in private, 3 s in a group; else none. */
  readonly minIntervalMs?: number;
  /** After this moment (UTC milliseconds) the message says nothing to anybody and is dropped instead of sent. */
  readonly expiresAt?: number;
}

/** Reads a message back from its row. */
export const messageSchema = z.object({
  subject: z.string(),
  slot: z.string(),
  mode: z.enum(['new', 'upsert']),
  view: z.string(),
  params: z.json(),
  priority: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]),
  twiceBetterThanNever: z.boolean().exactOptional(),
  silent: z.boolean().exactOptional(),
  pin: z.boolean().exactOptional(),
  replyTo: z
    .union([z.object({ messageId: z.number() }), z.object({ subject: z.string(), slot: z.string() })])
    .exactOptional(),
  leaves: z.object({ view: z.string(), params: z.json() }).exactOptional(),
  file: z
    .object({ name: z.string(), path: z.string(), removeWhenSettled: z.boolean().exactOptional() })
    .exactOptional(),
  minIntervalMs: z.number().exactOptional(),
  expiresAt: z.number().exactOptional(),
});
