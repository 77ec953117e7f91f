import type { At, PhoneMessage, PhoneState } from '../../../sandbox/client.ts';
import { buttonsOf, textOf } from './messages.ts';
import type { Scene } from './scene.ts';

/** Containers that are not well yet become so within this. */
const SLOW_MS = 30_000;

/** Only a card leads to the timeline of its incident. */
export function isCardOf(message: PhoneMessage, number: number): boolean {
  return buttonsOf(message).some(({ data }) => data === `i.${number}.timeline`);
}

/** The newest card of an incident in a chat. */
export function cardIn(state: PhoneState, chat: number, number: number): PhoneMessage | undefined {
  return state.messages[String(chat)]?.findLast((message) => isCardOf(message, number));
}

/** Waits until the newest card in the chat is as `predicate` wants it. */
export function waitForCard(
  { phone }: Pick<Scene, 'phone'>,
  chat: number,
  number: number,
  predicate: (text: string, card: PhoneMessage) => boolean,
  description: string,
): Promise<PhoneMessage> {
  return phone.waitFor(
    (state) => {
      const card = cardIn(state, chat, number);
      return card !== undefined && predicate(textOf(card), card) ? card : null;
    },
    `a card of #${number} with ${description}`,
    SLOW_MS,
  );
}

/** `/triage`, waits until the suggestion names all of `services`, accepts; the message of the triage. */
export async function acceptTriage({ phone }: Pick<Scene, 'phone'>, at: At, services: readonly string[]) {
  const sent = await phone.send(at, '/triage');
  const offer = await phone.waitForMessage(
    at.chat,
    (message) =>
      message.message_id > sent.message_id &&
      buttonsOf(message).some(({ data }) => data?.endsWith('.accept') === true) &&
      services.every((service) => summaryOf(message).includes(service)),
    `a suggestion about ${services.join(', ') || 'anything'}`,
    SLOW_MS,
  );
  await phone.tapAnswered(at, offer, { data: `${triageOf(offer)}.accept` });
  // Evidence that arrives late is kept as well: what is asked of the incident next must not depend on when.
  await phone.waitForMessage(
    at.chat,
    (message) =>
      message.message_id === offer.message_id && textOf(message).includes('🕓') && !textOf(message).includes('⏳'),
    'all of the evidence',
    SLOW_MS,
  );
  return offer;
}

/** Opens an incident by triage and waits for its card in `chat` (where cards live). */
export async function openIncident(
  scene: Pick<Scene, 'phone'>,
  at: At,
  number: number,
  services: readonly string[],
  chat: number = at.chat,
): Promise<PhoneMessage> {
  await acceptTriage(scene, at, services);
  return waitForCard(scene, chat, number, () => true, 'anything');
}

/** Heading and suggestion, before the evidence. */
function summaryOf(message: PhoneMessage): string {
  return textOf(message).split('\n').slice(0, 6).join('\n');
}

/** `t.<draft>`: what the data of its buttons begins with. */
export function triageOf(message: PhoneMessage): string {
  const data = buttonsOf(message).find((button) => button.data?.startsWith('t.'))?.data;
  if (!data) throw new Error('this is not the message of a triage');
  return data.split('.').slice(0, 2).join('.');
}
