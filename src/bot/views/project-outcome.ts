import { z } from 'zod';
import { PROJECT_VERBS } from '../../actions/index.ts';
import { ENGINE, serviceKey } from '../../docker/index.ts';
import type { Block, Button } from '../../document/index.ts';
import type { Operation, Outcome } from '../../operations/index.ts';
import { tap } from '../taps/data.ts';
import { containerReference, projectReference } from '../taps/reference.ts';
import { hasNotBegun } from './action-outcome.ts';
import type { Rooms } from './rooms.ts';
import type { Reader } from './view.ts';
import { shortened } from './words.ts';

const SHOWN_LOGS = 2;

const params = z.looseObject({ project: z.string(), service: z.string().optional() });
const data = z.looseObject({ unwell: z.array(z.object({ service: z.string(), number: z.number() })) });
const lines = z.object({ lines: z.string() });

export function isOfProject({ kind }: Pick<Operation, 'kind'>): boolean {
  return kind.startsWith('project-') || kind === 'scale';
}

/** What compose printed last, while it runs. Masked and bounded when it was read. */
export function composeLines(found: Operation): Block[] {
  const shown = lines.safeParse(found.progress?.params).data?.lines ?? 'none';
  return isOfProject(found) && shown !== 'none' ? [{ kind: 'code', text: shown }] : [];
}

/** The next step of the procedure one tap away: the logs of what is not well, Recreate… after a restart. */
export function projectButtons(found: Operation, outcome: Outcome, reader: Reader, rooms: Rooms): Button[][] {
  const parsed = params.safeParse(found.params);
  if (!parsed.success) return [];
  const { project } = parsed.data;
  const button = (label: string, ...to: string[]): Button => ({
    label,
    action: { kind: 'callback', data: tap(...to) },
  });
  const reference = projectReference(project);
  const logs = (data.safeParse(outcome.data).data?.unwell ?? []).slice(0, SHOWN_LOGS).map(({ service, number }) => {
    const key = serviceKey({ engine: ENGINE, project, service });
    const to = containerReference({ key, number, oneOff: false, name: service });
    const label = number === 1 ? service : `${service} ${number}`;
    return button(`📜 ${shortened(label, 17)}`, 'l', 'c', to);
  });
  const next: Button[] = [];
  if (outcome.ok !== true && outcome.nextStep === 'recreate')
    next.push(button(reader.t('bot-project-button-recreate'), 'j', 'recreate', reference));
  const verb = PROJECT_VERBS.find((name) => found.kind === `project-${name}`);
  if (hasNotBegun(outcome) && verb !== undefined)
    next.push(button(reader.t(`bot-status-button-${verb}`), 'j', verb, reference));
  if (outcome.down === true) next.push(button(reader.t('bot-project-button-start'), 'j', 'start', reference));
  const { incident } = found;
  const card =
    incident === null || !rooms.incidents.get(incident)
      ? []
      : [button(reader.t('bot-button-card', { number: incident }), 'i', String(incident), 'card')];
  return [logs, next, card].filter((row) => row.length > 0);
}
