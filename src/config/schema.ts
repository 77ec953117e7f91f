import { z } from 'zod';

const minutes = (value: number) => value * 60_000;
const hours = (value: number) => minutes(value * 60);

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
const duration = z.string().transform((text, context) => {
  const match = DURATION.exec(text.trim());
  const unit = UNIT_MS[match?.[2] ?? ''];
  if (!match || unit === undefined) {
    context.addIssue({ code: 'custom', message: 'expected a duration such as "30s", "15min", "4h" or "1d"' });
    return z.NEVER;
  }
  return Number(match[1]) * unit;
});

const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'expected lower-case letters, digits and dashes, at most 40');
const host = z.string().min(1).max(253);
const port = z.int().min(1).max(65_535);
const base = {
  id,
  name: z.string().min(1).max(60).optional(),
  /** The compose service that this check speaks for. */
  service: z.string().min(1).optional(),
  timeout: duration.optional(),
};

const httpCheck = z.strictObject({
  ...base,
  kind: z.literal('http'),
  url: z.url({ protocol: /^https?$/, error: 'expected an address that begins with http:// or https://' }),
  method: z.enum(['GET', 'HEAD', 'POST']).default('GET'),
  status: z.union([z.int(), z.array(z.int()).min(1)], 'expected a status such as 200, or a list of them').default(200),
  bodyIncludes: z.string().min(1).optional(),
  json: z
    .strictObject({ path: z.string().min(1), equals: z.union([z.string(), z.number(), z.boolean(), z.null()]) })
    .optional(),
  header: z.strictObject({ name: z.string().min(1), value: z.string() }).optional(),
  tlsDays: z.int().min(0).optional(),
});
const tcpCheck = z.strictObject({ ...base, kind: z.literal('tcp'), host, port });
const tlsCheck = z.strictObject({
  ...base,
  kind: z.literal('tls'),
  host,
  port: port.default(443),
  days: z.int().min(0).default(14),
});
const dnsCheck = z.strictObject({
  ...base,
  kind: z.literal('dns'),
  host,
  type: z.enum(['A', 'AAAA', 'CNAME', 'MX', 'TXT', 'NS']).default('A'),
  expect: z.string().optional(),
});
const telegramCheck = z.strictObject({
  ...base,
  kind: z.literal('telegram'),
  /** The environment variable that holds the product bot's token; never the token itself. */
  tokenFrom: z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'expected the name of an environment variable'),
  maxPending: z.int().min(0).default(100),
});
const diskCheck = z.strictObject({
  ...base,
  kind: z.literal('disk'),
  path: z.string().min(1),
  percent: z.number().min(1).max(100).default(90),
});

const check = z.discriminatedUnion('kind', [httpCheck, tcpCheck, tlsCheck, dnsCheck, telegramCheck, diskCheck]);
export type CheckConfig = z.infer<typeof check>;

const person = z.strictObject({
  id: z.int().positive(),
  name: z.string().min(1).max(80),
  role: z.string().min(1).max(80).optional(),
});
export type PersonConfig = z.infer<typeof person>;

const severities = z.strictObject({
  P0: duration.default(minutes(15)),
  P1: duration.default(hours(1)),
  P2: duration.default(hours(4)),
  P3: duration.default(hours(24)),
});

/** Defaults are the figures of the first users' own on-call document. */
export const settingsSchema = z.strictObject({
  /** Only these compose projects are looked at; empty: all that the Engine has. */
  projects: z.array(z.string().min(1)).default([]),
  publicNames: z.array(host).default([]),
  checks: z
    .array(check)
    .default([])
    .refine((all) => new Set(all.map((one) => one.id)).size === all.length, 'every check needs an id of its own'),
  thresholds: z
    .strictObject({
      memoryPercent: z.number().min(1).max(100).default(90),
      diskPercent: z.number().min(1).max(100).default(90),
    })
    .prefault({}),
  severities: severities.prefault({}),
  targets: z
    .strictObject({
      rto: duration.default(hours(4)),
      rpo: duration.default(hours(24)),
      timeToTriage: duration.default(minutes(15)),
      mtbf: duration.default(hours(24 * 30)),
      passRatePercent: z.number().min(0).max(100).default(95),
    })
    .prefault({}),
  people: z.array(person).default([]),
  /** How to reach the host when the Engine is silent: shown as commands to copy. */
  host: z.strictObject({ ssh: z.string().min(1).max(200).optional() }).prefault({}),
  /** The language of the team's chat. */
  locale: z.enum(['en', 'ru']).optional(),
});
export type Settings = z.infer<typeof settingsSchema>;
