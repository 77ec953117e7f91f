import { vi } from 'vitest';
import type { At, PhoneMessage } from '../../../sandbox/client.ts';
import { buttonsOf, textOf } from './messages.ts';
import type { Scene } from './scene.ts';

/** A message of /status, walked page by page by its buttons. */
export interface StatusMessage {
  /** As it stands now. */
  message(): Promise<PhoneMessage>;
  text(): Promise<string>;
  /** The data of its buttons, and those that begin so. */
  data(prefix?: string): Promise<string[]>;
  /** Taps the button whose label contains it and waits for another page that shows a text. */
  tap(label: string, shows: string | RegExp): Promise<string>;
  /** Taps by data, again and again until the page shows it: what the Engine shows may come a moment later. */
  until(data: string, shows: string | RegExp): Promise<string>;
}

/** Asks for /status, again and again until it shows something: pictures follow the containers by a moment. */
export async function askStatus(scene: Scene, at: At, shows: string | RegExp): Promise<StatusMessage> {
  const first = await vi.waitFor(
    async () => {
      const sent = await scene.phone.send(at, '/status');
      const found = await scene.phone.waitForMessage(
        at.chat,
        ({ message_id }) => message_id > sent.message_id,
        '/status',
      );
      if (!matches(textOf(found), shows)) throw new Error(`not so yet: ${textOf(found)}`);
      return found;
    },
    { timeout: 30_000, interval: 300 },
  );

  async function message(): Promise<PhoneMessage> {
    const now = (await scene.phone.messages(at.chat)).find(({ message_id }) => message_id === first.message_id);
    if (now === undefined) throw new Error('the message is gone');
    return now;
  }

  const pageOf = (one: PhoneMessage) => JSON.stringify([one.rich_message, one.reply_markup]);
  const text = async () => textOf(await message());
  const turned = (from: string, what: string | RegExp) =>
    scene.phone
      .waitForMessage(
        at.chat,
        (one) => one.message_id === first.message_id && pageOf(one) !== from && matches(textOf(one), what),
        `another page with ${what}`,
      )
      .then(textOf);

  return {
    message,
    text,
    data: async (prefix = '') =>
      buttonsOf(await message()).flatMap(({ data }) => (data?.startsWith(prefix) === true ? [data] : [])),
    async tap(label, shows) {
      const before = await message();
      const found = buttonsOf(before).find((button) => button.label.includes(label));
      if (!found?.data) throw new Error(`no button "${label}": ${JSON.stringify(buttonsOf(before))}`);
      await scene.phone.tapAnswered(at, first, { data: found.data });
      return turned(pageOf(before), shows);
    },
    until: (data, shows) =>
      vi.waitFor(
        async () => {
          await scene.phone.tapAnswered(at, first, { data });
          const now = await text();
          if (!matches(now, shows)) throw new Error(`not so yet: ${now}`);
          return now;
        },
        { timeout: 30_000, interval: 300 },
      ),
  };
}

function matches(text: string, shows: string | RegExp): boolean {
  return typeof shows === 'string' ? text.includes(shows) : shows.test(text);
}
