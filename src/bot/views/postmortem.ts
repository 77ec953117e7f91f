import { z } from 'zod';
import type { Block, Button, Document } from '../../document/index.ts';
import { POSTMORTEM_FIELDS } from '../../incidents/index.ts';
import { tap } from '../taps/data.ts';
import { bold, defineView } from './view.ts';
import { shortened } from './words.ts';

/** The three lines of the post-mortem as they stand; a tap chooses the one to write or to change. */
export const postmortem = defineView(z.object({ incident: z.number() }), (params, reader, rooms): Document => {
  const { t } = reader;
  const incident = rooms.incidents.get(params.incident);
  if (!incident) {
    return { blocks: [{ kind: 'paragraph', text: t('bot-incident-unknown', { number: params.incident }) }] };
  }
  const lines = POSTMORTEM_FIELDS.map(
    (field): Block => ({
      kind: 'paragraph',
      text: [bold(`${t(`bot-field-${field}`)}: `), incident[field] ?? t('bot-postmortem-missing')],
    }),
  );
  const buttons = POSTMORTEM_FIELDS.map(
    (field, index): Button => ({
      label: shortened(`✍️ ${t(`bot-field-${field}`)}`, 20),
      action: { kind: 'callback', data: tap('i', params.incident, 'postmortem', index) },
    }),
  );
  const card: Button = {
    label: t('bot-button-card', { number: params.incident }),
    action: { kind: 'callback', data: tap('i', params.incident, 'card') },
  };
  return {
    blocks: [
      { kind: 'heading', level: 3, text: t('bot-postmortem-title', { number: params.incident }) },
      ...lines,
      { kind: 'paragraph', text: t('bot-postmortem-choose') },
    ],
    buttons: [buttons.slice(0, 2), [...buttons.slice(2), card]],
  };
});
