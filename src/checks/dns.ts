import { Resolver } from 'node:dns/promises';
import type { CheckConfig } from '../config/index.ts';
import { latencySince, type Outcome, ProbeFailure } from './outcome.ts';

type RecordType = Extract<CheckConfig, { kind: 'dns' }>['type'];

export interface DnsTarget {
  readonly host: string;
  /** `address`: an IPv4 or, failing that, an IPv6 address. */
  readonly type: RecordType | 'address';
  readonly expect?: string | undefined;
  readonly server?: string | undefined;
}

/**
 * Asks the DNS itself (not /etc/hosts, which would hide that the world cannot find the name).
 * @param servers for tests; else those of the system
 */
export async function probeDns(target: DnsTarget, signal: AbortSignal, servers?: readonly string[]): Promise<Outcome> {
  const resolver = new Resolver({ tries: 2 });
  const asked = target.server === undefined ? servers : [target.server];
  if (asked !== undefined) resolver.setServers([...asked]);
  const cancel = () => resolver.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  const startedAt = performance.now();
  try {
    const records = await lookUp(resolver, target);
    const latencyMs = latencySince(startedAt);
    if (target.expect === undefined || records.some((record) => sameRecord(record, target.expect ?? ''))) {
      return { ok: true, latencyMs };
    }
    const params = { expected: target.expect, actual: records.slice(0, 3).join(', ') };
    return { ok: false, latencyMs, reason: { key: 'checks-dns-other', params } };
  } catch (error) {
    throw inWords(error, target);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

async function lookUp(resolver: Resolver, target: DnsTarget): Promise<string[]> {
  const { host } = target;
  switch (target.type) {
    case 'address':
      return resolver.resolve4(host).catch((error: unknown) => {
        if (isCode(error, 'ENODATA')) return resolver.resolve6(host);
        throw error;
      });
    case 'A':
      return resolver.resolve4(host);
    case 'AAAA':
      return resolver.resolve6(host);
    case 'CNAME':
      return resolver.resolveCname(host);
    case 'NS':
      return resolver.resolveNs(host);
    case 'MX':
      return (await resolver.resolveMx(host)).map((record) => record.exchange);
    case 'TXT':
      return (await resolver.resolveTxt(host)).map((parts) => parts.join(''));
  }
}

function sameRecord(record: string, expected: string): boolean {
  const plain = (text: string) => text.trim().toLowerCase().replace(/\.$/, '');
  return plain(record) === plain(expected);
}

function inWords(error: unknown, target: DnsTarget): unknown {
  if (isCode(error, 'ENOTFOUND'))
    return new ProbeFailure({ key: 'checks-dns-not-found', params: {} }, { cause: error });
  if (isCode(error, 'ENODATA')) {
    const type = target.type === 'address' ? 'A' : target.type;
    return new ProbeFailure({ key: 'checks-dns-no-record', params: { type } }, { cause: error });
  }
  if (
    ['ESERVFAIL', 'EREFUSED', 'ECONNREFUSED', 'ETIMEOUT', 'EFORMERR', 'EBADRESP'].some((code) => isCode(error, code))
  ) {
    return new ProbeFailure({ key: 'checks-dns-server', params: {} }, { cause: error });
  }
  return error;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
