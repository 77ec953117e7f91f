import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import type { Download, LogActivity, LogView, LogViewState } from '../../logs/index.ts';
import { failed } from './content.ts';
import type { LogDeskOptions } from './desk.ts';
import { JobEnded, type JobHandle } from './jobs.ts';
import { type Reading, wordsFor } from './sources.ts';

/**
 * Telegram takes 50 MB from a bot (core.telegram.org/bots/api#senddocument). Far below that a part is also sent within
 * a minute over the slow uplink of a small host; packed, this is some 200 MB of log.
 */
const PART_BYTES = 20_000_000;

/** Where the parts of one message's log lie until they are sent. */
function downloadFolder(dataDir: string, viewId: string): string {
  return join(dataDir, 'log-downloads', viewId);
}

/**
 * Removes the parts that no message waits to bring: a kill has left them. To be called before anything is packed.
 * @returns how many parts still wait to be sent, by view
 */
export function removeOrphans(dataDir: string, waitingFiles: readonly string[]): ReadonlyMap<string, number> {
  const root = join(dataDir, 'log-downloads');
  if (!existsSync(root)) return new Map();
  const waiting = new Set(waitingFiles.map((path) => resolve(path)));
  const kept = new Map<string, number>();
  const folders: string[] = [];
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const path = resolve(entry.parentPath, entry.name);
    if (entry.isDirectory()) folders.push(path);
    else if (!waiting.has(path)) rmSync(path, { force: true });
    else {
      const [viewId = ''] = relative(resolve(root), path).split(sep);
      kept.set(viewId, (kept.get(viewId) ?? 0) + 1);
    }
  }
  // The deepest first; what still holds a part stays.
  for (const folder of folders.sort((one, other) => other.length - one.length)) {
    if (readdirSync(folder).length === 0) rmdirSync(folder);
  }
  return kept;
}

interface PackOptions extends LogDeskOptions {
  readonly view: LogView;
  readonly reading: Reading;
  readonly activity: LogActivity;
  readonly handle: JobHandle;
}

/** The whole range, masked, as compressed text in parts. Each is removed once it was sent; none stays when it ends early. */
export async function packLog(options: PackOptions): Promise<Partial<LogViewState>> {
  const { config, clock, logEngine, view, reading, activity, handle } = options;
  const folder = join(downloadFolder(config.environment.dataDir, view.id), randomBytes(4).toString('hex'));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const untilAt = clock.now();
  let download: Download;
  try {
    download = await logEngine.download({
      sources: reading.sources,
      pattern: { kind: 'all' },
      ...(reading.sinceAt === null ? {} : { sinceAt: reading.sinceAt }),
      untilAt,
      partBytes: PART_BYTES,
      folder,
      name: fileName(reading, untilAt),
      signal: handle.signal,
      onProgress: (seen) => handle.progress(() => ({ activity: { ...activity, ...seen } })),
    });
    if (handle.signal.aborted) throw handle.signal.reason;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw handle.signal.aborted && handle.signal.reason instanceof JobEnded ? handle.signal.reason : error;
  }
  if (download.lines === 0) {
    await rm(folder, { recursive: true, force: true });
    const [failure] = failed(download.failures, reading);
    return { ended: failure ?? { key: 'bot-logs-pack-empty', params: {} } };
  }
  send(options, download, untilAt);
  return { ended: { key: 'bot-logs-packed', params: { count: download.parts.length } } };
}

/** All of them in one transaction: after a kill either all wait to be sent, or none is there. */
function send({ database, notify, view, reading }: PackOptions, download: Download, untilAt: number): void {
  const { parts, lines, stopped, failures } = download;
  const notes = [
    ...(stopped === null ? [] : [{ key: `bot-logs-stopped-${stopped}`, params: {} }]),
    ...failed(failures, reading),
  ];
  database.transaction(() => {
    for (const [index, { path }] of parts.entries()) {
      notify.outbox.enqueue(
        { kind: 'chat', chatId: view.chatId, threadId: view.threadId },
        {
          subject: `logs-file:${view.id}`,
          slot: `part-${untilAt}-${index + 1}`,
          mode: 'new',
          view: 'log-file',
          params: {
            name: wordsFor(reading.target),
            fromAt: reading.sinceAt,
            toAt: untilAt,
            lines,
            part: index + 1,
            of: parts.length,
            notes: index === parts.length - 1 ? notes : [],
          },
          priority: 2,
          silent: index > 0,
          file: { name: basename(path), path, removeWhenSettled: true },
        },
      );
    }
  });
}

function fileName({ target }: Reading, at: number): string {
  const name =
    target.kind === 'service' ? [target.project, target.service].filter(Boolean).join('-') : wordsFor(target);
  const safe = name.replace(/[^\w.-]+/g, '-').slice(0, 60) || 'log';
  return `${safe}-${new Date(at).toISOString().slice(0, 16).replace(/[:T]/g, '-')}`;
}
