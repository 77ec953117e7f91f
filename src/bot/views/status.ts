import { z } from 'zod';
import { type Block, type Button, type Document, formatDuration, type Inline } from '../../document/index.ts';
import type { Incident } from '../../incidents/index.ts';
import {
  type ContainersEvidence,
  evidenceFrom,
  lastContainers,
  type ProjectEvidence,
  type ServiceEvidence,
} from '../../triage/index.ts';
import { tap } from '../taps/data.ts';
import { hostLine, projectTroubles } from './evidence.ts';
import type { Rooms } from './rooms.ts';
import { bold, defineView, type Reader, timeOf } from './view.ts';

const SHOWN_NAMES = 12;
const OLD_AFTER_MS = 10_000;
/** Copied to the clipboard where the Engine is silent: what a person would type over ssh. */
const FIRST_AID = 'docker ps -a; systemctl status docker --no-pager | tail -20';

/** The containers as they were seen last; null before the first picture. */
export function containersNow(rooms: Rooms, now: number): ContainersEvidence | null {
  return lastContainers({
    docker: rooms.docker,
    recorder: rooms.recorder,
    thresholds: rooms.settings.thresholds,
    now: () => now,
  });
}

/** The services of an incident that are not well now. */
export function unwellAffected(incident: Incident, rooms: Rooms, now: number): ServiceEvidence[] {
  const services = containersNow(rooms, now)?.services ?? [];
  const isAffected = (key: string) => incident.affectedAll || incident.affected.includes(key);
  return services.filter((service) => service.unwell && isAffected(service.key));
}

/** What is wrong, then one line for all that is well, then the host. */
export const status = defineView(z.object({ host: z.unknown() }), (params, reader, rooms): Document => {
  const seen = containersNow(rooms, reader.now);
  const availability = rooms.docker.availability();
  const blocks: Block[] = [];
  const buttons: Button[][] = [
    [
      { label: reader.t('bot-button-refresh'), action: { kind: 'callback', data: tap('c', 'status', 'again') } },
      { label: reader.t('bot-button-triage'), style: 'danger', action: { kind: 'callback', data: tap('c', 'triage') } },
    ],
  ];
  if (!availability.reachable) {
    blocks.push({
      kind: 'paragraph',
      text: ['🔌 ', bold(reader.t('bot-engine-silent')), ' ', timeOf(availability.sinceAt)],
    });
    buttons.unshift([copyButton(reader, rooms)]);
  }
  if (seen !== null && isOld(seen, reader)) blocks.push(agePicture(seen, reader));
  if (seen !== null)
    blocks.push(headline(seen, reader), ...seen.projects.flatMap((project) => projectBlocks(project, seen, reader)));
  else if (availability.reachable) blocks.push({ kind: 'paragraph', text: reader.t('bot-containers-none') });
  const host = evidenceFrom(params.host);
  if (host?.source === 'host') blocks.push(hostLine(host, reader));
  if (seen?.pictureAt)
    blocks.push({ kind: 'paragraph', text: [reader.t('bot-status-as-of'), ' ', timeOf(seen.pictureAt)] });
  return { blocks, buttons };
});

/** A picture is taken for the question itself; an older one means that the Engine did not answer in time. */
function isOld(seen: ContainersEvidence, reader: Reader): boolean {
  return !seen.engine.reachable || reader.now - (seen.pictureAt ?? reader.now) > OLD_AFTER_MS;
}

function agePicture(seen: ContainersEvidence, reader: Reader): Block {
  const age = formatDuration(Math.max(0, reader.now - (seen.pictureAt ?? reader.now)), reader.locale);
  return { kind: 'paragraph', text: reader.t('bot-engine-picture', { age }) };
}

function headline(seen: ContainersEvidence, reader: Reader): Block {
  const count = seen.projects.reduce((sum, project) => sum + project.total, 0);
  const wrong = seen.projects.reduce((sum, project) => sum + project.unwell.length, 0);
  const words =
    wrong === 0
      ? `✅ ${reader.t('bot-status-well', { count })}`
      : `❌ ${reader.t('bot-status-wrong', { wrong, count })}`;
  return { kind: 'paragraph', text: bold(words) };
}

/** What a person can type by hand when the bot cannot reach the Engine. */
function copyButton(reader: Reader, rooms: Rooms): Button {
  const { ssh } = rooms.settings.host;
  return {
    label: reader.t(ssh === undefined ? 'bot-button-copy-docker' : 'bot-button-copy-ssh'),
    action: { kind: 'copy', text: ssh === undefined ? FIRST_AID : `ssh ${ssh} '${FIRST_AID}'` },
  };
}

/** A project: its troubles one by one, then the names of the rest. */
function projectBlocks(project: ProjectEvidence, seen: ContainersEvidence, reader: Reader): Block[] {
  const well = seen.services.filter((service) => service.project === project.project && !service.unwell);
  const shown = well.slice(0, SHOWN_NAMES).map((service) => service.service);
  if (well.length > SHOWN_NAMES) shown.push(reader.t('bot-more', { count: well.length - SHOWN_NAMES }));
  const blocks = projectTroubles(project, reader);
  if (shown.length > 0) blocks.push({ kind: 'paragraph', text: `✅ ${shown.join(', ')}` });
  return blocks;
}

/** The answer to a tap that needs the Engine while it is away: since when, and what can be typed by hand. */
export const engineAway = defineView(z.object({}), (_params, reader, rooms): Document => {
  const availability = rooms.docker.availability();
  const since: Inline[] = availability.reachable
    ? [bold(reader.t('bot-engine-stumbled'))]
    : [bold(reader.t('bot-engine-silent')), ' ', timeOf(availability.sinceAt)];
  return {
    blocks: [
      { kind: 'paragraph', text: ['🔌 ', ...since] },
      { kind: 'paragraph', text: reader.t('bot-engine-by-hand') },
    ],
    buttons: [[copyButton(reader, rooms)]],
  };
});
