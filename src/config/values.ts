import { z } from 'zod';

export const minutes = (value: number) => value * 60_000;
export const hours = (value: number) => minutes(value * 60);

const DURATION = /^(\d+(?:\.\d+)?)\s*(ms|s|m|min|h|d)$/;
const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A duration as people write it, "15 min", "4h", "30 s"; milliseconds inside. */
export const duration = z.string().transform((text, context) => {
  const match = DURATION.exec(text.trim());
  const unit = UNIT_MS[match?.[2] ?? ''];
  if (!match || unit === undefined) {
    context.addIssue({ code: 'custom', message: 'expected a duration such as "30s", "15min", "4h" or "1d"' });
    return z.NEVER;
  }
  return Number(match[1]) * unit;
});

export const id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'expected lower-case letters, digits and dashes, at most 40');
export const host = z.string().min(1).max(253);
export const port = z.int().min(1).max(65_535);
