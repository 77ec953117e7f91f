import { z } from 'zod';
import { type Document, formatZone } from '../../document/index.ts';
import { POSTMORTEM_FIELDS } from '../../incidents/index.ts';
import { tap } from '../taps/data.ts';
import type { Rooms } from './rooms.ts';
import { bold, defineView } from './view.ts';
import { shortened } from './words.ts';

/** Asks for something typed about an incident: a note, a line of the post-mortem, a time. Once answered it shows the answer. */
export const question = defineView(
  z.object({
    incident: z.number(),
    what: z.string(),
    position: z.string().nullable().default(null),
    skippable: z.boolean().default(false),
    answered: z.string().nullable().default(null),
    group: z.boolean().default(false),
  }),
  (params, reader, rooms): Document => {
    const { t } = reader;
    const title = `#${params.incident} · ${t(`bot-ask-title-${params.what}`)}`;
    if (params.answered !== null) {
      return { blocks: [{ kind: 'paragraph', text: [bold(title), `\n${shortened(params.answered, 400)}`] }] };
    }
    const written = writtenSoFar(params, rooms);
    const zone = formatZone(reader.now, reader.timeZone, reader.locale);
    return {
      blocks: [
        { kind: 'paragraph', text: bold(params.position === null ? title : `${params.position} ${title}`) },
        ...(written === null ? [] : [{ kind: 'quote', text: written } as const]),
        { kind: 'paragraph', text: t(`bot-ask-how-${params.what.endsWith('At') ? 'time' : params.what}`, { zone }) },
      ],
      buttons: [
        [
          ...(params.skippable
            ? [
                {
                  label: t(written === null ? 'bot-button-skip' : 'bot-button-keep'),
                  action: { kind: 'callback', data: tap('q', params.incident, params.what, 'skip') },
                } as const,
              ]
            : []),
          {
            label: t('bot-button-cancel'),
            action: { kind: 'callback', data: tap('q', params.incident, params.what, 'cancel') },
          },
        ],
      ],
      ...(params.group ? { ask: { placeholder: t('bot-placeholder-text') } } : {}),
    };
  },
);

/** The present text of a line of the post-mortem, which an answer replaces. */
function writtenSoFar({ incident, what }: { incident: number; what: string }, rooms: Rooms): string | null {
  const field = POSTMORTEM_FIELDS.find((candidate) => candidate === what);
  return field ? (rooms.incidents.get(incident)?.[field] ?? null) : null;
}
