import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { At, PhoneMessage } from '../../../sandbox/client.ts';
import { makeDataFolder } from './data-folder.ts';
import { buttonsOf, textOf } from './messages.ts';
import type { Scene } from './scene.ts';

const PATIENCE_MS = 60_000;

/** A folder with scripts that stand for a repository of somebody's; removed with those that killed runs leave. */
export async function makeScripts(scripts: Readonly<Record<string, string>>): Promise<string> {
  const folder = await makeDataFolder();
  for (const [name, text] of Object.entries(scripts)) {
    await writeFile(join(folder, name), text);
    if (text.startsWith('#!')) await chmod(join(folder, name), 0o755);
  }
  return folder;
}

type Player = Pick<Scene, 'phone'>;

/** Sends a command and waits for the new message that answers it. */
export async function answerTo(
  { phone }: Player,
  at: At,
  text: string,
  predicate: (text: string, message: PhoneMessage) => boolean = () => true,
): Promise<PhoneMessage> {
  const sent = await phone.send(at, text);
  return phone.waitForMessage(
    at.chat,
    (message) => message.message_id > sent.message_id && predicate(textOf(message), message),
    `an answer to ${text}`,
    PATIENCE_MS,
  );
}

/** The message once it is so. */
export function until(
  { phone }: Player,
  message: PhoneMessage,
  predicate: (text: string, message: PhoneMessage) => boolean,
  description: string,
): Promise<PhoneMessage> {
  const { chat, message_id: id } = message;
  return phone.waitForMessage(
    chat.id,
    (candidate) => candidate.message_id === id && predicate(textOf(candidate), candidate),
    description,
    PATIENCE_MS,
  );
}

/** Taps the button whose label holds `label`. */
export function tapLabel({ phone }: Player, at: At, message: PhoneMessage, label: string) {
  const found = buttonsOf(message).find((button) => button.label.includes(label));
  if (found === undefined) throw new Error(`no "${label}" among ${JSON.stringify(buttonsOf(message))}`);
  return phone.tapAnswered(at, message, found.data === null ? found.label : { data: found.data });
}

/** `/run`, and the command tapped in its list; the message of the list, which goes on as what comes next. */
export async function choose(scene: Player, at: At, name: string): Promise<PhoneMessage> {
  const list = await answerTo(scene, at, '/run', (_text, message) =>
    buttonsOf(message).some(({ label }) => label.includes(name)),
  );
  await tapLabel(scene, at, list, name);
  return list;
}
