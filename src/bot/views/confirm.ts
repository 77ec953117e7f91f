import { z } from 'zod';
import { type Block, type Button, type Document, formatDuration } from '../../document/index.ts';
import type { Confirmation, Question } from '../../operations/index.ts';
import { tap } from '../taps/data.ts';
import type { Rooms } from './rooms.ts';
import { bold, defineView, type Reader, timeOf } from './view.ts';
import { shortened } from './words.ts';

const reason = z.object({ key: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) });

/** Asks in red and says what will happen. `last`: the operations that were the same within minutes, newest first. */
export const confirm = defineView(
  z.object({ token: z.string(), last: z.array(z.string()).default([]) }),
  (params, reader, rooms): Document => {
    const confirmation = rooms.operations.confirmations.find(params.token);
    if (!confirmation?.question) return { blocks: [{ kind: 'paragraph', text: reader.t('bot-redeem-unknown') }] };
    const { question } = confirmation;
    if (confirmation.agreedAt !== null) return forSecond(confirmation, question, reader, rooms);
    const blocks = params.last.length > 0 ? lastTimes(params.last, reader, rooms) : what(question, reader);
    const verb = params.last.length > 0 ? 'sure' : 'go';
    const button = params.last.length > 0 ? { key: 'bot-button-sure', params: {} } : question.button;
    return {
      blocks: [title(question, reader), ...blocks, { kind: 'paragraph', text: reader.t('bot-plan-valid') }],
      buttons: [[red(confirmation, button, verb, reader), no(confirmation, reader)], ...instead(question, reader)],
    };
  },
);

function title({ title: words }: Pick<Question, 'title'>, { t }: Reader): Block {
  return { kind: 'heading', level: 3, text: t(words.key, words.params) };
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
function lastTimes(ids: readonly string[], reader: Reader, rooms: Rooms): Block[] {
  const { t, locale } = reader;
  const items = ids.flatMap((id) => {
    const operation = rooms.operations.get(id);
    if (!operation) return [];
    const { outcome, requestedBy } = operation;
    const who = requestedBy === null ? 'Vakhta' : rooms.people.person(requestedBy).name;
    const ended = outcome === null ? t('bot-operation-running') : t(outcome.reason.key, outcome.reason.params);
    const took = outcome === null ? '' : ` · ${formatDuration(Math.max(1000, outcome.tookMs), locale)}`;
    const mark = outcome?.ok === true ? '✅' : outcome?.ok === false ? '❌' : '❔';
    return [[timeOf(operation.startedAt ?? operation.requestedAt), ` ${mark} ${who}: ${ended}${took}`]];
  });
  return [
    { kind: 'paragraph', text: ['⚠️ ', bold(t('bot-repeated', { count: ids.length }))] },
    { kind: 'list', items },
    { kind: 'paragraph', text: t('bot-repeated-advice') },
  ];
}

/** Agreed by one; the same for everybody who could be the second. */
function forSecond(confirmation: Confirmation, question: Question, reader: Reader, rooms: Rooms): Document {
  const { t, now } = reader;
  const isOwnChat = reader.viewer === confirmation.askedBy;
  const left = formatDuration(Math.max(0, confirmation.expiresAt - now), reader.locale);
  const who = rooms.people.person(confirmation.askedBy).name;
  return {
    blocks: [
      title(question, reader),
      {
        kind: 'paragraph',
        text: ['👥 ', bold(t(isOwnChat ? 'bot-second-waiting' : 'bot-second-asked', { who, left }))],
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
  const text = shortened(t(label.key, label.params), 20);
  return { label: text, style: 'danger', action: { kind: 'callback', data: tap('o', token, verb) } };
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
