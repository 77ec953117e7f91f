import { z } from 'zod';
import type { At, PhoneMessage } from '../../../sandbox/client.ts';
import type { EngineApi } from '../../engine/support/engine-api.ts';
import type { ServiceSpec } from '../../engine/support/services.ts';
import { buttonsOf, textOf } from './messages.ts';
import type { Scene } from './scene.ts';

/** A busy machine is in it. */
const PATIENCE_MS = 30_000;

/** PID 1 has no default action for SIGTERM: without a trap each stop would last the whole time-out. */
const OBEY = "trap 'exit 0' TERM; ";
const IDLE = 'while :; do sleep 1 & wait $!; done';

/** A service that says this once, and then is quiet. */
export function saying(project: string, service: string, script: string): ServiceSpec {
  return { project, service, cmd: ['sh', '-c', `${OBEY}${script}; ${IDLE}`], restart: 'always' };
}

const execSchema = z.object({ Id: z.string() });

/** Writes lines into the log of a running container, as its own process would. */
export async function say(engine: EngineApi, container: string, ...lines: readonly string[]): Promise<void> {
  const Cmd = ['sh', '-c', 'for line in "$@"; do echo "$line"; done > /proc/1/fd/1', 'say', ...lines];
  const { Id } = execSchema.parse(await engine.ask('POST', `/containers/${container}/exec`, { Cmd }));
  await engine.ask('POST', `/exec/${Id}/start`, { Detach: true });
}

/** One log as it is seen in a chat: its message, and what can be done with it. */
export interface OpenLog {
  readonly at: At;
  readonly messageId: number;
  now(): Promise<PhoneMessage>;
  until(predicate: (text: string, message: PhoneMessage) => boolean, description: string): Promise<PhoneMessage>;
  /** Taps the button that does this (`older`, `errors`, `last.15`), shown or not. */
  tap(verb: string, by?: At): ReturnType<Scene['phone']['tapAnswered']>;
}

/** What buttons of a log do: the part behind `l.v.<view>.<target>.`. */
export function logVerbs(message: PhoneMessage): (string | null)[] {
  return buttonsOf(message).map(({ data }) => data?.split('.').slice(4).join('.') ?? null);
}

/** Types a command and waits for the first message after it that is as wanted. */
export async function answerTo(
  { phone }: Pick<Scene, 'phone'>,
  at: At,
  command: string,
  predicate: (text: string, message: PhoneMessage) => boolean,
): Promise<PhoneMessage> {
  const sent = await phone.send(at, command);
  return messageAfter({ phone }, at, sent.message_id, predicate, `an answer to ${command}`);
}

export function messageAfter(
  { phone }: Pick<Scene, 'phone'>,
  at: At,
  messageId: number,
  predicate: (text: string, message: PhoneMessage) => boolean,
  description: string,
): Promise<PhoneMessage> {
  return phone.waitForMessage(
    at.chat,
    (message) => message.message_id > messageId && predicate(textOf(message), message),
    description,
    PATIENCE_MS,
  );
}

export async function newest({ phone }: Pick<Scene, 'phone'>, chat: number): Promise<number> {
  return (await phone.messages(chat)).at(-1)?.message_id ?? 0;
}

/** Opens a log by a command, and waits until its lines are there. */
export async function openLog(
  scene: Pick<Scene, 'phone'>,
  at: At,
  command: string,
  predicate: (text: string) => boolean = () => true,
): Promise<OpenLog> {
  const message = await answerTo(scene, at, command, (text, shown) => isSettled(text, shown) && predicate(text));
  return logOf(scene, at, message);
}

function isSettled(text: string, message: PhoneMessage): boolean {
  return text.startsWith('📜') && logVerbs(message).includes('refresh') && !text.includes('⏳');
}

export function logOf({ phone }: Pick<Scene, 'phone'>, at: At, first: PhoneMessage): OpenLog {
  const messageId = first.message_id;
  const prefix = buttonsOf(first)
    .find(({ data }) => data?.startsWith('l.v.') === true)
    ?.data?.split('.')
    .slice(0, 4)
    .join('.');
  if (!prefix) throw new Error('this is no message with a log');
  const until: OpenLog['until'] = (predicate, description) =>
    phone.waitForMessage(
      at.chat,
      (message) => message.message_id === messageId && predicate(textOf(message), message),
      description,
      PATIENCE_MS,
    );
  return {
    at,
    messageId,
    until,
    now: () => until(() => true, 'the log'),
    tap: (verb, by = at) => phone.tapAnswered(by, { message_id: messageId }, { data: `${prefix}.${verb}` }),
  };
}
