import { z } from 'zod';
import type { Settings } from '../../config/index.ts';
import type { ContainerDetail } from '../../docker/index.ts';
import { type Block, type Button, type Document, formatDuration, type Inline } from '../../document/index.ts';
import { tap } from '../taps/data.ts';
import { hostLine } from './evidence.ts';
import type { Rooms } from './rooms.ts';
import { bold, defineView, type Reader, timeOf } from './view.ts';

const SHOWN_TROUBLES = 8;
const SHOWN_NAMES = 12;
/** Copied to the clipboard where the Engine is silent: what a person would type over ssh. */
const FIRST_AID = 'docker ps -a; systemctl status docker --no-pager | tail -20';

export interface Trouble {
  readonly container: ContainerDetail;
  readonly key: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** What is wrong with the containers of a picture, the worst first; pure. A finished job with exit code 0 is well. */
export function troubles(containers: readonly ContainerDetail[], settings: Pick<Settings, 'projects'>): Trouble[] {
  return watched(containers, settings)
    .flatMap((container): Trouble[] => {
      if (container.state === 'restarting') {
        return [
          {
            container,
            key: 'bot-problem-restarting',
            params: { count: container.restartCount, exitCode: container.exitCode ?? '?' },
          },
        ];
      }
      if (container.state === 'dead') return [{ container, key: 'bot-problem-dead', params: {} }];
      if (container.state === 'exited' && (container.exitCode !== 0 || container.restartPolicy === 'always')) {
        return container.oneOff
          ? []
          : [{ container, key: 'bot-problem-exited', params: { exitCode: container.exitCode ?? '?' } }];
      }
      if (container.health?.status === 'unhealthy') {
        const output = container.health.log.at(-1)?.output.replace(/\s+/g, ' ').trim().slice(0, 100) ?? '';
        return [
          {
            container,
            key: 'bot-problem-unhealthy',
            params: { streak: container.health.failingStreak, output: output || '–' },
          },
        ];
      }
      if (container.state === 'paused') return [{ container, key: 'bot-problem-paused', params: {} }];
      return [];
    })
    .sort((a, b) => severityOf(a) - severityOf(b));
}

function severityOf(trouble: Trouble): number {
  return [
    'bot-problem-restarting',
    'bot-problem-exited',
    'bot-problem-dead',
    'bot-problem-unhealthy',
    'bot-problem-paused',
  ].indexOf(trouble.key);
}

function watched(containers: readonly ContainerDetail[], settings: Pick<Settings, 'projects'>): ContainerDetail[] {
  return containers.filter(
    (container) =>
      settings.projects.length === 0 || (container.project !== null && settings.projects.includes(container.project)),
  );
}

const hostParams = z.object({
  source: z.literal('host'),
  uptimeS: z.number().nullable(),
  load: z.tuple([z.number(), z.number(), z.number()]).nullable(),
  cores: z.number().nullable(),
  memory: z.object({ totalBytes: z.number(), availableBytes: z.number(), usedPercent: z.number() }).nullable(),
  disks: z
    .array(
      z.object({
        mount: z.string(),
        totalBytes: z.number(),
        usedBytes: z.number(),
        availableBytes: z.number(),
        usedPercent: z.number(),
        inodesUsedPercent: z.number().nullable(),
        full: z.boolean(),
      }),
    )
    .nullable(),
  unavailable: z.enum(['host-in-container', 'host-unreadable']).nullable(),
});

/** Host, then what is wrong, then one line for all that is well. */
export const status = defineView(z.object({ host: hostParams.nullable() }), (params, reader, rooms): Document => {
  const inventory = rooms.recorder.lastInventory();
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
  if (inventory) {
    if (!availability.reachable) {
      blocks.push({
        kind: 'paragraph',
        text: reader.t('bot-engine-picture', {
          age: formatDuration(Math.max(0, reader.now - inventory.at), reader.locale),
        }),
      });
    }
    blocks.push(...projectBlocks(inventory.containers, reader, rooms));
  } else if (availability.reachable) {
    blocks.push({ kind: 'paragraph', text: reader.t('bot-containers-none') });
  }
  if (params.host) blocks.push(hostLine(params.host, reader));
  if (inventory) blocks.push({ kind: 'paragraph', text: [reader.t('bot-status-as-of'), ' ', timeOf(inventory.at)] });
  return { blocks, buttons };
});

/** What a person can type by hand when the bot cannot reach the Engine. */
function copyButton(reader: Reader, rooms: Rooms): Button {
  const { ssh } = rooms.settings.host;
  return {
    label: reader.t(ssh === undefined ? 'bot-button-copy-docker' : 'bot-button-copy-ssh'),
    action: { kind: 'copy', text: ssh === undefined ? FIRST_AID : `ssh ${ssh} '${FIRST_AID}'` },
  };
}

function projectBlocks(containers: readonly ContainerDetail[], reader: Reader, rooms: Rooms): Block[] {
  const { t } = reader;
  const all = watched(containers, rooms.settings);
  const wrong = troubles(containers, rooms.settings);
  const unwell = new Set(wrong.map((trouble) => trouble.container.id));
  const blocks: Block[] = [
    {
      kind: 'paragraph',
      text: bold(
        wrong.length === 0
          ? `✅ ${t('bot-status-well', { count: all.length })}`
          : `❌ ${t('bot-status-wrong', { wrong: wrong.length, count: all.length })}`,
      ),
    },
  ];
  if (wrong.length > 0) {
    const items = wrong
      .slice(0, SHOWN_TROUBLES)
      .map((trouble): Inline[] => [
        bold(
          trouble.container.project === null
            ? trouble.container.service
            : `${trouble.container.project}/${trouble.container.service}`,
        ),
        `: ${t(trouble.key, trouble.params)}`,
      ]);
    if (wrong.length > SHOWN_TROUBLES) items.push([t('bot-more', { count: wrong.length - SHOWN_TROUBLES })]);
    blocks.push({ kind: 'list', items });
  }
  for (const project of [...new Set(all.map((container) => container.project))].sort()) {
    const services = all.filter((container) => container.project === project);
    const well = services.filter((container) => !unwell.has(container.id));
    const names = [...new Set(well.map((container) => container.service))];
    const shown =
      names.slice(0, SHOWN_NAMES).join(', ') +
      (names.length > SHOWN_NAMES ? ` ${t('bot-more', { count: names.length - SHOWN_NAMES })}` : '');
    blocks.push({
      kind: 'paragraph',
      text: [
        bold(project ?? t('bot-project-none')),
        ` · ${t('bot-project-well', { well: well.length, total: services.length })}\n${shown}`,
      ],
    });
  }
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
