import { z } from 'zod';
import { type Block, type Button, type Document, formatDuration } from '../../document/index.ts';
import type { Confirmation, Question } from '../../operations/index.ts';
import { tap } from '../taps/data.ts';
import { firstThings } from './action-outcome.ts';
import { targetOf } from './operation.ts';
import type { Rooms } from './rooms.ts';
import { bold, defineView, type Reader, timeOf } from './view.ts';
import { shortened } from './words.ts';

const LABEL = 20;

const reason = z.object({ key: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) });

/** Asks in red and says what will happen. `last`: the operations that were the same within minutes, newest first. */
export const confirm = defineView(
  z.object({ token: z.string(), last: z.array(z.string()).default([]) }),
  (params, reader, rooms): Document => {
    const confirmation = rooms.operations.confirmations.find(params.token);
    if (!confirmation?.question) return { blocks: [{ kind: 'paragraph', text: reader.t('bot-redeem-unknown') }] };
    const { question } = confirmation;
    if (confirmation.agreedAt !== null) return forSecond(confirmation, question, reader, rooms);
    const isRepeat = params.last.length > 0;
    const blocks = isRepeat ? lastTimes(confirmation.kind, params.last, reader, rooms) : what(question, reader);
    const button = isRepeat ? { key: 'bot-button-sure', params: {} } : question.button;
    return {
      blocks: [title(question, reader), ...blocks, valid(confirmation, reader, rooms)],
      buttons: [
        [red(confirmation, button, isRepeat ? 'sure' : 'go', reader), no(confirmation, reader)],
        ...(isRepeat ? firstThings(confirmation, reader) : []),
        ...instead(question, reader),
      ],
    };
  },
);

function title({ title: words }: Pick<Question, 'title'>, { t }: Reader): Block {
  return { kind: 'heading', level: 3, text: t(words.key, words.params) };
}

/** In a group "you" would be whoever reads it. */
function valid({ askedBy }: Confirmation, { t, viewer }: Reader, rooms: Rooms): Block {
  const isOwnChat = viewer === askedBy;
  const text = isOwnChat ? t('bot-plan-valid') : t('bot-plan-valid-for', { who: rooms.people.person(askedBy).name });
  return { kind: 'paragraph', text };
}

function what({ warnings, facts }: Question, { t }: Reader): Block[] {
  return [
    ...warnings.map((warning): Block => ({ kind: 'paragraph', text: ['⚠️ ', bold(t(warning.key, warning.params))] })),
    ...(facts.length > 0
      ? [{ kind: 'list', items: facts.map((fact) => t(fact.key, fact.params)) } satisfies Block]
      : []),
  ];
}

/** What the same did before, so that nobody hopes blindly that it helps this time. */
function lastTimes(kind: string, ids: readonly string[], reader: Reader, rooms: Rooms): Block[] {
  const { t, locale } = reader;
  const items = ids.flatMap((id) => {
    const operation = rooms.operations.get(id);
    if (!operation) return [];
    const { outcome, requestedBy } = operation;
    const who = requestedBy === null ? 'Vakhta' : rooms.people.person(requestedBy).name;
    const ended = outcome === null ? t('bot-operation-running') : t(outcome.reason.key, outcome.reason.params);
    const took = outcome === null ? '' : ` · ${formatDuration(Math.max(1000, outcome.tookMs), locale)}`;
    const mark = outcome?.ok === true ? '✅' : outcome?.ok === false ? '❌' : '❔';
    // What reached the same service as part of something larger is called by its name.
    const other =
      operation.kind === kind ? '' : `${t(`bot-operation-${operation.kind}`, { target: targetOf(operation) })}: `;
    return [[timeOf(operation.startedAt ?? operation.requestedAt), ` ${mark} ${who}: ${other}${ended}${took}`]];
  });
  return [
    { kind: 'paragraph', text: ['⚠️ ', bold(t('bot-repeated', { count: ids.length }))] },
    { kind: 'list', items },
    { kind: 'paragraph', text: t('bot-repeated-advice') },
  ];
}

/** Agreed by one; the same for everybody who could be the second. */
function forSecond(confirmation: Confirmation, question: Question, reader: Reader, rooms: Rooms): Document {
  const { t } = reader;
  const isOwnChat = reader.viewer === confirmation.askedBy;
  const who = rooms.people.person(confirmation.askedBy).name;
  const until = confirmation.expiresAt;
  return {
    blocks: [
      title(question, reader),
      {
        kind: 'paragraph',
        text: ['👥 ', bold(`${t(isOwnChat ? 'bot-second-waiting' : 'bot-second-asked', { who })} `), timeOf(until)],
      },
      ...what(question, reader),
    ],
    buttons: [
      isOwnChat
        ? [no(confirmation, reader)]
        : [red(confirmation, question.button, 'second', reader), no(confirmation, reader, 'bot-button-refuse')],
    ],
  };
}

function red({ token }: Confirmation, label: Question['button'], verb: string, { t }: Reader): Button {
  const text = fitted(label, t);
  return { label: text, style: 'danger', action: { kind: 'callback', data: tap('o', token, verb) } };
}

/** Half a project's name says less than none: the title above has all of it. */
function fitted({ key, params }: Question['button'], t: Reader['t']): string {
  const whole = t(key, params);
  if (whole.length > LABEL && key === 'bot-project-do') return t('bot-project-do-short', params);
  return shortened(whole, LABEL);
}

/** Below, so that the red button keeps its place. */
function instead({ alternative }: Question, { t }: Reader): Button[][] {
  if (alternative === undefined) return [];
  const label = shortened(`⭐ ${t(alternative.label.key, alternative.label.params)}`, 20);
  return [[{ label, action: { kind: 'callback', data: alternative.data } }]];
}

function no({ token }: Confirmation, { t }: Reader, label = 'bot-button-cancel'): Button {
  return { label: t(label), action: { kind: 'callback', data: tap('o', token, 'no') } };
}

/** The question after it lost its validity: what it was about and why nothing happens any more. */
export const questionOver = defineView(
  z.object({ title: reason, over: z.string(), who: z.string().default('') }),
  (params, reader): Document => ({
    blocks: [title(params, reader), { kind: 'paragraph', text: reader.t(params.over, { who: params.who }) }],
  }),
);
