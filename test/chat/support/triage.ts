import type { At, CallbackState, Phone, PhoneMessage } from '../../../sandbox/client.ts';
import { triageOf } from './incident.ts';
import { buttonsOf } from './messages.ts';
import type { Scene } from './scene.ts';

/** What a triage's message asks for, or `opened`: its incident is open. Null: anything else. */
export type Asked = 'offer' | 'affected' | 'users' | 'impact' | 'summary' | 'noticed' | 'opened' | null;

/** After a kill, for `expectClean`: what was said and not yet written down as said is said again, which changes nothing. */
export const SAID_TWICE = {
  refused: ['answerCallbackQuery: Bad Request: query is too old', 'message is not modified'],
} as const;

/** The verb that only the buttons of this question have. */
const MARKS = [
  ['accept', 'offer'],
  ['done', 'affected'],
  ['users', 'users'],
  ['impact', 'impact'],
  ['summary', 'summary'],
  ['ago', 'noticed'],
] as const;

/** A restart of the process and a busy machine are in it. */
const PATIENCE_MS = 30_000;

export function askedBy(message: PhoneMessage): Asked {
  const data = buttonsOf(message).flatMap((button) => button.data ?? []);
  const mark = MARKS.find(([verb]) => data.some((one) => one.startsWith('t.') && one.split('.')[2] === verb));
  if (mark) return mark[1];
  return data.some((one) => /^i\.\d+\.card$/.test(one)) ? 'opened' : null;
}

/** The grid of what buttons do; where they stand, whatever their labels say. */
export function gridOf(message: PhoneMessage): (string | null)[][] {
  return (message.reply_markup?.inline_keyboard ?? []).map((row) =>
    row.map((button) =>
      'callback_data' in button ? (button.callback_data?.split('.').slice(2).join('.') ?? '') : null,
    ),
  );
}

/** One triage as its person sees it: the message and what can be tapped on it. */
export interface Conversation {
  readonly at: At;
  /** `t.<draft>` */
  readonly prefix: string;
  readonly messageId: number;
  /** The message as it is now. */
  now(): Promise<PhoneMessage>;
  /** Waits until the message is so. */
  until(predicate: (message: PhoneMessage) => boolean, description: string): Promise<PhoneMessage>;
  /** Waits until the message asks this. */
  asks(question: Asked): Promise<PhoneMessage>;
  /** Taps the button that gives this answer (`sev.P1`, `done`), shown or not, and waits for the answer to the tap. */
  tap(answer: string, by?: At): Promise<CallbackState>;
  /** Taps without waiting for anything. */
  tapOnly(answer: string, by?: At): Promise<string>;
}

/** `/triage`, and waits for its message. */
export async function beginTriage(scene: Pick<Scene, 'phone'>, at: At): Promise<Conversation> {
  const sent = await scene.phone.send(at, '/triage');
  return triageAfter(scene, at, sent.message_id);
}

/** The triage whose message came after another message. */
export async function triageAfter({ phone }: Pick<Scene, 'phone'>, at: At, messageId: number): Promise<Conversation> {
  const message = await phone.waitForMessage(
    at.chat,
    (candidate) => candidate.message_id > messageId && askedBy(candidate) === 'offer',
    'the message of the triage',
    PATIENCE_MS,
  );
  return conversationOf(phone, at, message);
}

function conversationOf(phone: Phone, at: At, first: PhoneMessage): Conversation {
  const prefix = triageOf(first);
  const messageId = first.message_id;
  const until: Conversation['until'] = (predicate, description) =>
    phone.waitForMessage(
      at.chat,
      (message) => message.message_id === messageId && predicate(message),
      description,
      PATIENCE_MS,
    );
  return {
    at,
    prefix,
    messageId,
    until,
    now: () => until(() => true, 'the message of the triage'),
    asks: (question) => until((message) => askedBy(message) === question, `the question "${question}"`),
    tap: (answer, by = at) => phone.tapAnswered(by, { message_id: messageId }, { data: `${prefix}.${answer}` }),
    tapOnly: (answer, by = at) => phone.tap(by, { message_id: messageId }, { data: `${prefix}.${answer}` }),
  };
}

/** Everything that the bot has said in a chat, without Telegram's own words about pins. */
export async function saidIn({ phone }: Pick<Scene, 'phone'>, chat: number): Promise<readonly PhoneMessage[]> {
  const { bot, messages } = await phone.state();
  return (messages[String(chat)] ?? []).filter(
    (message) => message.from?.id === bot.id && message.pinned_message === undefined,
  );
}
