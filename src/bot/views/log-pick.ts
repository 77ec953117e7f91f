import type { Block, Button } from '../../document/index.ts';
import type { LogView, LogViewState } from '../../logs/index.ts';
import { tap } from '../taps/data.ts';
import type { Reader } from './view.ts';
import { bold } from './view.ts';
import { shortened } from './words.ts';

/** "Whose log?", and why it is asked. */
export function pickBlocks({ pick, pattern, range }: LogViewState, { t }: Reader): Block[] {
  const entries = pick?.entries ?? [];
  const query = pick?.query ?? null;
  const blocks: Block[] = [{ kind: 'paragraph', text: bold(`📜 ${question(query, pick, t)}`) }];
  if (entries.length === 0) blocks.push({ kind: 'paragraph', text: t('bot-containers-none') });
  if (entries.some(({ unwell }) => unwell)) blocks.push({ kind: 'paragraph', text: t('bot-logs-pick-unwell') });
  if (pattern.kind !== 'all' || range.kind !== 'all') {
    blocks.push({ kind: 'paragraph', text: t('bot-logs-pick-kept') });
  }
  return blocks;
}

function question(query: string | null, pick: LogViewState['pick'], t: Reader['t']): string {
  if (query === null || pick === null) return t('bot-logs-pick');
  const name = shortened(query, 40);
  if (pick.ambiguous) return t('bot-logs-pick-which', { name });
  return t('bot-logs-pick-unknown', { name, count: pick.entries.length });
}

/** Two in a row, whole projects marked; pages, and the way to all of them where only some are shown. */
export function pickButtons(view: LogView, { t }: Reader): Button[][] {
  const { pick, target } = view.state;
  if (pick === null) return [];
  const button = (label: string, ...rest: readonly (string | number)[]): Button => ({
    label,
    action: { kind: 'callback', data: tap('l', 'v', view.id, '-', ...rest) },
  });
  const entries = pick.entries.map(({ ref, label, unwell, project }) =>
    button(`${unwell ? '⚠️ ' : project ? '📦 ' : ''}${shortened(label, project || unwell ? 17 : 20)}`, 'to', ref),
  );
  const rows: Button[][] = [];
  for (let at = 0; at < entries.length; at += 2) rows.push(entries.slice(at, at + 2));
  if (pick.pages > 1) {
    const turn = (label: string, page: number): Button =>
      page >= 0 && page < pick.pages ? button(label, 'pick', page) : { label, action: { kind: 'disabled' } };
    rows.push([
      turn(t('bot-button-log-previous'), pick.page - 1),
      { label: `${pick.page + 1}/${pick.pages}`, action: { kind: 'disabled' } },
      turn(t('bot-button-log-next'), pick.page + 1),
    ]);
  }
  if (pick.query !== null) rows.push([button(t('bot-button-log-everybody'), 'pick', 0)]);
  if (target !== null) rows.push([button(t('bot-button-back'), 'back')]);
  return rows;
}
