import type { At, PhoneMessage } from '../../../sandbox/client.ts';
import { buttonsOf, textOf } from './messages.ts';
import type { Scene } from './scene.ts';

/** Longer than any wait of the services in use: a health check that never passes, ten seconds without one. */
const PATIENCE_MS = 60_000;

/** The data of the red button, if the message asks in red. */
export function redButton(message: PhoneMessage): string | null {
  return buttonsOf(message).find(({ data }) => /^o\.[\w-]+\.go$/.test(data ?? ''))?.data ?? null;
}

/** One restart as it is seen in the message that asked for it. */
export interface AskedRestart {
  readonly question: PhoneMessage;
  /** Taps the red button, as somebody else too. */
  confirm(by?: At): ReturnType<Scene['phone']['tapAnswered']>;
  cancel(by?: At): ReturnType<Scene['phone']['tapAnswered']>;
  /** The question's message once it is so. */
  until(predicate: (text: string, message: PhoneMessage) => boolean, description: string): Promise<PhoneMessage>;
  /** The outcome's own new message. */
  outcome(predicate?: (text: string) => boolean): Promise<PhoneMessage>;
}

/** "Restart…" on a card, and the service where there are several to choose from, until the question in red is there. */
export async function askToRestart(
  { phone }: Pick<Scene, 'phone'>,
  at: At,
  card: PhoneMessage,
  service: string,
): Promise<AskedRestart> {
  const verb = buttonsOf(card).find(({ data }) => /^i\.\d+\.restart$/.test(data ?? ''))?.data;
  if (!verb) throw new Error('the card offers no restart');
  const known = (await phone.messages(at.chat)).at(-1)?.message_id ?? 0;
  await phone.tapAnswered(at, card, { data: verb });
  const asked = await phone.waitForMessage(
    at.chat,
    (message) => message.message_id > known && (redButton(message) !== null || offers(message, verb) !== null),
    'a question or a choice of services',
    PATIENCE_MS,
  );
  if (redButton(asked) === null) {
    const choice = buttonsOf(asked).find(({ label, data }) => label.includes(service) && data?.startsWith(verb));
    if (!choice?.data) throw new Error(`no ${service} among ${JSON.stringify(buttonsOf(asked))}`);
    await phone.tapAnswered(at, asked, { data: choice.data });
  }
  const question = await phone.waitForMessage(
    at.chat,
    (message) => message.message_id === asked.message_id && redButton(message) !== null,
    'the question in red',
    PATIENCE_MS,
  );
  const data = redButton(question) ?? '';
  return {
    question,
    confirm: (by = at) => phone.tapAnswered(by, question, { data }),
    cancel: (by = at) => phone.tapAnswered(by, question, { data: data.replace(/go$/, 'no') }),
    until: (predicate, description) =>
      phone.waitForMessage(
        at.chat,
        (message) => message.message_id === question.message_id && predicate(textOf(message), message),
        description,
        PATIENCE_MS,
      ),
    outcome: (predicate = () => true) =>
      phone.waitForMessage(
        at.chat,
        (message) =>
          message.reply_to_message?.message_id === question.message_id &&
          message.message_id > question.message_id &&
          predicate(textOf(message)),
        'the message of the outcome',
        PATIENCE_MS,
      ),
  };
}

function offers(message: PhoneMessage, verb: string): string | null {
  return buttonsOf(message).find(({ data }) => data?.startsWith(`${verb}.`))?.data ?? null;
}
