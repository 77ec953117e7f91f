import { z } from 'zod';
import type { Block, Button, Document } from '../../document/index.ts';
import { may } from '../../oncall/index.ts';
import { tap } from '../taps/data.ts';
import type { Rooms } from './rooms.ts';
import {
  actionRows,
  asOf,
  callback,
  containerButton,
  countWords,
  engineBlocks,
  pageButtons,
  refreshButton,
  rowsOfButtons,
} from './status-frame.ts';
import { type Group, lastPicture, type Row, rowsOf } from './status-picture.ts';
import { figuresTable, markOfGroup, nameOfGroup, troubleLine } from './status-words.ts';
import { bold, defineView, type Reader } from './view.ts';

/** With their table and their buttons as many containers fill a phone's screen. */
const ROWS_PER_PAGE = 8;

/** One project: its containers with their figures, what is wrong first, and what can be done to it. */
export const statusProject = defineView(
  z.object({ reference: z.string(), page: z.number() }),
  (params, reader, rooms): Document => {
    const seen = lastPicture(rooms, reader.now);
    const group = seen?.groups.find(({ reference }) => reference === params.reference);
    const back = [callback(reader.t('bot-button-back'), tap('p', 'home', 0))];
    if (seen === null || group === undefined) {
      return { blocks: [{ kind: 'paragraph', text: reader.t('bot-status-project-gone') }], buttons: [back] };
    }
    const rows = rowsOf(group);
    const pages = Math.max(1, Math.ceil(rows.length / ROWS_PER_PAGE));
    const page = Math.min(Math.max(0, params.page), pages - 1);
    const shown = rows.slice(page * ROWS_PER_PAGE, (page + 1) * ROWS_PER_PAGE);
    const toPage = (to: number) => tap('p', 'p', group.reference, to);
    return {
      blocks: [
        ...engineBlocks(seen, reader, rooms),
        {
          kind: 'paragraph',
          text: [`${markOfGroup(group)} `, bold(nameOfGroup(group, reader)), ` · ${countWords(group, reader)}`],
        },
        ...troubleBlocks(shown, seen.at, reader),
        ...figures(shown, seen.at, reader),
        asOf(seen, reader),
      ],
      buttons: [
        ...rowsOfButtons(shown.map(containerButton)),
        ...pageButtons(page, pages, toPage),
        ...projectActions(group, reader, rooms),
        [...back, refreshButton(toPage(page), reader)],
      ],
    };
  },
);

function troubleBlocks(shown: readonly Row[], at: number, reader: Reader): Block[] {
  const items = shown.filter((row) => row.problems.length > 0).map((row) => troubleLine(row, at, reader));
  return items.length > 0 ? [{ kind: 'list', items }] : [];
}

/** Below trouble the table folds: what is wrong and what can be done about it stay on one screen. */
function figures(shown: readonly Row[], at: number, reader: Reader): Block[] {
  const table = figuresTable(shown, at, reader);
  if (!shown.some(({ problems }) => problems.length > 0)) return table;
  const summary = `📈 ${reader.t('bot-status-all-figures', { count: shown.length })}`;
  return [{ kind: 'details', summary, blocks: table }];
}

/** Whether the reader may act; in a group everybody sees the buttons, and a tap is checked. */
export function mayAct(reader: Reader, rooms: Rooms): boolean {
  return reader.viewer === null || may(rooms.people.person(reader.viewer), 'responder');
}

/** What a project as a whole can be told. Containers outside of compose are nobody's project. */
function projectActions(group: Group, reader: Reader, rooms: Rooms): Button[][] {
  if (group.kind !== 'project') return [];
  const { t } = reader;
  const action = (verb: string) => callback(t(`bot-status-button-${verb}`), tap('j', verb, group.reference));
  const logs = callback(t('bot-button-logs'), tap('l', 's', group.reference));
  if (!mayAct(reader, rooms)) return [[logs]];
  const states = rowsOf(group).map(({ container }) => container.state);
  const someRun = states.some((state) => state !== 'exited' && state !== 'created' && state !== 'dead');
  const someStand = states.some((state) => state === 'exited' || state === 'created');
  const actions = [
    ...(someRun ? [action('restart')] : []),
    action('recreate'),
    ...(someRun ? [action('stop')] : []),
    ...(someStand ? [action('start')] : []),
    action('scale'),
  ];
  return actionRows([logs, ...actions]);
}
