import { z } from 'zod';
import {
  type Block,
  type Button,
  type Document,
  formatClock,
  formatDuration,
  formatZone,
} from '../../document/index.ts';
import { IMPACTS, type Incident, SEVERITIES } from '../../incidents/index.ts';
import { type Draft, type Effective, type ServiceEvidence, STEPS, type Suggestion } from '../../triage/index.ts';
import { tap } from '../taps/data.ts';
import { serviceHash } from '../taps/reference.ts';
import { withCommands } from './commands.ts';
import { evidenceBlocks } from './evidence.ts';
import type { Rooms } from './rooms.ts';
import { bold, defineView, type Reader, timeOf } from './view.ts';
import { affectedWords, impactLine, impactWord, shortened } from './words.ts';

/** How many services one page of the question "what is affected" shows. */
export const SERVICES_PER_PAGE = 18;
const NOTICED_MINUTES = [5, 15, 30, 60] as const;

/** The services in the order in which the buttons show them: what is unwell first. */
export function orderedServices(services: readonly ServiceEvidence[]): ServiceEvidence[] {
  return [...services.filter((service) => service.unwell), ...services.filter((service) => !service.unwell)];
}

/** The one message of a triage: what was found, what is suggested, the present question. Drawn from rows only. */
export const triageMessage = defineView(
  z.object({ draft: z.string(), page: z.number().default(0) }),
  (params, reader, rooms) => {
    const draft = rooms.triage.draft(params.draft);
    if (!draft) return { blocks: [{ kind: 'paragraph', text: reader.t('triage-unknown') }] };
    if (draft.state !== 'active') return drawEnded(draft, reader, rooms);
    const suggestion = rooms.triage.suggestion(draft.id);
    const effective = rooms.triage.effective(draft.id);
    const evidence = rooms.triage.evidence(draft.id);
    const question =
      draft.step === 'offer' ? offerBlocks(suggestion, effective, reader) : questionBlocks(draft, effective, reader);
    const duplicates = draft.step === 'offer' ? alreadyOpen(effective, rooms) : [];
    return {
      blocks: [
        { kind: 'heading', level: 3, text: `🚨 ${reader.t('bot-triage-started')}` },
        ...question,
        ...duplicates.map((incident) => duplicateLine(incident, reader)),
        ...shownEvidence(draft, evidenceBlocks(evidence, reader), suggestion.provisional, reader),
      ],
      buttons: [
        ...buttonsOf(
          draft,
          { suggestion, effective, services: evidence.containers.data?.services ?? [], page: params.page },
          reader,
          rooms,
        ),
        ...duplicates.map((incident) => [cardButton(incident.number, reader)]),
      ],
    };
  },
);

/** The newest incident that is being worked on and is about the same services: two of them for one trouble split the work. */
function alreadyOpen(effective: Effective, rooms: Rooms): readonly Incident[] {
  const { items } = rooms.incidents.list({ state: 'active', page: 0, pageSize: 50 });
  const isSame = (incident: Incident) =>
    incident.affectedAll || effective.affectedAll || incident.affected.some((key) => effective.affected.includes(key));
  return items.filter(isSame).slice(0, 1);
}

function duplicateLine(incident: Incident, reader: Reader): Block {
  const what = `#${incident.number} ${incident.severity} · ${shortened(incident.summary, 60)}`;
  return { kind: 'paragraph', text: reader.t('bot-triage-duplicate', { incidents: what }) };
}

function cardButton(number: number, reader: Reader): Button {
  return {
    label: reader.t('bot-button-card', { number }),
    action: { kind: 'callback', data: tap('i', number, 'card') },
  };
}

/** All of it beside the offer; folded while a question is asked, so that the question stays on the screen. */
function shownEvidence(draft: Draft, blocks: readonly Block[], isArriving: boolean, reader: Reader): readonly Block[] {
  if (draft.step === 'offer') return blocks;
  const arriving = isArriving ? ` ${reader.t('bot-triage-provisional')}` : '';
  return [{ kind: 'details', summary: `🔎 ${reader.t('bot-triage-evidence')}${arriving}`, blocks }];
}

function drawEnded(draft: Draft, reader: Reader, rooms: Rooms): Document {
  const { t } = reader;
  const incident = draft.incident === null ? null : rooms.incidents.get(draft.incident);
  const evidence: Block = {
    kind: 'details',
    summary: t('bot-triage-evidence'),
    blocks: evidenceBlocks(rooms.triage.evidence(draft.id), reader),
  };
  if (draft.state === 'opened' && incident) {
    return {
      blocks: [
        {
          kind: 'heading',
          level: 3,
          text: `✅ ${t('bot-triage-opened', { number: incident.number, severity: incident.severity })}`,
        },
        { kind: 'paragraph', text: incident.summary },
        evidence,
      ],
      buttons: [[cardButton(incident.number, reader)]],
    };
  }
  return {
    blocks: [
      { kind: 'heading', level: 3, text: t(`bot-triage-${draft.state}`) },
      { kind: 'paragraph', text: withCommands(t('bot-triage-again')) },
      evidence,
    ],
  };
}

function offerBlocks(suggestion: Suggestion, effective: Effective, reader: Reader): Block[] {
  const { t } = reader;
  const reasons = suggestion.reasons.map((reason) => t(reason.key, reason.params));
  return [
    {
      kind: 'paragraph',
      text: [
        bold(`${t('bot-triage-suggested')}: ${suggestion.severity} · ${t(`bot-category-${suggestion.category}`)}`),
        suggestion.provisional ? ` ${t('bot-triage-provisional')}` : '',
        `\n${effective.summary}`,
        `\n${t('bot-card-affected', { services: affectedWords(effective, reader) })}`,
        `\n${impactLine(effective, reader)}`,
      ],
    },
    { kind: 'paragraph', text: t('bot-triage-steps') },
    { kind: 'details', summary: t('bot-triage-why'), blocks: [{ kind: 'list', items: reasons }] },
  ];
}

function questionBlocks(draft: Draft, effective: Effective, reader: Reader): Block[] {
  const { t } = reader;
  const position = draft.step === 'noticed' ? '' : `${STEPS.indexOf(draft.step) + 1}/${STEPS.length} · `;
  const answered = [
    effective.severity,
    ...(STEPS.indexOf(draft.returnStep) > 1 || ['users', 'impact', 'summary'].includes(draft.step)
      ? [affectedWords(effective, reader)]
      : []),
  ];
  const zone = formatZone(reader.now, reader.timeZone, reader.locale);
  return [
    { kind: 'paragraph', text: [bold(`${position}${t(`bot-question-${draft.step}`, { zone })}`)] },
    ...(draft.step === 'summary' ? [{ kind: 'quote', text: effective.summary } as const] : []),
    { kind: 'paragraph', text: [answered.join(' · '), ' · ', t('bot-noticed-at'), ' ', timeOf(effective.noticedAt)] },
  ];
}

interface Shown {
  readonly suggestion: Suggestion;
  readonly effective: Effective;
  readonly services: readonly ServiceEvidence[];
  readonly page: number;
}

function buttonsOf(draft: Draft, shown: Shown, reader: Reader, rooms: Rooms): Button[][] {
  const { t } = reader;
  const press = (label: string, ...answer: (string | number)[]): Button => ({
    label,
    action: { kind: 'callback', data: tap('t', draft.id, ...answer) },
  });
  const cancel = press(t('bot-button-cancel'), 'cancel');
  const last = [press(t('bot-button-back'), 'back'), cancel];
  switch (draft.step) {
    case 'offer': {
      const severities = SEVERITIES.map((severity) => {
        const star = severity === shown.suggestion.severity ? ' ★' : '';
        return press(
          `${severity} · ${formatDuration(rooms.settings.severities[severity], reader.locale)}${star}`,
          'sev',
          severity,
        );
      });
      return [
        [{ ...press(t('bot-button-accept'), 'accept'), style: 'success' }],
        severities.slice(0, 2),
        severities.slice(2),
        [press(`🕒 ${noticedLabel(draft, reader)}`, 'when'), cancel],
      ];
    }
    case 'affected':
      return [...affectedButtons(shown, press, reader), last];
    case 'users':
      return [[press(t('bot-yes'), 'users', 1), press(t('bot-no'), 'users', 0)], last];
    case 'impact': {
      const impacts = IMPACTS.map((impact) => press(impactWord(impact, reader), 'impact', impact));
      return [impacts.slice(0, 2), impacts.slice(2), last];
    }
    case 'summary':
      return [[{ ...press(t('bot-button-suggested'), 'summary'), style: 'success' }], last];
    case 'noticed':
      return [
        [press(t('bot-button-now'), 'ago', 0)],
        NOTICED_MINUTES.slice(0, 2).map((minutes) => press(t('bot-button-ago', { minutes }), 'ago', minutes)),
        NOTICED_MINUTES.slice(2).map((minutes) => press(t('bot-button-ago', { minutes }), 'ago', minutes)),
        last,
      ];
  }
}

function noticedLabel(draft: Draft, reader: Reader): string {
  if (draft.noticedAt === null) return reader.t('bot-button-noticed-now');
  return reader.t('bot-button-noticed', { at: formatClock(draft.noticedAt, reader.timeZone, reader.locale) });
}

function affectedButtons(
  shown: Shown,
  press: (label: string, ...answer: (string | number)[]) => Button,
  reader: Reader,
): Button[][] {
  const { t } = reader;
  const all = orderedServices(shown.services);
  const pages = Math.max(1, Math.ceil(all.length / SERVICES_PER_PAGE));
  const page = Math.min(shown.page, pages - 1);
  const ticked = new Set(shown.effective.affected);
  const names = all.slice(page * SERVICES_PER_PAGE, (page + 1) * SERVICES_PER_PAGE).map((service) => {
    const on = shown.effective.affectedAll || ticked.has(service.key);
    return press(`${on ? '☑' : '☐'} ${shortened(service.service, 17)}`, 'svc', serviceHash(service.key), page);
  });
  const rows: Button[][] = [];
  for (let start = 0; start < names.length; start += 2) rows.push(names.slice(start, start + 2));
  if (pages > 1) {
    rows.push([
      press('◂', 'page', (page + pages - 1) % pages),
      press(`${page + 1}/${pages}`, 'page', page),
      press('▸', 'page', (page + 1) % pages),
    ]);
  }
  return [
    ...rows,
    [
      press(t('bot-button-all'), 'all'),
      press(t('bot-button-none'), 'none'),
      { ...press(t('bot-button-done'), 'done'), style: 'success' },
    ],
  ];
}

/** In a group the bot hears typed text only as a reply: this message asks for it. */
export const triageAsk = defineView(
  z.object({ draft: z.string(), what: z.enum(['summary', 'noticed']) }),
  (params, reader) => ({
    blocks: [
      {
        kind: 'paragraph',
        text: reader.t(`bot-ask-${params.what}`, { zone: formatZone(reader.now, reader.timeZone, reader.locale) }),
      },
    ],
    ask: { placeholder: reader.t(`bot-placeholder-${params.what}`) },
  }),
);
