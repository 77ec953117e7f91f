import { z } from 'zod';
import { reportDocument } from '../../incidents/index.ts';
import { reportInput } from '../report-input.ts';
import { tap } from '../taps/data.ts';
import { defineView } from './view.ts';

/** The report as a readable message; the file comes beside it. */
export const report = defineView(z.object({ incident: z.number() }), (params, reader, rooms) => {
  const input = reportInput(params.incident, rooms, reader.now);
  if (!input)
    return { blocks: [{ kind: 'paragraph', text: reader.t('bot-incident-unknown', { number: params.incident }) }] };
  return {
    ...reportDocument(input),
    buttons: [
      [
        {
          label: reader.t('bot-button-card', { number: params.incident }),
          action: { kind: 'callback', data: tap('i', params.incident, 'card') },
        },
      ],
    ],
  };
});

/** The caption of the file. */
export const reportFile = defineView(z.object({ incident: z.number() }), (params, reader) => ({
  blocks: [{ kind: 'paragraph', text: reader.t('bot-report-file', { number: params.incident }) }],
}));
