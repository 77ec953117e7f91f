import { bytesOf, type ContainerLog, GROUP_OF, type Group, type Inventory, type Item } from '../../cleanup/index.ts';
import { type Button, formatBytes } from '../../document/index.ts';
import { tap } from '../taps/data.ts';
import type { Reader } from './view.ts';

export const GROUP_MARK: Readonly<Record<Group, string>> = {
  image: '📦',
  container: '🧱',
  volume: '💿',
  cache: '🏗',
  log: '📜',
  own: '🛟',
};

export function groupWord(group: Group, { t }: Reader): string {
  return t(`bot-disk-group-${group}`);
}

export function itemsOf(inventory: Inventory, group: Group): Item[] {
  return inventory.items.filter((item) => GROUP_OF[item.kind] === group);
}

/** What a group takes; null where it cannot be seen (log files without the host's file system). */
export function groupBytes(inventory: Inventory, group: Group): number | null {
  if (group === 'own') return inventory.own.parts.reduce((total, { bytes }) => total + bytes, 0);
  if (group !== 'log') return inventory.df[group].bytes;
  const seen = inventory.logs.filter(({ files }) => files === 'read');
  return seen.length === 0 && inventory.logs.length > 0 ? null : logBytes(seen);
}

export function groupCount(inventory: Inventory, group: Group): number {
  if (group === 'own') return inventory.own.files.length;
  return group === 'log' ? inventory.logs.length : inventory.df[group].count;
}

function logBytes(logs: readonly ContainerLog[]): number {
  return logs.reduce((total, log) => total + bytesOf(log), 0);
}

/** What is known of an item: why it stays, or what its going means. */
export function verdictWord({ kind, project, verdict }: Item, { t }: Reader): string {
  if (!verdict.free) return `🔒 ${t(`cleanup-why-${verdict.why}`)}`;
  if (verdict.warning !== null) return `⚠️ ${t(`bot-disk-warn-${verdict.warning}`, { project: project ?? '' })}`;
  return verdict.safe ? `✅ ${t(kind === 'cache' ? 'bot-disk-cache-free' : 'bot-disk-free')}` : t('bot-disk-unused');
}

export function size(bytes: number, { locale }: Reader): string {
  return formatBytes(bytes, locale);
}

export function diskButton(label: string, ...parts: readonly (string | number)[]): Button {
  return { label, action: { kind: 'callback', data: tap('d', ...parts) } };
}
