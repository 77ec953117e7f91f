import { stringify } from 'yaml';
import {
  type Block,
  cleanLine,
  cleanText,
  type Document,
  escapeMarkdown,
  formatBytes,
  formatDuration,
  renderMarkdown,
} from '../document/index.ts';
import { affectedNames, type Incident } from './incident.ts';
import { DEFAULT_TARGETS, type MetricTargets } from './metrics.ts';
import type { Attachment, Evidence } from './records.ts';
import { DEFAULT_MATRIX, type SeverityMatrix } from './severity.ts';
import type { TimelineEntry } from './timeline.ts';
import { earlierTexts, type NameOf, timelineLines } from './timeline-words.ts';
import { utcDay, utcMinute } from './times.ts';

export interface ReportInput {
  readonly incident: Incident;
  readonly timeline: readonly TimelineEntry[];
  readonly evidence: readonly Evidence[];
  readonly attachments: readonly Attachment[];
  /** From `people` in vakhta.yaml, else the Telegram name with no role. */
  readonly reporter: { readonly name: string; readonly role: string | null };
  readonly nameOf: NameOf;
  readonly matrix?: SeverityMatrix;
  readonly targets?: MetricTargets;
  /** Hides secrets that people wrote, before their characters are escaped for Markdown and no longer recognised. */
  readonly mask?: (text: string) => string;
  /** A better picture of one piece of evidence than its data as YAML; `null` where there is none. */
  readonly describeEvidence?: (evidence: Evidence) => readonly Block[] | null;
}

/** `incident-N-YYYY-MM-DD.md`, the day (UTC) of its detection. */
export function reportFileName(incident: Incident): string {
  return `incident-${incident.number}-${utcDay(incident.times.detectedAt)}.md`;
}

/**
 * The report as a Markdown file. It starts with the sections, labels and order of the on-call document's "Incident
 * Report Template"; our own sections come after. All times are UTC. Nothing that people or logs wrote can break it.
 */
export function reportMarkdown(input: ReportInput): string {
  const template = templateOf(input).map((part) => {
    const label = `**${part.label}:**`;
    if ('items' in part)
      return [label, ...part.items.map((item) => `- ${indented(escapeMarkdown(item.trim()))}`)].join('\n');
    return `${label} ${escapeMarkdown(part.text.trim())}`.trimEnd();
  });
  const own = renderMarkdown({ blocks: ownBlocks(input) }, { locale: 'en', timeZone: 'UTC' });
  return `${['## Incident Report', ...template].join('\n\n')}\n\n${own}`;
}

/** The same as a readable message. */
export function reportDocument(input: ReportInput): Document {
  const template = templateOf(input).flatMap((part): Block[] => {
    const label = { kind: 'bold', text: `${part.label}:` } as const;
    if (!('items' in part)) return [{ kind: 'paragraph', text: [label, ` ${part.text}`] }];
    return [
      { kind: 'paragraph', text: label },
      { kind: 'list', items: part.items },
    ];
  });
  return { blocks: [{ kind: 'heading', text: 'Incident Report', level: 2 }, ...template, ...ownBlocks(input)] };
}

type TemplatePart = { readonly label: string } & ({ readonly text: string } | { readonly items: readonly string[] });

/** The on-call document's template, label by label. What is not written yet says what belongs there, in the template's words. */
function templateOf(input: ReportInput): TemplatePart[] {
  const { mask = (text: string) => text } = input;
  return unmaskedTemplateOf(input).map((part) =>
    'items' in part ? { ...part, items: part.items.map(mask) } : { ...part, text: mask(part.text) },
  );
}

function unmaskedTemplateOf({ incident, timeline, reporter, nameOf }: ReportInput): TemplatePart[] {
  const impact = [
    `Users affected: ${incident.usersImpacted ? 'yes' : 'no'}`,
    `Services affected: ${affectedNames(incident).map(cleanLine).join(', ')}`,
    `Business impact: ${incident.businessImpact}`,
  ];
  return [
    { label: 'Timestamp', text: utcMinute(incident.times.detectedAt) },
    { label: 'Reporter', text: [reporter.name, ...(reporter.role ? [reporter.role] : [])].map(cleanLine).join(', ') },
    { label: 'Severity', text: incident.severity },
    { label: 'Summary', text: cleanLine(incident.summary) },
    { label: 'Impact', items: impact },
    { label: 'Timeline', items: timelineLines(incident, timeline, (person) => cleanLine(nameOf(person))) },
    { label: 'Root Cause', text: incident.rootCause ?? '(determine post-mortem)' },
    { label: 'Resolution', text: incident.resolution ?? '(describe fix)' },
    { label: 'Prevention', text: incident.prevention ?? '(how to prevent recurrence)' },
  ];
}

/** Lines of one list item after the first stay inside it. */
function indented(text: string): string {
  return text.replace(/\n/g, '\n  ');
}

function ownBlocks(input: ReportInput): Block[] {
  const { mask = (text: string) => text } = input;
  const edited = earlierTexts(input.timeline, input.nameOf).map(mask);
  return [
    ...measures(input),
    ...section(
      'Evidence',
      input.evidence.flatMap((evidence) => evidenceBlocks(evidence, input)),
    ),
    ...section('Attachments', attachmentBlocks(input)),
    ...section('Earlier versions of edited notes', edited.length === 0 ? [] : [{ kind: 'list', items: edited }]),
  ];
}

function section(title: string, blocks: readonly Block[]): Block[] {
  return blocks.length === 0 ? [] : [{ kind: 'heading', text: title, level: 3 }, ...blocks];
}

/** How long each step took from detection, against the response time of the severity and the team's targets. */
function measures({ incident, matrix = DEFAULT_MATRIX, targets = DEFAULT_TARGETS }: ReportInput): Block[] {
  const { times } = incident;
  const row = (name: string, at: number | null, target: number | null): string[] => {
    const took = at === null ? null : at - times.detectedAt;
    const met = took === null || target === null ? '—' : took < target ? '✓' : '✗';
    return [
      name,
      took === null ? '—' : formatDuration(took, 'en'),
      target === null ? '—' : `< ${formatDuration(target, 'en')}`,
      met,
    ];
  };
  return section('Measures', [
    {
      kind: 'table',
      header: ['From detection', 'Measured', 'Target', 'Met'],
      rows: [
        row('Acknowledged', times.acknowledgedAt, matrix[incident.severity].responseMs),
        row('Triaged', times.triagedAt, targets.timeToTriage),
        row('Mitigated', times.mitigatedAt, null),
        row('Restored', times.restoredAt, targets.rto),
        row('Resolved', times.resolvedAt, null),
      ],
    },
  ]);
}

function evidenceBlocks(evidence: Evidence, { describeEvidence }: ReportInput): Block[] {
  const blocks = describeEvidence?.(evidence) ?? [{ kind: 'code', language: 'yaml', text: readable(evidence.data) }];
  if (blocks.length === 0) return [];
  return [{ kind: 'details', summary: `${titleOf(evidence.source)}, ${utcMinute(evidence.at)}`, blocks }];
}

/** Evidence is kept whole in the database; in the report a page or two of each piece is enough to judge it. */
const EVIDENCE_LINES = 200;
const EVIDENCE_CHARACTERS = 16_000;

function readable(data: unknown): string {
  const lines = cleanText(stringify(data, { lineWidth: 0 }))
    .trimEnd()
    .split('\n');
  const kept: string[] = [];
  let room = EVIDENCE_CHARACTERS;
  for (const line of lines.slice(0, EVIDENCE_LINES)) {
    if (room <= 0) break;
    kept.push(line.length > room ? `${line.slice(0, room)}…` : line);
    room -= line.length;
  }
  const left = lines.length - kept.length;
  return left === 0 ? kept.join('\n') : [...kept, `… ${left} more lines are kept with the incident`].join('\n');
}

function attachmentBlocks({ attachments, nameOf, mask = (text) => text }: ReportInput): Block[] {
  if (attachments.length === 0) return [];
  const items = attachments.map((file) => {
    const facts = [file.mime, formatBytes(file.sizeBytes, 'en'), utcMinute(file.at), `from ${nameOf(file.by)}`];
    const kept = file.path === null ? '' : `, kept as ${file.path}`;
    const caption = file.caption === '' ? '' : `: ${cleanLine(file.caption)}`;
    return mask(cleanLine(`${file.fileName} (${facts.join(', ')}${kept})${caption}`));
  });
  return [{ kind: 'list', items }];
}

/** "Public names" from `public-names`. */
function titleOf(source: string): string {
  const words = source.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
