import { z } from 'zod';
import { duration, host, id, port } from './values.ts';

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

export const checkSchema = z.discriminatedUnion('kind', [
  httpCheck,
  tcpCheck,
  tlsCheck,
  dnsCheck,
  telegramCheck,
  diskCheck,
]);
export type CheckConfig = z.infer<typeof checkSchema>;
