import { z } from 'zod';
import { duration, host, id, port } from './values.ts';

const base = {
  id,
  name: z.string().min(1).max(60).optional(),
  /** The compose service that this check speaks for. */
  service: z.string().min(1).optional(),
  timeout: duration.optional(),
};

/** A number fails below it and warns as usual above; or each level by itself. */
const certificateDays = z.union(
  [
    z.int().min(0),
    z.strictObject({
      notice: z.int().min(0).default(21),
      warning: z.int().min(0).default(14),
      failed: z.int().min(0).default(7),
    }),
  ],
  'expected a number of days such as 7, or { notice: 21, warning: 14, failed: 7 }',
);

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
  tlsDays: certificateDays.optional(),
});
const tcpCheck = z.strictObject({ ...base, kind: z.literal('tcp'), host, port });
/** ICMP where the system allows it, else a connection. A host that begins with a dash would be an option. */
const pingCheck = z.strictObject({
  ...base,
  kind: z.literal('ping'),
  host: host.regex(/^[^-\s]\S*$/, 'expected a host name or an address'),
  port: port.optional(),
});
const tlsCheck = z.strictObject({
  ...base,
  kind: z.literal('tls'),
  host,
  port: port.default(443),
  days: certificateDays.default({ notice: 21, warning: 14, failed: 7 }),
});
const dnsCheck = z.strictObject({
  ...base,
  kind: z.literal('dns'),
  host,
  type: z.enum(['A', 'AAAA', 'CNAME', 'MX', 'TXT', 'NS']).default('A'),
  expect: z.string().optional(),
  /** The DNS server that is asked, instead of the system's. */
  server: z
    .string()
    .regex(
      /^(\d{1,3}(\.\d{1,3}){3}(:\d{1,5})?|\[[0-9a-fA-F:.]+\](:\d{1,5})?)$/,
      'expected an address such as 1.1.1.1 or 127.0.0.1:5353',
    )
    .optional(),
});
const telegramCheck = z.strictObject({
  ...base,
  kind: z.literal('telegram'),
  /** The environment variable that holds the product bot's token; never the token itself. */
  tokenFrom: z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'expected the name of an environment variable'),
  maxPending: z.int().min(0).default(100),
  /** Where that bot's Bot API is, when it is not where ours is. */
  apiRoot: z
    .url({ protocol: /^https?$/, error: 'expected an address that begins with http:// or https://' })
    .optional(),
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
  pingCheck,
  tlsCheck,
  dnsCheck,
  telegramCheck,
  diskCheck,
]);
export type CheckConfig = z.infer<typeof checkSchema>;
