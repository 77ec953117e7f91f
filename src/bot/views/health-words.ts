import type { Target } from '../../checks/index.ts';
import type { Item } from '../../health/index.ts';
import type { Reader } from './view.ts';
import { shortened } from './words.ts';

/** What a check asks, in words, without what could be a secret: user names, passwords and queries of addresses. */
export function askedWords(
  item: Pick<Item, 'kind' | 'part' | 'service'>,
  target: Target | null,
  reader: Reader,
): string {
  const asked = target === null ? reader.t(askedKey(item)) : probeWords(target.probe, target, reader);
  const limit =
    target === null ? [] : [reader.t('bot-health-ask-timeout', { seconds: Math.round(target.timeoutMs / 100) / 10 })];
  const service =
    target?.definition.service === undefined
      ? []
      : [reader.t('bot-health-ask-for', { service: target.definition.service })];
  return [asked, ...limit, ...service].join('; ');
}

function askedKey({ kind, part }: Pick<Item, 'kind' | 'part'>): string {
  return part === 'vakhta' ? `bot-health-ask-self-${kind}` : 'bot-health-ask-docker';
}

function probeWords(probe: Target['probe'], { definition }: Target, reader: Reader): string {
  const { t } = reader;
  switch (probe.kind) {
    case 'http':
      return httpWords(probe, reader);
    case 'public-http':
      return t('bot-health-ask-http', { method: 'GET', url: plainUrl(probe.url) });
    case 'tcp':
    case 'public-tcp':
      return t('bot-health-ask-tcp', { at: `${probe.host}:${probe.port}` });
    case 'ping':
      return t('bot-health-ask-ping', { host: probe.host });
    case 'tls':
    case 'public-tls':
      return t('bot-health-ask-tls', {
        at: `${probe.host}:${probe.port}`,
        ...daysOf('days' in probe ? probe.days : 7),
      });
    case 'dns': {
      const asked = t('bot-health-ask-dns', { host: probe.host, type: probe.type });
      const expected =
        probe.expect === undefined ? [] : [t('bot-health-ask-expect', { text: shortened(probe.expect, 60) })];
      const server = probe.server === undefined ? [] : [t('bot-health-ask-server', { server: probe.server })];
      return [asked, ...expected, ...server].join('; ');
    }
    case 'public-dns':
      return t('bot-health-ask-dns', { host: probe.host, type: 'A' });
    case 'telegram':
      return t('bot-health-ask-telegram', { max: probe.maxPending });
    case 'disk':
      return t('bot-health-ask-disk', { path: probe.path, percent: probe.percent });
    case 'command':
      return t('bot-health-ask-command', { name: definition.name });
  }
}

function httpWords(probe: Extract<Target['probe'], { kind: 'http' }>, { t }: Reader): string {
  const status = typeof probe.status === 'number' ? String(probe.status) : probe.status.join(', ');
  return [
    t('bot-health-ask-http', { method: probe.method, url: plainUrl(probe.url) }),
    t('bot-health-ask-status', { status }),
    ...(probe.bodyIncludes === undefined
      ? []
      : [t('bot-health-ask-body', { text: shortened(probe.bodyIncludes, 60) })]),
    ...(probe.json === undefined
      ? []
      : [t('bot-health-ask-json', { path: probe.json.path, value: shortened(String(probe.json.equals), 60) })]),
    ...(probe.header === undefined ? [] : [t('bot-health-ask-header', { name: probe.header.name })]),
  ].join('; ');
}

/** An address without what may be a secret in it. */
function plainUrl(address: string): string {
  if (!URL.canParse(address)) return '—';
  const { protocol, host, pathname, search } = new URL(address);
  return shortened(`${protocol}//${host}${pathname}${search === '' ? '' : '?…'}`, 120);
}

function daysOf(days: number | { failed: number; warning: number }): { failed: number; warning: number } {
  return typeof days === 'number' ? { failed: days, warning: Math.max(days, 14) } : days;
}
