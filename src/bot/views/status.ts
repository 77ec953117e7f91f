import { z } from 'zod';
import type { Block, Button, Document, Inline, Text } from '../../document/index.ts';
import type { Incident } from '../../incidents/index.ts';
import { type ContainersEvidence, lastContainers, type ServiceEvidence } from '../../triage/index.ts';
import { tap } from '../taps/data.ts';
import type { Rooms } from './rooms.ts';
import {
  asOf,
  callback,
  containerButton,
  countWords,
  engineBlocks,
  groupButton,
  pageButtons,
  refreshButton,
  rowsOfButtons,
} from './status-frame.ts';
import { hostBlocks } from './status-host.ts';
import { type Group, lastPicture, type Row, rowsOf, type StatusPicture } from './status-picture.ts';
import { figuresTable, markOfGroup, nameOfGroup, troubleLine } from './status-words.ts';
import { bold, defineView, type Reader, timeOf } from './view.ts';
import { shortened } from './words.ts';

const GROUPS_PER_PAGE = 6;
/** Lines of trouble on the first screen, of all projects and of one. */
const WRONG_LINES = 8;
const WRONG_LINES_OF_ONE = 5;
const WRONG_BUTTONS = 6;
/** Rows under the folds: Telegram takes 500 blocks in a message, and every row is one. */
const FOLDED_ROWS = 120;
const FOLDED_ROWS_OF_ONE = 40;
const HEADLINE_NAMES = 60;
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

/** What is wrong, then the host, then a line for each project whose services are well; figures under its fold. */
export const status = defineView(z.object({ page: z.number().default(0) }), (params, reader, rooms): Document => {
  const seen = lastPicture(rooms, reader.now);
  const pages = Math.max(1, Math.ceil((seen?.groups.length ?? 0) / GROUPS_PER_PAGE));
  const page = Math.min(Math.max(0, params.page), pages - 1);
  const groups = seen?.groups.slice(page * GROUPS_PER_PAGE, (page + 1) * GROUPS_PER_PAGE) ?? [];
  const wrong = groups.flatMap((group) => group.wrong);
  const reachable = rooms.docker.availability().reachable;
  const blocks: Block[] = [...engineBlocks(seen, reader, rooms)];
  if (seen !== null) blocks.push(headline(seen, reader));
  else if (reachable) blocks.push({ kind: 'paragraph', text: reader.t('bot-containers-none') });
  blocks.push(...hostBlocks(rooms, reader));
  if (seen !== null) blocks.push(...groupsBlocks(groups, seen.at, reader), asOf(seen, reader));
  return {
    blocks,
    buttons: [
      ...(reachable ? [] : [[copyButton(reader, rooms)]]),
      ...rowsOfButtons(wrong.slice(0, WRONG_BUTTONS).map(containerButton)),
      ...rowsOfButtons(groups.map((group) => groupButton(group, reader))),
      ...pageButtons(page, pages, (to) => tap('p', 'home', to)),
      [
        refreshButton(tap('p', 'home', page), reader),
        callback(reader.t('bot-status-button-health'), tap('h', 'run')),
        callback(reader.t('bot-status-button-disk'), tap('d', 'home')),
      ],
      [{ ...callback(reader.t('bot-button-triage'), tap('c', 'triage')), style: 'danger' }],
    ],
  };
});

/** The picture's troubles in all: "❌ 2 of 12 not well: billing, queue". */
function headline(seen: StatusPicture, reader: Reader): Block {
  const counted = seen.groups.filter(({ kind }) => kind !== 'one-off');
  const count = counted.reduce((sum, group) => sum + group.wrong.length + group.well.length, 0);
  const wrong = counted.flatMap((group) => group.wrong);
  if (wrong.length === 0) return { kind: 'paragraph', text: bold(`✅ ${reader.t('bot-status-well', { count })}`) };
  const names = shortened(wrong.map(({ label }) => label).join(', '), HEADLINE_NAMES);
  const words = `❌ ${reader.t('bot-status-wrong', { wrong: wrong.length, count })}`;
  return { kind: 'paragraph', text: [bold(words), `: ${names}`] };
}

/** The troubles of each group one by one, as many as a screen bears, then its figures under a fold of one line. */
function groupsBlocks(groups: readonly Group[], at: number, reader: Reader): Block[] {
  let lines = WRONG_LINES;
  let rows = FOLDED_ROWS;
  return groups.flatMap((group) => {
    const most = Math.min(WRONG_LINES_OF_ONE, lines);
    // "and 1 more" would take the line that the one itself needs.
    const wrong = group.wrong.slice(0, group.wrong.length === most + 1 ? most + 1 : most);
    lines -= wrong.length;
    const figures = rowsOf(group).slice(0, Math.min(FOLDED_ROWS_OF_ONE, rows));
    rows -= figures.length;
    return groupBlocks(group, { wrong, figures }, at, reader);
  });
}

function groupBlocks(
  group: Group,
  shown: { wrong: readonly Row[]; figures: readonly Row[] },
  at: number,
  reader: Reader,
): Block[] {
  const { t } = reader;
  const all = group.wrong.length + group.well.length;
  const items = shown.wrong.map((row) => troubleLine(row, at, reader));
  if (group.wrong.length > items.length) items.push([t('bot-more', { count: group.wrong.length - items.length })]);
  const left = all - shown.figures.length;
  const more: Block[] = left > 0 ? [{ kind: 'paragraph', text: t('bot-status-more-rows', { count: left }) }] : [];
  const title: Inline[] = [
    `${markOfGroup(group)} `,
    bold(nameOfGroup(group, reader)),
    ` · ${countWords(group, reader)}`,
  ];
  const fold = (summary: Text): Block => ({
    kind: 'details',
    summary,
    blocks: [...figuresTable(shown.figures, at, reader), ...more],
  });
  if (items.length === 0) return [fold(title)];
  return [
    { kind: 'paragraph', text: title },
    { kind: 'list', items },
    ...(shown.figures.length > 0 ? [fold(`📈 ${t('bot-status-all-figures', { count: all })}`)] : []),
  ];
}

/** What a person can type by hand when the bot cannot reach the Engine. */
export function copyButton(reader: Reader, rooms: Rooms): Button {
  const { ssh } = rooms.settings.host;
  return {
    label: reader.t(ssh === undefined ? 'bot-button-copy-docker' : 'bot-button-copy-ssh'),
    action: { kind: 'copy', text: ssh === undefined ? FIRST_AID : `ssh ${ssh} '${FIRST_AID}'` },
  };
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
