import type { Capture } from '../../sandbox/capture.ts';
import type { At, PhoneMessage } from '../../sandbox/client.ts';
import { projectReference } from '../../src/bot/taps/reference.ts';
import { buttonsOf, textOf } from '../../test/chat/support/messages.ts';
import { redButton } from '../../test/chat/support/restarting.ts';
import type { PrivateScene } from './scene.ts';

export type Take = (name: string, at: At, more?: Partial<Capture>) => Promise<void>;
type IsIt = (text: string, message: PhoneMessage) => boolean;

const PATIENCE_MS = 60_000;

/** Sends a command and waits for the message that answers it as wanted. */
export async function show({ phone }: PrivateScene, at: At, command: string, isIt: IsIt): Promise<PhoneMessage> {
  const sent = await phone.send(at, command);
  return phone.waitForMessage(
    at.chat,
    (message) => message.message_id > sent.message_id && isIt(textOf(message), message),
    command,
    PATIENCE_MS,
  );
}

/** Taps the button with this label and waits until some message, this one or a newer one, is as wanted. */
async function tap({ phone }: PrivateScene, at: At, message: PhoneMessage, label: string, isIt: IsIt) {
  const data = buttonsOf(message).find((button) => button.label.includes(label))?.data;
  if (!data) throw new Error(`no button "${label}" among ${JSON.stringify(buttonsOf(message))}`);
  await phone.tapAnswered(at, message, { data });
  return phone.waitForMessage(
    at.chat,
    (one) => one.message_id >= message.message_id && isIt(textOf(one), one),
    `what "${label}" leads to`,
    PATIENCE_MS,
  );
}

const isAsked: IsIt = (_text, message) => redButton(message) !== null;

/** The shop while three of its services are not well: one picture for each page. */
export async function takePages(scene: PrivateScene, at: At, take: Take): Promise<void> {
  let status = await show(scene, at, '/status', (text) => text.includes('as of'));
  // Shares of the CPU are known from the second sample on, and cache is seen to be full from the first.
  while (!/queue: unhealthy.*CPU \d/.test(textOf(status)) || !textOf(status).includes('cache: memory')) {
    status = await tap(scene, at, status, 'Refresh', (text) => text.includes('as of'));
  }
  await take('status', at);
  await tap(scene, at, status, 'queue', (text) => text.includes('queue · shop'));
  await take('container', at);

  await show(scene, at, '/health', (text) => text.includes('took') && text.includes('worker answers'));
  await take('health', at);
  await show(scene, at, '/logs gateway 15m queue', (text) => /\d matches/.test(text) && !text.includes('⏳'));
  await take('logs', at, { dark: true });
  await takeCommand(scene, at, take);
  const disk = await show(scene, at, '/disk', (text) => text.includes('Safe to free'));
  await take('disk', at);
  await tap(scene, at, disk, 'Free', isAsked);
  await take('disk-question', at);
}

async function takeCommand(scene: PrivateScene, at: At, take: Take): Promise<void> {
  const list = await show(scene, at, '/run', (_text, message) => buttonsOf(message).length > 0);
  const choice = await tap(scene, at, list, 'Take stock', (text) => text.includes('Which shelf?'));
  const question = await tap(scene, at, choice, 'books', isAsked);
  await tap(scene, at, question, 'Take stock', (text) => text.includes('box 3 of'));
  await take('command', at);
  await scene.phone.waitForMessage(at.chat, (one) => textOf(one).startsWith('✅ Take stock'), 'its end', PATIENCE_MS);
}

/** A whole project anew, by compose: the question, and what compose prints. */
export async function takeRecreate(scene: PrivateScene, at: At, project: string, take: Take): Promise<void> {
  const { phone } = scene;
  const status = await show(scene, at, '/status', (text) => text.includes('as of'));
  await phone.tapAnswered(at, status, { data: `j.recreate.${projectReference(project)}` });
  const question = await phone.waitForMessage(
    at.chat,
    (message) => message.message_id > status.message_id && redButton(message) !== null,
    'the question',
    PATIENCE_MS,
  );
  await take('recreate-question', at);
  await phone.tapAnswered(at, question, { data: redButton(question) ?? '' });
  await phone.waitForMessage(
    at.chat,
    (message) => message.reply_to_message?.message_id === question.message_id,
    'its outcome',
    PATIENCE_MS,
  );
}

/** From the first backup over a drill to the dry run of a restore. */
export async function takeBackups(scene: PrivateScene, at: At, project: string, take: Take): Promise<void> {
  const isOver: IsIt = (text) => /^[✅❌]/u.test(text);
  const set = await show(scene, at, `/backup ${project}`, (_text, message) => buttonsOf(message).length > 0);
  const question = await tap(scene, at, set, 'Back up now', isAsked);
  const made = await tap(scene, at, question, 'Back up now', isOver);
  await take('backup-made', at);
  const depth = await tap(scene, at, made, 'Drill', (_text, message) => buttonsOf(message).some(isWithServices));
  await tap(
    scene,
    at,
    depth,
    'Data and services',
    (text, message) => message.message_id > depth.message_id && isOver(text, message),
  );
  await take('drill', at);
  await show(scene, at, '/backup', (text) => text.includes(project));
  await take('backup', at);
  const sets = await show(scene, at, '/restore', (_text, message) => buttonsOf(message).length > 0);
  const backups = await tap(scene, at, sets, project, (_text, message) => buttonsOf(message).some(isBest));
  const choice = await tap(scene, at, backups, '⭐', (_text, message) => buttonsOf(message).some(isDryRun));
  await tap(
    scene,
    at,
    choice,
    'Dry run',
    (text, message) => isOver(text, message) && buttonsOf(message).some(isDryRun),
  );
  await take('restore-dry-run', at);
  await show(scene, at, '/schedule', (text) => text.includes(project));
  await take('schedule', at);
}

type Shown = ReturnType<typeof buttonsOf>[number];
const isWithServices = ({ label }: Shown) => label === 'Data and services';
const isBest = ({ label }: Shown) => label.startsWith('⭐');
const isDryRun = ({ label }: Shown) => label.includes('Dry run');
