import type { z } from 'zod';
import type { Document, Inline, Locale } from '../../document/index.ts';
import type { TextParams } from '../../errors.ts';
import type { Rooms } from './rooms.ts';

/** For whom a message is drawn. */
export interface Reader {
  readonly locale: Locale;
  readonly timeZone: string;
  readonly now: number;
  /** The person whose private chat it is; null in a group, where everybody sees the same. */
  readonly viewer: number | null;
  readonly t: (key: string, params?: TextParams) => string;
}

/** Draws the message that a row of the outbox names, from the present state of the rooms. */
export type View = (params: unknown, reader: Reader, rooms: Rooms) => Document;

/** A view whose parameters are parsed first: rows outlive the code that wrote them. */
export function defineView<P>(schema: z.ZodType<P>, draw: (params: P, reader: Reader, rooms: Rooms) => Document): View {
  return (raw, reader, rooms) => draw(schema.parse(raw), reader, rooms);
}

export function bold(text: string): Inline {
  return { kind: 'bold', text };
}

export function code(text: string): Inline {
  return { kind: 'code', text };
}

export function timeOf(at: number): Inline {
  return { kind: 'time', at, show: 'time' };
}
