import { z } from 'zod';
import type { Document } from '../../document/index.ts';
import { tap } from '../taps/data.ts';
import { defineView } from './view.ts';

/** The last lines of one service. The lines were masked and bounded when they were read. */
export const logs = defineView(
  z.object({
    incident: z.number(),
    hash: z.string(),
    service: z.string(),
    container: z.string(),
    lines: z.array(z.string()),
    at: z.number(),
  }),
  (params, reader): Document => ({
    blocks: [
      { kind: 'heading', level: 3, text: `📜 ${params.service}` },
      {
        kind: 'paragraph',
        text: [`${params.container} · ${reader.t('bot-status-as-of')} `, { kind: 'time', at: params.at, show: 'time' }],
      },
      params.lines.length === 0
        ? { kind: 'paragraph', text: reader.t('bot-logs-empty') }
        : { kind: 'code', text: params.lines.join('\n') },
    ],
    buttons: [
      [
        {
          label: reader.t('bot-button-refresh'),
          action: { kind: 'callback', data: tap('i', params.incident, 'logs', params.hash, 'again') },
        },
        {
          label: reader.t('bot-button-card', { number: params.incident }),
          action: { kind: 'callback', data: tap('i', params.incident, 'card') },
        },
      ],
    ],
  }),
);
