import {
  type Block,
  formatBytes,
  formatDateTime,
  formatDuration,
  formatNumber,
  formatPercent,
  type Inline,
} from '../../document/index.ts';
import { serviceNameOf } from '../../incidents/index.ts';
import type { Change } from '../../recorder/index.ts';
import type {
  ChangesEvidence,
  ChecksEvidence,
  ContainerProblem,
  ContainersEvidence,
  Evidence,
  EvidenceBySource,
  EvidenceRow,
  HostEvidence,
  LogsEvidence,
  ProjectEvidence,
  PublicNamesEvidence,
  ServiceLogEvidence,
  UnwellContainer,
} from '../../triage/index.ts';
import { EVIDENCE_SOURCES } from '../../triage/index.ts';
import { bold, code, type Reader, timeOf } from './view.ts';
import { shortened } from './words.ts';

const SHOWN_UNWELL = 6;
const SHOWN_CHANGES = 6;
const PROBE_OUTPUT = 120;
const LOG_LINE = 300;

/** The evidence of a draft as it stands, a block or two per source; what has not answered says so in its line. */
export function evidenceBlocks(evidence: EvidenceBySource, reader: Reader): Block[] {
  return EVIDENCE_SOURCES.flatMap((source) => rowBlocks(evidence[source], reader));
}

function rowBlocks(row: EvidenceRow, reader: Reader): Block[] {
  const name = reader.t(`bot-source-${row.source}`);
  if (row.state === 'failed') {
    return [
      {
        kind: 'paragraph',
        text: `⚠️ ${name}: ${reader.t('bot-source-failed', { reason: shortened(row.reason ?? '', 160) })}`,
      },
    ];
  }
  const waiting: Block[] =
    row.state === 'slow' || row.state === 'pending'
      ? [
          {
            kind: 'paragraph',
            text: `⏳ ${name}: ${reader.t(row.state === 'slow' ? 'bot-source-slow' : 'bot-source-pending')}`,
          },
        ]
      : [];
  return row.data === null ? waiting : [...waiting, ...dataBlocks(row.data, reader)];
}

/** One source's data in words; also what the incident kept. */
export function dataBlocks(data: Evidence, reader: Reader): Block[] {
  switch (data.source) {
    case 'host':
      return [hostLine(data, reader)];
    case 'public-names':
      return publicNames(data, reader);
    case 'containers':
      return containers(data, reader);
    case 'checks':
      return checks(data, reader);
    case 'logs':
      return logs(data, reader);
    case 'changes':
      return changes(data, reader);
  }
}

export function hostLine(host: HostEvidence, reader: Reader): Block {
  const { t, locale } = reader;
  const parts: string[] = [];
  if (host.uptimeS !== null) parts.push(t('bot-host-up', { duration: formatDuration(host.uptimeS * 1000, locale) }));
  if (host.load !== null) {
    parts.push(t('bot-host-load', { load: formatNumber(host.load[0], locale, 2), cores: host.cores ?? 1 }));
  }
  if (host.memory !== null)
    parts.push(t('bot-host-memory', { percent: formatPercent(host.memory.usedPercent, locale) }));
  for (const disk of host.disks ?? []) {
    const warning = disk.full ? '⚠️ ' : '';
    parts.push(
      `${warning}${t('bot-host-disk', { mount: disk.mount, percent: formatPercent(disk.usedPercent, locale) })}`,
    );
  }
  if (host.unavailable !== null) parts.push(t(host.unavailable));
  return { kind: 'paragraph', text: `🖥 ${parts.join(' · ')}` };
}

function publicNames({ names }: PublicNamesEvidence, reader: Reader): Block[] {
  if (names.length === 0) return [];
  const items = names.map((name): Inline[] => {
    const failed = name.checks.filter((check) => !check.ok);
    if (failed.length === 0) {
      const slowest = Math.max(0, ...name.checks.map((check) => check.latencyMs ?? 0));
      return [`✅ ${name.name} · ${slowest} ms`];
    }
    const why = failed.map(
      (check) => `${check.kind}: ${check.reason ? reader.t(check.reason.key, check.reason.params) : '✗'}`,
    );
    return [`❌ ${name.name} · ${why.join('; ')}`];
  });
  return [{ kind: 'list', items }];
}

function containers(data: ContainersEvidence, reader: Reader): Block[] {
  const { t } = reader;
  const blocks: Block[] = [];
  if (!data.engine.reachable) {
    blocks.push({ kind: 'paragraph', text: ['🔌 ', t('bot-engine-silent'), ' ', timeOf(data.engine.sinceAt)] });
    if (data.pictureAt !== null) {
      blocks.push({
        kind: 'paragraph',
        text: t('bot-engine-picture', { age: formatDuration(Math.max(0, reader.now - data.pictureAt), reader.locale) }),
      });
    }
  }
  if (data.projects.length === 0 && data.engine.reachable)
    blocks.push({ kind: 'paragraph', text: t('bot-containers-none') });
  return [...blocks, ...data.projects.flatMap((project) => projectTroubles(project, reader))];
}

/** "shop · 2 of 5 well", and what is not well, line by line. */
export function projectTroubles(project: ProjectEvidence, reader: Reader): Block[] {
  const { t } = reader;
  const name = project.project ?? t('bot-project-none');
  const mark = project.unwell.length === 0 ? '✅' : '❌';
  const counts = t('bot-project-well', { well: project.well, total: project.total });
  const items = project.unwell.slice(0, SHOWN_UNWELL).map((container) => unwellLine(container, reader));
  if (project.unwell.length > SHOWN_UNWELL)
    items.push([t('bot-more', { count: project.unwell.length - SHOWN_UNWELL })]);
  return [
    { kind: 'paragraph', text: [`${mark} `, bold(name), ` · ${counts}`] },
    ...(items.length > 0 ? [{ kind: 'list', items } as const] : []),
  ];
}

function unwellLine(container: UnwellContainer, reader: Reader): Inline[] {
  const label = container.number > 1 ? `${container.service} (${container.number})` : container.service;
  return [bold(label), `: ${container.problems.map((problem) => problemWords(problem, reader)).join('; ')}`];
}

/** What is wrong with a container, in words. */
export function problemWords(problem: ContainerProblem, reader: Reader): string {
  const { t, locale } = reader;
  switch (problem.kind) {
    case 'restarting':
      return t('bot-problem-restarting', { count: problem.restartCount, exitCode: problem.exitCode ?? '?' });
    case 'oom-killed':
      return t('bot-problem-oom', { times: problem.times });
    case 'exited':
      return t('bot-problem-exited', { exitCode: problem.exitCode ?? '?' });
    case 'dead':
    case 'never-started':
    case 'paused':
      return t(`bot-problem-${problem.kind}`);
    case 'unhealthy':
      return t('bot-problem-unhealthy', {
        streak: problem.failingStreak,
        output: shortened(problem.output, PROBE_OUTPUT) || '–',
      });
    case 'memory':
      return t('bot-problem-memory', {
        percent: formatPercent(problem.percent, locale),
        used: formatBytes(problem.usedBytes, locale),
        limit: formatBytes(problem.limitBytes, locale),
      });
  }
}

/** Health checks of containers are told with the containers; here are the others. */
function checks(data: ChecksEvidence, reader: Reader): Block[] {
  const results = data.results.filter((result) => result.kind !== 'docker-health');
  const failed = results.filter((result) => !result.ok);
  if (results.length === 0) return [];
  if (failed.length === 0)
    return [{ kind: 'paragraph', text: `✅ ${reader.t('bot-checks-well', { count: results.length })}` }];
  return [
    {
      kind: 'paragraph',
      text: `❌ ${reader.t('bot-checks-failed', { failed: failed.length, count: results.length })}`,
    },
    {
      kind: 'list',
      items: failed
        .slice(0, SHOWN_UNWELL)
        .map((result): Inline[] => [
          bold(result.name),
          result.reason ? `: ${reader.t(result.reason.key, result.reason.params)}` : '',
        ]),
    },
  ];
}

/** All logs under one fold: on a phone each fold costs a line. */
function logs(data: LogsEvidence, reader: Reader): Block[] {
  const telling = data.services.filter((service) => service.errors.length > 0 || service.failure !== null);
  if (telling.length === 0) return [];
  const count = telling.reduce((sum, service) => sum + service.errors.length + service.more, 0);
  const blocks = telling.flatMap((service): Block[] => [
    { kind: 'paragraph', text: bold(service.service) },
    { kind: 'code', text: errorLines(service, reader).join('\n') },
  ]);
  return [{ kind: 'details', summary: `📜 ${reader.t('bot-logs-errors', { count })}`, blocks }];
}

function errorLines(service: ServiceLogEvidence, reader: Reader): string[] {
  const lines = service.errors.map((line) =>
    shortened(line.count > 1 ? `${line.count}× ${line.text}` : line.text, LOG_LINE),
  );
  if (service.failure !== null) lines.push(reader.t('bot-source-failed', { reason: shortened(service.failure, 160) }));
  if (service.more > 0) lines.push(reader.t('bot-more', { count: service.more }));
  return lines;
}

function changes(data: ChangesEvidence, reader: Reader): Block[] {
  if (data.changes.length === 0) return [{ kind: 'paragraph', text: `🕓 ${reader.t('bot-changes-none')}` }];
  const items = data.changes.slice(0, SHOWN_CHANGES).map((change) => changeLine(change, reader));
  if (data.changes.length > SHOWN_CHANGES)
    items.push([reader.t('bot-more', { count: data.changes.length - SHOWN_CHANGES })]);
  return [
    {
      kind: 'details',
      summary: `🕓 ${reader.t('bot-changes', { count: data.changes.length })}`,
      blocks: [{ kind: 'list', items }],
    },
  ];
}

function changeLine(change: Change, reader: Reader): Inline[] {
  const what = reader.t(`bot-change-${change.kind}`, { service: change.key === null ? '' : serviceNameOf(change.key) });
  const when = formatDateTime(change.at, reader.timeZone, reader.locale);
  const { from, to, envAdded, envRemoved } = change.detail;
  const parts: Inline[] = [`${when} ${what}`];
  if (from !== undefined && to !== undefined)
    parts.push(' ', code(shortened(from, 19)), ' → ', code(shortened(to, 19)));
  const names = [...(envAdded ?? []).map((name) => `+${name}`), ...(envRemoved ?? []).map((name) => `−${name}`)];
  if (names.length > 0) parts.push(` ${shortened(names.join(' '), 80)}`);
  return parts;
}
