import type { Block, Inline, Text } from '../../document/index.ts';
import { formatBytes, formatDuration, formatNumber } from '../../document/index.ts';
import type { RecordedEvent } from '../../recorder/index.ts';
import type { ContainerFacts, Listed } from '../container-facts.ts';
import type { Row } from './status-picture.ts';
import { code, type Reader, timeOf } from './view.ts';

const SHOWN_EVENTS = 12;
const DAY_MS = 86_400_000;

/** What the last probes of the health check said, the newest first. */
export function probeBlocks({ container }: Row, facts: ContainerFacts, reader: Reader): Block[] {
  const { t, locale } = reader;
  const check = container.healthcheck;
  if (check === null) return [];
  const failed = facts.probes.filter(({ exitCode }) => exitCode !== 0).length;
  const how = t('bot-status-probe-how', {
    interval: formatDuration(check.intervalMs, locale),
    timeout: formatDuration(check.timeoutMs, locale),
    retries: check.retries,
  });
  const items = [...facts.probes]
    .reverse()
    .map((probe): Inline[] => [
      `${probe.exitCode === 0 ? '✅' : '❌'} `,
      exactly(probe.at, reader),
      ` · ${t('bot-status-exit', { code: probe.exitCode })}`,
      ...(probe.output === '' ? [] : [': ', code(probe.output)]),
    ]);
  const test: Inline[] = facts.healthTest === null ? [how] : [code(facts.healthTest), ` · ${how}`];
  return [
    {
      kind: 'details',
      summary: `🩺 ${t('bot-status-probes', { count: facts.probes.length, failed })}`,
      blocks: [{ kind: 'paragraph', text: test }, ...(items.length > 0 ? [{ kind: 'list', items } as const] : [])],
    },
  ];
}

/** What the Engine told of it, newest first. */
export function eventBlocks(events: readonly RecordedEvent[], reader: Reader): Block[] {
  const [last] = events;
  if (last === undefined) return [];
  const items = events
    .slice(0, SHOWN_EVENTS)
    .map((event): Inline[] => [exactly(event.at, reader), ` ${eventWords(event, reader)}`]);
  const summary: Inline[] = [
    `🕓 ${reader.t('bot-status-events')}: ${eventWords(last, reader)} `,
    momentOf(last.at, reader),
  ];
  return [{ kind: 'details', summary, blocks: [{ kind: 'list', items }] }];
}

function eventWords({ action, exitCode, signal, health }: RecordedEvent, { t }: Reader): string {
  switch (action) {
    case 'die':
      return t('bot-event-die', { code: exitCode ?? '?' });
    case 'kill':
      return t('bot-event-kill', { signal: signal ?? '?' });
    case 'health_status':
      return t(`bot-status-health-${health ?? 'starting'}`);
    default:
      return t(`bot-event-${action}`);
  }
}

/** What it was made with, in three folds: image and limits, ways in and out, names of its environment. */
export function factBlocks({ container }: Row, facts: ContainerFacts, reader: Reader): Block[] {
  const { t } = reader;
  const image: Text[][] = [
    [t('bot-status-fact-name'), code(container.name)],
    [t('bot-status-fact-id'), code(container.id.slice(0, 12))],
    [t('bot-status-fact-image'), code(facts.image)],
    [t('bot-status-fact-digest'), code(facts.digest?.split('@').at(-1) ?? facts.imageId)],
    ...(facts.command === null ? [] : [[t('bot-status-fact-command'), code(facts.command || '—')]]),
    [t('bot-status-fact-policy'), policyWords(facts)],
    ...(facts.limits === null ? [] : [[t('bot-status-fact-limits'), limitWords(facts.limits, reader)]]),
    ...(facts.logDriver === null
      ? []
      : [[t('bot-status-fact-logs'), `${facts.logDriver}${facts.tty ? ' · TTY' : ''}`]]),
    [t('bot-status-fact-created'), { kind: 'time', at: container.createdAt, show: 'datetime' }],
  ];
  const ways: Text[][] = [
    [t('bot-status-fact-ports'), listWords(facts.ports, reader)],
    [t('bot-status-fact-networks'), listWords(facts.networks, reader)],
    [t('bot-status-fact-mounts'), listWords(facts.mounts, reader)],
  ];
  const names = facts.envNames.shown.length + facts.envNames.more;
  return [
    { kind: 'details', summary: `📦 ${t('bot-status-fold-image')}`, blocks: [{ kind: 'table', rows: image }] },
    { kind: 'details', summary: `🔌 ${t('bot-status-fold-ways')}`, blocks: [{ kind: 'table', rows: ways }] },
    ...(names === 0
      ? []
      : [
          {
            kind: 'details',
            summary: `🔑 ${t('bot-status-fold-environment', { count: names })}`,
            blocks: [{ kind: 'paragraph', text: listWords(facts.envNames, reader) }],
          } as const,
        ]),
  ];
}

function policyWords({ restartPolicy, restartMaxRetries }: ContainerFacts): string {
  return restartMaxRetries === null ? restartPolicy : `${restartPolicy}:${restartMaxRetries}`;
}

function limitWords(limits: NonNullable<ContainerFacts['limits']>, reader: Reader): string {
  const { t, locale } = reader;
  const { memoryBytes, memorySwapBytes, cpus, pids } = limits;
  const parts: string[] = [];
  if (memoryBytes !== null) parts.push(t('bot-status-limit-memory', { limit: formatBytes(memoryBytes, locale) }));
  if (memoryBytes !== null && memorySwapBytes !== null && memorySwapBytes > memoryBytes)
    parts.push(t('bot-status-limit-swap', { limit: formatBytes(memorySwapBytes - memoryBytes, locale) }));
  if (cpus !== null) parts.push(t('bot-status-limit-cpus', { cpus: formatNumber(cpus, locale, 2) }));
  if (pids !== null) parts.push(t('bot-status-limit-pids', { pids }));
  return parts.length === 0 ? t('bot-status-limit-none') : parts.join(', ');
}

function listWords({ shown, more }: Listed, reader: Reader): Inline[] {
  if (shown.length === 0) return ['—'];
  const words = shown.flatMap((item, index): Inline[] => (index === 0 ? [code(item)] : [', ', code(item)]));
  return more > 0 ? [...words, ` ${reader.t('bot-more', { count: more })}`] : words;
}

/** Of today only the time, of older days the date as well. */
export function momentOf(at: number, reader: Reader): Inline {
  return reader.now - at < DAY_MS ? timeOf(at) : { kind: 'time', at, show: 'datetime' };
}

/** With seconds: in a list of what follows each other within a minute, minutes alone would all be the same. */
function exactly(at: number, reader: Reader): Inline {
  return { kind: 'time', at, show: reader.now - at < DAY_MS ? 'seconds' : 'datetime' };
}
