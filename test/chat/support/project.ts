import { inject } from 'vitest';
import type { At, PhoneMessage } from '../../../sandbox/client.ts';
import { projectReference } from '../../../src/bot/taps/reference.ts';
import { type ComposeProject, createComposeProject } from '../../engine/support/compose-project.ts';
import { textOf } from './messages.ts';
import { redButton } from './restarting.ts';
import type { Scene } from './scene.ts';

/** Compose is a program of its own, and there may be several containers to wait for. */
const PATIENCE_MS = 90_000;

/** A compose project that this scene's bot sees, and no other. */
export function projectOf(scene: Scene): Promise<ComposeProject> {
  const { project } = scene;
  return createComposeProject({
    socketPath: inject('engineSocket'),
    label: `vakhta.test=${inject('engineRun')}`,
    labels: { 'vakhta.scene': project.slice('shop'.length) },
    name: project,
  });
}

export interface AskedProject {
  readonly question: PhoneMessage;
  confirm(by?: At): ReturnType<Scene['phone']['tapAnswered']>;
  /** The question's message once it is so. */
  until(predicate: (text: string, message: PhoneMessage) => boolean, description: string): Promise<PhoneMessage>;
  /** The outcome's own new message. */
  outcome(): Promise<PhoneMessage>;
}

/** `/status`, then a button of the project's page (`restart`, `recreate`, …), until the question in red is there. */
export async function askForProject(scene: Scene, at: At, verb: string): Promise<AskedProject> {
  const { phone } = scene;
  const sent = await phone.send(at, '/status');
  const page = await phone.waitForMessage(
    at.chat,
    (message) => message.message_id > sent.message_id && message.reply_markup !== undefined,
    'the status',
    PATIENCE_MS,
  );
  await phone.tapAnswered(at, page, { data: `j.${verb}.${projectReference(scene.project)}` });
  const question = await phone.waitForMessage(
    at.chat,
    (message) => message.message_id > page.message_id && redButton(message) !== null,
    `the question to ${verb}`,
    PATIENCE_MS,
  );
  return asked(scene, at, question);
}

export function asked({ phone }: Scene, at: At, question: PhoneMessage): AskedProject {
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
        (message) => message.reply_to_message?.message_id === question.message_id,
        'the message of the outcome',
        PATIENCE_MS,
      ),
  };
}
