import { z } from 'zod';
import { type Document, formatZone } from '../../document/index.ts';
import { tap } from '../taps/data.ts';
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
  (params, reader): Document => {
    const { t } = reader;
    const title = `#${params.incident} · ${t(`bot-ask-title-${params.what}`)}`;
    if (params.answered !== null) {
      return { blocks: [{ kind: 'paragraph', text: [bold(title), `\n${shortened(params.answered, 400)}`] }] };
    }
    const zone = formatZone(reader.now, reader.timeZone, reader.locale);
    return {
      blocks: [
        { kind: 'paragraph', text: bold(params.position === null ? title : `${params.position} ${title}`) },
        { kind: 'paragraph', text: t(`bot-ask-how-${params.what.endsWith('At') ? 'time' : params.what}`, { zone }) },
      ],
      buttons: [
        [
          ...(params.skippable
            ? [
                {
                  label: t('bot-button-skip'),
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
