import { z } from 'zod';
import { type Document, formatDuration } from '../../document/index.ts';
import type { Incident } from '../../incidents/index.ts';
import { tap } from '../taps/data.ts';
import type { Rooms } from './rooms.ts';
import { unwellAffected } from './status.ts';
import { actorName } from './timeline-words.ts';
import { bold, defineView, type Reader } from './view.ts';
import { severityMark } from './words.ts';

/** One short new message about a change of an incident that others must hear of. Also what Slack gets. */
export const announcement = defineView(
  z.object({
    incident: z.number(),
    what: z.enum(['opened', 'severity', 'mitigated', 'restored', 'resolved', 'reopened']),
    by: z.union([z.number(), z.literal('vakhta')]),
  }),
  (params, reader, rooms): Document => {
    const incident = rooms.incidents.get(params.incident);
    if (!incident)
      return { blocks: [{ kind: 'paragraph', text: reader.t('bot-incident-unknown', { number: params.incident }) }] };
    const mark = params.what === 'resolved' ? '✅' : severityMark(incident.severity);
    const took = formatDuration(Math.max(0, reader.now - incident.times.detectedAt), reader.locale);
    return {
      blocks: [
        {
          kind: 'paragraph',
          text: [
            bold(
              `${mark} ${reader.t(`bot-announce-${params.what}`, {
                number: incident.number,
                severity: incident.severity,
                who: actorName(params.by, rooms),
                took,
              })}`,
            ),
            `\n${incident.summary}`,
            ...(params.what === 'resolved' ? stillUnwell(incident, reader, rooms) : []),
          ],
        },
      ],
      buttons: [
        [
          {
            label: reader.t('bot-button-card', { number: incident.number }),
            action: { kind: 'callback', data: tap('i', incident.number, 'card') },
          },
        ],
      ],
    };
  },
);

/** Resolving is a person's word; what the Engine shows stands beside it. */
function stillUnwell(incident: Incident, reader: Reader, rooms: Rooms): string[] {
  const services = unwellAffected(incident, rooms, reader.now).map((service) => service.service);
  return services.length === 0 ? [] : [`\n⚠️ ${reader.t('bot-announce-unwell', { services: services.join(', ') })}`];
}
