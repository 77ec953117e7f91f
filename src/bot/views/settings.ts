import { z } from 'zod';
import type { Block, Document, Inline, Locale } from '../../document/index.ts';
import { tap } from '../taps/data.ts';
import type { Rooms } from './rooms.ts';
import { bold, defineView, type Reader } from './view.ts';

/** The reader's own choices, and what hinders messages from arriving. */
export const settings = defineView(
  z.object({ user: z.number(), oncallChat: z.number().nullable() }),
  (params, reader, rooms): Document => {
    const { t } = reader;
    const person = rooms.people.person(params.user);
    const mark = (locale: Locale) => (person.locale === locale ? '• ' : '');
    const problems = reachabilityProblems(params.oncallChat, reader, rooms);
    const blocks: Block[] = [
      { kind: 'heading', level: 3, text: t('bot-settings-title') },
      {
        kind: 'paragraph',
        text: [
          t('bot-settings-language'),
          ' ',
          bold(person.locale === 'ru' ? 'Русский' : 'English'),
          '\n',
          t('bot-settings-rich'),
          ' ',
          bold(t(person.richMessages ? 'bot-on' : 'bot-off')),
          '\n',
          t('bot-settings-access'),
          ' ',
          bold(t(`bot-access-${person.access}`)),
        ],
      },
      problems.length === 0
        ? { kind: 'paragraph', text: `✅ ${t('bot-settings-reachable')}` }
        : { kind: 'list', items: problems },
    ];
    return {
      blocks,
      buttons: [
        [
          { label: `${mark('en')}English`, action: { kind: 'callback', data: tap('s', 'locale', 'en') } },
          { label: `${mark('ru')}Русский`, action: { kind: 'callback', data: tap('s', 'locale', 'ru') } },
        ],
        [
          {
            label: t(person.richMessages ? 'bot-button-rich-off' : 'bot-button-rich-on'),
            action: { kind: 'callback', data: tap('s', 'rich', person.richMessages ? 0 : 1) },
          },
        ],
      ],
    };
  },
);

/** Who cannot be written to, and what the bot lacks in the on-call chat. */
function reachabilityProblems(oncallChat: number | null, reader: Reader, rooms: Rooms): Inline[][] {
  const { t } = reader;
  const states = new Map(rooms.chats.list().map((chat) => [chat.chatId, chat]));
  const problems: Inline[][] = [];
  for (const person of rooms.people.authorized()) {
    const unreachable = states.get(person.id)?.unreachable;
    if (unreachable) problems.push([`❌ ${t(`bot-unreachable-${unreachable.reason}`, { name: person.name })}`]);
    else if (person.seenAt === null) problems.push([`❔ ${t('bot-unreachable-unseen', { name: person.name })}`]);
  }
  if (oncallChat !== null) {
    const chat = states.get(rooms.chats.resolve(oncallChat));
    if (chat?.unreachable) problems.push([`❌ ${t('bot-oncall-unreachable')}`]);
    for (const [right, has] of Object.entries(chat?.rights ?? {})) {
      if (!has) problems.push([`⚠️ ${t(`bot-right-${right}`)}`]);
    }
  }
  return problems;
}
