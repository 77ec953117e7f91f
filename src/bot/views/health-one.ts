import { stringify } from 'yaml';
import type { AdoptedCheck } from '../../checks/index.ts';
import type { Block, Button, Document } from '../../document/index.ts';
import { type Board, type Item, itemReference, type PastResult } from '../../health/index.ts';
import { tap } from '../taps/data.ts';
import { containerReference } from '../taps/reference.ts';
import { itemName, levelMark, reasonWords } from './health-lines.ts';
import { askedWords } from './health-words.ts';
import type { Rooms } from './rooms.ts';
import { bold, type Reader, timeOf } from './view.ts';
import { shortened } from './words.ts';

const SHOWN_RESULTS = 8;
/** What a copy button may hold. */
const COPY_CHARACTERS = 256;

/** One check: how it is, what is asked, what it said before, and what can be done. */
export function healthOne(board: Board, item: Item, reader: Reader, rooms: Rooms): Document {
  const adopted = rooms.health.adoptedAs(item.id);
  const past = rooms.health.history(item.id, SHOWN_RESULTS);
  const blocks: Block[] = [
    { kind: 'paragraph', text: [`${levelMark(item.level)} `, bold(shortened(itemName(item, reader), 60))] },
    { kind: 'paragraph', text: stateWords(item, reader) },
    { kind: 'paragraph', text: askedWords(item, rooms.health.describe(item.id), reader) },
    ...origin(adopted, reader, rooms),
    ...pastResults(past, reader),
  ];
  return { blocks, buttons: buttonsOf(board, item, adopted, reader, rooms) };
}

function stateWords(item: Item, reader: Reader) {
  const words = reasonWords(item.reason, reader);
  const latency = item.latencyMs === null ? null : reader.t('bot-health-latency', { ms: item.latencyMs });
  const said = [words, latency].filter((part) => part !== null);
  if (item.at === null) return reader.t('bot-health-not-answered');
  if (said.length === 0) said.push(reader.t('bot-health-fine'));
  return [`${said.join(' · ')} · `, timeOf(item.at)];
}

/** Who added it, and the lines that would keep it in the configuration. */
function origin(adopted: AdoptedCheck | null, reader: Reader, rooms: Rooms): Block[] {
  if (adopted === null) return [];
  const by = rooms.people.person(adopted.addedBy).name;
  return [
    {
      kind: 'paragraph',
      text: [`➕ ${reader.t('bot-health-added', { by })} `, { kind: 'time', at: adopted.addedAt, show: 'datetime' }],
    },
    { kind: 'details', summary: reader.t('bot-health-yaml'), blocks: [{ kind: 'code', text: yamlOf(adopted) }] },
  ];
}

function yamlOf({ config }: AdoptedCheck): string {
  return stringify([config]).trimEnd();
}

function pastResults(past: readonly PastResult[], reader: Reader): Block[] {
  if (past.length < 2) return [];
  const items = past.map((result) => {
    const words = reasonWords(result.reason, reader);
    const latency = result.latencyMs === null ? [] : [reader.t('bot-health-latency', { ms: result.latencyMs })];
    const said = [...(words === null ? [] : [words]), ...latency].join(' · ');
    return [`${levelMark(result.level)} `, timeOf(result.at), said === '' ? '' : ` ${said}`];
  });
  return [{ kind: 'details', summary: reader.t('bot-health-before'), blocks: [{ kind: 'list', items }] }];
}

function buttonsOf(board: Board, item: Item, adopted: AdoptedCheck | null, reader: Reader, rooms: Rooms): Button[][] {
  const reference = itemReference(item.id);
  const press = (key: string, ...parts: string[]): Button => ({
    label: reader.t(key),
    action: { kind: 'callback', data: tap('h', ...parts) },
  });
  const container = containerOf(item, rooms);
  const logs: Button[] =
    container === null
      ? []
      : [{ label: reader.t('bot-button-logs'), action: { kind: 'callback', data: tap('l', 'c', container) } }];
  const rows: Button[][] = [
    [
      press('bot-health-one-again', 'ask', reference, board.id),
      ...logs,
      { label: reader.t('bot-button-triage'), style: 'danger', action: { kind: 'callback', data: tap('c', 'triage') } },
    ],
  ];
  if (adopted !== null) {
    const text = yamlOf(adopted);
    const copy: Button[] =
      text.length > COPY_CHARACTERS ? [] : [{ label: reader.t('bot-health-copy'), action: { kind: 'copy', text } }];
    rows.push([...copy, { ...press('bot-health-remove', 'del', reference, board.id), style: 'danger' }]);
  }
  rows.push([press('bot-health-to-all', 'main', board.id)]);
  return rows;
}

/** The container whose logs may tell more; null where the check speaks for no service that is there. */
function containerOf({ id, service }: Item, rooms: Rooms): string | null {
  if (service === null) return null;
  const number = Number(/#(\d+)$/.exec(id)?.[1] ?? 0);
  const candidates = (rooms.recorder.lastInventory()?.containers ?? []).filter(
    (container) => !container.oneOff && (container.key === service || container.service === service),
  );
  const found = candidates.find((container) => container.number === number) ?? candidates[0];
  return found === undefined ? null : containerReference(found);
}
