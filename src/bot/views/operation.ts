import { z } from 'zod';
import { type Block, type Button, type Document, formatDuration } from '../../document/index.ts';
import type { Operation, Outcome } from '../../operations/index.ts';
import { tap } from '../taps/data.ts';
import { actionButtons, keepLines, leadsToRecreate, verbOf } from './action-outcome.ts';
import { backupButtons, backupDetails, isOfBackups, restoreNext } from './backup-outcome.ts';
import { progressBar, restoreSteps } from './backup-progress.ts';
import { commandButtons, commandCard, finalOutput, liveOutput } from './command-output.ts';
import { composeLines, isOfProject, projectButtons } from './project-outcome.ts';
import type { Rooms } from './rooms.ts';
import { bold, code, defineView, type Reader } from './view.ts';
import { shortened } from './words.ts';

/** The last ones tell why; more would push the buttons off the screen. */
const SHOWN_LINES = 6;

/** Which service to restart, or whose logs to read. */
export const servicePicker = defineView(
  z.object({
    incident: z.number(),
    verb: z.enum(['restart', 'logs']),
    services: z.array(z.object({ hash: z.string(), service: z.string(), unwell: z.boolean() })),
    page: z.number().default(0),
  }),
  (params, reader): Document => {
    const pageSize = 18;
    const pages = Math.max(1, Math.ceil(params.services.length / pageSize));
    const page = Math.min(params.page, pages - 1);
    const buttons = params.services.slice(page * pageSize, (page + 1) * pageSize).map(
      (service): Button => ({
        label: shortened(`${service.unwell ? '❌ ' : ''}${service.service}`, 20),
        action: { kind: 'callback', data: tap('i', params.incident, params.verb, service.hash) },
      }),
    );
    const rows: Button[][] = [];
    for (let start = 0; start < buttons.length; start += 2) rows.push(buttons.slice(start, start + 2));
    if (pages > 1) {
      const turn = (label: string, to: number): Button => ({
        label,
        action: { kind: 'callback', data: tap('i', params.incident, `${params.verb}-page`, to) },
      });
      rows.push([
        turn('◂', (page + pages - 1) % pages),
        turn(`${page + 1}/${pages}`, page),
        turn('▸', (page + 1) % pages),
      ]);
    }
    return {
      blocks: [{ kind: 'paragraph', text: reader.t(`bot-pick-${params.verb}`, { number: params.incident }) }],
      buttons: rows,
    };
  },
);

/** The live picture of an operation, then its outcome, in the message that asked for it. */
export const operation = defineView(z.object({ operation: z.string() }), (params, reader, rooms): Document => {
  const found = rooms.operations.get(params.operation);
  if (!found) return { blocks: [{ kind: 'paragraph', text: reader.t('bot-operation-unknown') }] };
  return drawOperation(found, reader, rooms);
});

/** One short new message when it has ended, since an edit makes no sound. */
export const operationOutcome = defineView(
  z.object({ operation: z.string(), retracted: z.boolean().default(false) }),
  (params, reader, rooms): Document => {
    const found = rooms.operations.get(params.operation);
    if (!found?.outcome) return { blocks: [{ kind: 'paragraph', text: reader.t('bot-operation-unknown') }] };
    const blocks: Block[] = [{ kind: 'paragraph', text: bold(headline(found, found.outcome, reader)) }];
    blocks.push(...shortNotes(found, found.outcome, reader));
    if (found.outcome.ok !== true) blocks.push(...nextStep(found, found.outcome, reader));
    // Whatever can be done with its output stands where the output is.
    if (found.kind === 'command') return { blocks, buttons: commandCard(found, reader, rooms) };
    return { blocks, buttons: outcomeButtons(found, found.outcome, reader, rooms) };
  },
);

/** Why a backup, a drill or a restore failed, and what an imported archive lacks: whoever hears the sound reads it there. */
function shortNotes(found: Operation, outcome: Outcome, { t }: Reader): Block[] {
  if (!isOfBackups(found)) return [];
  const most = found.kind === 'backup-import' ? 5 : outcome.ok === true ? 0 : 2;
  return (outcome.notes ?? [])
    .slice(0, most)
    .map((note): Block => ({ kind: 'paragraph', text: `⚠️ ${t(note.key, note.params)}` }));
}

/** What an operation is about goes by one of these in its parameters: `name` first, where a service's name is not enough. */
const named = z.looseObject({
  name: z.string().nullish(),
  service: z.string().nullish(),
  project: z.string().nullish(),
});

/** What people see of the target of an operation. */
export function targetOf(found: Pick<Operation, 'kind' | 'params'>): string {
  const parsed = named.safeParse(found.params);
  return parsed.success ? (parsed.data.name ?? parsed.data.service ?? parsed.data.project ?? found.kind) : found.kind;
}

function headline(found: Operation, outcome: Outcome, reader: Reader): string {
  const mark = outcome.ok === true ? '✅' : outcome.ok === false ? '❌' : '❔';
  const what = reader.t(`bot-operation-${found.kind}`, { target: targetOf(found) });
  if (outcome.retracted) {
    const after = formatDuration(Math.max(1000, outcome.retracted.at - outcome.retracted.saidOkAt), reader.locale);
    const reason = reader.t(outcome.reason.key, outcome.reason.params);
    return `↩️ ${what}: ${reader.t('bot-operation-retracted', { after, reason })}`;
  }
  const took = formatDuration(Math.max(1000, outcome.tookMs), reader.locale);
  return `${mark} ${what}: ${reader.t(outcome.reason.key, outcome.reason.params)} · ${took}`;
}

function drawOperation(found: Operation, reader: Reader, rooms: Rooms): Document {
  const { t, locale, now } = reader;
  const { outcome } = found;
  if (!outcome) {
    const elapsed = formatDuration(Math.max(0, now - (found.startedAt ?? found.requestedAt)), locale);
    const doing = found.progress ? t(found.progress.key, found.progress.params) : t(`bot-operation-${found.state}`);
    return {
      blocks: [
        { kind: 'heading', level: 3, text: `⏳ ${t(`bot-operation-${found.kind}`, { target: targetOf(found) })}` },
        { kind: 'paragraph', text: `${doing} · ${elapsed}` },
        ...progressBar(found, reader),
        ...restoreSteps(found, reader, rooms),
        ...liveOutput(found),
        ...composeLines(found),
      ],
      buttons: [[{ label: t('bot-button-cancel'), action: { kind: 'callback', data: tap('o', found.id, 'stop') } }]],
    };
  }
  const blocks: Block[] = [{ kind: 'heading', level: 3, text: headline(found, outcome, reader) }];
  if (found.requestedBy !== null) {
    blocks.push({
      kind: 'paragraph',
      text: askedBy(found, found.requestedBy, reader, rooms),
    });
  }
  if (found.state === 'watching') blocks.push({ kind: 'paragraph', text: `👁 ${t('bot-operation-watching')}` });
  if (outcome.watch === 'held') blocks.push({ kind: 'paragraph', text: `👁 ${t('bot-operation-held')}` });
  for (const note of outcome.notes ?? []) blocks.push({ kind: 'paragraph', text: `⚠️ ${t(note.key, note.params)}` });
  blocks.push(...keepLines(found, outcome, reader));
  if (isOfBackups(found)) blocks.push(...backupDetails(found, reader, rooms));
  if (found.kind === 'command') {
    blocks.push(...finalOutput(found, reader));
    return { blocks, buttons: commandButtons(found, reader, rooms) };
  }
  if (outcome.ok !== true) blocks.push(...lastLines(outcome, reader), ...nextStep(found, outcome, reader));
  if (outcome.evidence && outcome.evidence.length > 0) {
    blocks.push({
      kind: 'paragraph',
      text: [`🗂 ${t('bot-operation-evidence')} `, code(evidencePlace(outcome.evidence))],
    });
  }
  return { blocks, buttons: outcomeButtons(found, outcome, reader, rooms) };
}

function askedBy(found: Operation, by: number, { t }: Reader, rooms: Rooms): string {
  const who = rooms.people.person(by).name;
  const second = rooms.operations.confirmations.find(found.key)?.secondedBy ?? null;
  return second === null
    ? t('bot-operation-by', { who })
    : t('bot-operation-by-two', { who, second: rooms.people.person(second).name });
}

/** The path; of several files only the folder that all of them are in: nobody opens one from a phone. */
function evidencePlace(files: NonNullable<Outcome['evidence']>): string {
  const [first] = files;
  if (files.length <= 1) return first?.path ?? '';
  return `${(first?.path ?? '').split('/').slice(0, 2).join('/')}/ (${files.length})`;
}

function lastLines(outcome: Outcome, reader: Reader): Block[] {
  if (!outcome.lastLines || outcome.lastLines.length === 0) return [];
  return [
    {
      kind: 'details',
      summary: `📜 ${reader.t('bot-operation-last-lines')}`,
      open: true,
      blocks: [
        {
          kind: 'code',
          text: outcome.lastLines
            .slice(-SHOWN_LINES)
            .map((line) => shortened(line, 300))
            .join('\n'),
        },
      ],
    },
  ];
}

function nextStep(found: Operation, outcome: Outcome, { t }: Reader): Block[] {
  if (outcome.nextStep === undefined) return [];
  const next = leadsToRecreate(found, outcome) ? t('bot-next-logs-recreate') : t(`bot-next-${outcome.nextStep}`);
  return [{ kind: 'paragraph', text: `➡️ ${next}` }];
}

/** After a failure: the logs and the same question once more; always the way back to the card. */
function outcomeButtons(found: Operation, outcome: Outcome, reader: Reader, rooms: Rooms): Button[][] {
  return [...restoreNext(found, outcome, reader, rooms), ...ownButtons(found, outcome, reader, rooms)];
}

function ownButtons(found: Operation, outcome: Outcome, reader: Reader, rooms: Rooms): Button[][] {
  if (isOfBackups(found)) return backupButtons(found, outcome, reader, rooms);
  if (isOfProject(found)) return projectButtons(found, outcome, reader, rooms);
  if (verbOf(found) !== null) return actionButtons(found, outcome, reader, rooms);
  const { incident } = found;
  if (incident === null || !rooms.incidents.get(incident)) return [];
  const card: Button = {
    label: reader.t('bot-button-card', { number: incident }),
    action: { kind: 'callback', data: tap('i', incident, 'card') },
  };
  if (outcome.ok === true) return [[card]];
  const again: Button[] = [
    { label: reader.t('bot-button-logs'), action: { kind: 'callback', data: tap('i', incident, 'logs') } },
    { label: reader.t('bot-button-restart'), action: { kind: 'callback', data: tap('i', incident, 'restart') } },
  ];
  return [again, [card]];
}
