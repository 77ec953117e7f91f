import { z } from 'zod';
import { type Button, type Document, formatDuration } from '../../document/index.ts';
import { SEVERITIES } from '../../incidents/index.ts';
import { tap } from '../taps/data.ts';
import { defineView } from './view.ts';
import { severityMark } from './words.ts';

export const severityPicker = defineView(z.object({ incident: z.number() }), (params, reader, rooms): Document => {
  const present = rooms.incidents.get(params.incident)?.severity;
  const buttons = SEVERITIES.map(
    (severity): Button => ({
      label: `${severity === present ? '• ' : ''}${severityMark(severity)} ${severity} · ${formatDuration(rooms.settings.severities[severity], reader.locale)}`,
      action: { kind: 'callback', data: tap('i', params.incident, 'sev', severity) },
    }),
  );
  return {
    blocks: [{ kind: 'paragraph', text: reader.t('bot-pick-severity', { number: params.incident }) }],
    buttons: [
      buttons.slice(0, 2),
      buttons.slice(2),
      [
        {
          label: reader.t('bot-button-card', { number: params.incident }),
          action: { kind: 'callback', data: tap('i', params.incident, 'card') },
        },
      ],
    ],
  };
});
