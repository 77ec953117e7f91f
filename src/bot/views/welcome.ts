import { z } from 'zod';
import type { Block, Button, Document, Inline } from '../../document/index.ts';
import { tap } from '../taps/data.ts';
import { COMMANDS } from './commands.ts';
import type { Rooms } from './rooms.ts';
import { containersNow } from './status.ts';
import { bold, code, defineView, type Reader } from './view.ts';

/** The first screen: what is wrong now, who the reader is to the bot, and the four buttons that matter. */
export const welcome = defineView(z.object({ user: z.number() }), (params, reader, rooms) => {
  const { t } = reader;
  const person = rooms.people.person(params.user);
  return {
    blocks: [
      { kind: 'paragraph', text: nowLine(reader, rooms) },
      {
        kind: 'paragraph',
        text: t(person.role === null ? 'bot-welcome-you' : 'bot-welcome-you-role', {
          name: person.name,
          role: person.role ?? '',
        }),
      },
      { kind: 'paragraph', text: t('bot-welcome-what') },
    ],
    buttons: mainButtons(reader),
  };
});

function nowLine(reader: Reader, rooms: Rooms): Inline[] {
  const availability = rooms.docker.availability();
  if (!availability.reachable) {
    return ['🔌 ', bold(reader.t('bot-engine-silent')), ' ', { kind: 'time', at: availability.sinceAt, show: 'time' }];
  }
  const active = rooms.incidents.list({ state: 'active', page: 0, pageSize: 1 }).total;
  const unwell = containersNow(rooms, reader.now)?.services.filter((service) => service.unwell) ?? [];
  if (unwell.length === 0 && active === 0) return ['✅ ', bold(reader.t('bot-welcome-quiet'))];
  const names = unwell.map((service) => service.service);
  return [
    '❌ ',
    bold(
      reader.t('bot-welcome-wrong', {
        services: names.length,
        names: names.slice(0, 5).join(', ') || '–',
        incidents: active,
      }),
    ),
  ];
}

function mainButtons(reader: Reader): Button[][] {
  const command = (name: string, style?: 'danger'): Button => ({
    label: reader.t(`bot-button-${name}`),
    ...(style ? { style } : {}),
    action: { kind: 'callback', data: tap('c', name) },
  });
  return [
    [command('triage', 'danger'), command('status')],
    [command('incidents'), command('help')],
  ];
}

export const help = defineView(z.object({}), (_params, reader): Document => {
  const list: Block = {
    kind: 'list',
    items: COMMANDS.map((command): Inline[] => [
      { kind: 'command', text: `/${command}` },
      ` – ${reader.t(`bot-command-${command}`)}`,
    ]),
  };
  return {
    blocks: [
      { kind: 'heading', level: 3, text: reader.t('bot-help-title') },
      list,
      { kind: 'paragraph', text: reader.t('bot-help-reply') },
      {
        kind: 'paragraph',
        text: [reader.t('bot-help-terminal'), ' ', code('npm run report -- N'), ', ', code('npm run check')],
      },
    ],
    buttons: mainButtons(reader),
  };
});
