import {
  type Block,
  formatBytes,
  formatDuration,
  formatNumber,
  formatPercent,
  type Inline,
} from '../../document/index.ts';
import { GROWTH_WINDOW_MS, timesToFull } from '../../recorder/index.ts';
import { type DiskEvidence, type HostEvidence, hostEvidence } from '../../triage/index.ts';
import type { Rooms } from './rooms.ts';
import { bold, type Reader } from './view.ts';

/** As many disks stand open; a host with more has the others folded. */
const SHOWN_DISKS = 4;

/** The host: a line for the machine, a line for each real disk with when it will be full. Empty before the first look. */
export function hostBlocks(rooms: Rooms, reader: Reader): Block[] {
  const snapshot = rooms.recorder.lastHost();
  if (snapshot === null) return [];
  const host = hostEvidence(snapshot, rooms.settings.thresholds.diskPercent);
  const full = timesToFull(rooms.recorder.diskSamples(reader.now - GROWTH_WINDOW_MS), reader.now);
  const disks = [...(host.disks ?? [])].sort((a, b) => urgency(b, full) - urgency(a, full));
  const lines = disks.map((disk) => diskLine(disk, full.get(disk.mount) ?? null, reader));
  const folded = lines.slice(SHOWN_DISKS);
  return [
    {
      kind: 'paragraph',
      text: [`🖥 ${machineWords(host, reader)}`, ...lines.slice(0, SHOWN_DISKS).flatMap(onItsOwnLine)],
    },
    ...(folded.length === 0
      ? []
      : [
          {
            kind: 'details',
            summary: `💾 ${reader.t('bot-status-more-disks', { count: folded.length })}`,
            blocks: [{ kind: 'list', items: folded }],
          } as const,
        ]),
  ];
}

function onItsOwnLine(line: Inline[]): Inline[] {
  return ['\n', ...line];
}

/** What fills up comes before what is merely full, and that before the rest. */
function urgency(disk: DiskEvidence, full: ReadonlyMap<string, number>): number {
  return (disk.full ? 2000 : 0) + (full.has(disk.mount) ? 1000 : 0) + disk.usedPercent;
}

function machineWords(host: HostEvidence, reader: Reader): string {
  const { t, locale } = reader;
  const parts: string[] = [];
  if (host.uptimeS !== null) parts.push(t('bot-host-up', { duration: formatDuration(host.uptimeS * 1000, locale) }));
  if (host.load !== null) {
    const cores = host.cores ?? 1;
    parts.push(t('bot-status-load', { load: formatNumber(host.load[0] / cores, locale, 2), cores }));
  }
  if (host.memory !== null) {
    const percent = formatPercent(host.memory.usedPercent, locale);
    parts.push(t('bot-status-memory', { percent, total: formatBytes(host.memory.totalBytes, locale) }));
  }
  if (host.unavailable !== null) parts.push(t(host.unavailable));
  return parts.join(' · ');
}

/** "💾 / 62%, 12 GiB free, inodes 3% · full in 5 h as it grows now". */
function diskLine(disk: DiskEvidence, fullInMs: number | null, reader: Reader): Inline[] {
  const { t, locale } = reader;
  const used = t('bot-status-disk', {
    mount: disk.mount,
    percent: formatPercent(disk.usedPercent, locale),
    free: formatBytes(disk.availableBytes, locale),
  });
  const inodes =
    disk.inodesUsedPercent === null
      ? ''
      : `, ${t('bot-status-inodes', { percent: formatPercent(disk.inodesUsedPercent, locale) })}`;
  const line: Inline[] = [`${disk.full ? '⚠️' : '💾'} ${used}${inodes}`];
  if (fullInMs !== null)
    line.push(' · ', bold(`⏳ ${t('bot-status-full-in', { duration: formatDuration(fullInMs, locale) })}`));
  return line;
}
