import type { At, PhoneMessage } from '../../../sandbox/client.ts';
import { containerReference } from '../../../src/bot/taps/reference.ts';
import type { RunningService } from '../../engine/support/services.ts';
import { buttonsOf, textOf } from './messages.ts';
import { redButton } from './restarting.ts';
import type { Scene } from './scene.ts';

/** Longer than any wait of the services in use. */
const PATIENCE_MS = 60_000;

/** A question in red and what becomes of it in its message. */
export interface AskedAction {
  readonly question: PhoneMessage;
  confirm(by?: At): ReturnType<Scene['phone']['tapAnswered']>;
  until(predicate: (text: string, message: PhoneMessage) => boolean, description: string): Promise<PhoneMessage>;
  /** The outcome's own new message. */
  outcome(): Promise<PhoneMessage>;
}

/** The question for an action, by way of the container's page in `/status`. */
export async function askForAction(
  scene: Pick<Scene, 'phone'>,
  at: At,
  verb: string,
  service: RunningService,
): Promise<AskedAction> {
  const page = await pageOf(scene, at, service, verb);
  return pressed(scene, at, page, { data: `a.${verb}.${referenceTo(service)}` });
}

/** Taps a button that leads to a question in red. */
export async function pressed(
  scene: Pick<Scene, 'phone'>,
  at: At,
  message: PhoneMessage,
  button: string | { data: string },
): Promise<AskedAction> {
  const known = (await scene.phone.messages(at.chat)).at(-1)?.message_id ?? 0;
  await scene.phone.tapAnswered(at, message, button);
  const question = await scene.phone.waitForMessage(
    at.chat,
    (one) => (one.message_id > known || one.message_id === message.message_id) && redButton(one) !== null,
    'the question in red',
    PATIENCE_MS,
  );
  return askedIn(scene, at, question);
}

/** "How much may it use?", by way of the container's page. */
export async function memoryChoice(
  scene: Pick<Scene, 'phone'>,
  at: At,
  service: RunningService,
): Promise<PhoneMessage> {
  const page = await pageOf(scene, at, service, 'memory');
  const data = `a.memory.${referenceTo(service)}`;
  await scene.phone.tapAnswered(at, page, { data });
  return scene.phone.waitForMessage(
    at.chat,
    (message) => message.message_id > page.message_id && buttonsOf(message).some((one) => one.data === `${data}.type`),
    'how much memory',
  );
}

/** What can be done with a question that stands there. */
export function askedIn({ phone }: Pick<Scene, 'phone'>, at: At, question: PhoneMessage): AskedAction {
  const data = redButton(question) ?? '';
  return {
    question,
    confirm: (by = at) => phone.tapAnswered(by, question, { data }),
    until: (predicate, description) =>
      phone.waitForMessage(
        at.chat,
        (message) => message.message_id === question.message_id && predicate(textOf(message), message),
        description,
        PATIENCE_MS,
      ),
    outcome: () =>
      phone.waitForMessage(
        at.chat,
        (message) =>
          message.reply_to_message?.message_id === question.message_id && message.message_id > question.message_id,
        'the message of the outcome',
        PATIENCE_MS,
      ),
  };
}

export function referenceTo({ key, name }: RunningService): string {
  return containerReference({ key, number: 1, oneOff: false, name });
}

/** The page of a container that has a button for `verb`. */
export async function pageOf(
  { phone }: Pick<Scene, 'phone'>,
  at: At,
  service: RunningService,
  verb: string,
): Promise<PhoneMessage> {
  const reference = referenceTo(service);
  const wanted = [`a.${verb}.${reference}`, `p.m.${reference}`, `p.c.${reference}`, 'p.p.'];
  const sent = await phone.send(at, '/status');
  for (let seen: string | null = null; ; ) {
    const page: PhoneMessage = await phone.waitForMessage(
      at.chat,
      (message) => message.message_id > sent.message_id && nextButton(message, wanted, seen) !== null,
      `a way to ${verb} ${service.name}`,
      PATIENCE_MS,
    );
    const data: string = nextButton(page, wanted, seen) ?? '';
    if (data === wanted[0]) return page;
    await phone.tapAnswered(at, page, { data });
    seen = data;
  }
}

/** The button of a message that leads furthest; not the one that led there. */
function nextButton(message: PhoneMessage, wanted: readonly string[], seen: string | null): string | null {
  const offered = buttonsOf(message).flatMap(({ data }) => (data === null || data === seen ? [] : [data]));
  const rank = seen === null ? wanted.length : wanted.findIndex((beginning) => seen.startsWith(beginning));
  for (const beginning of wanted.slice(0, rank)) {
    const found = offered.find((data) => data.startsWith(beginning));
    if (found !== undefined) return found;
  }
  return null;
}
