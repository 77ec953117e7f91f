import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Docker, EngineError } from '../../docker/index.ts';
import { runProcess } from '../../host/index.ts';
import type { Masker } from '../../masking/index.ts';
import type { ArchiveWorks } from '../archive/types.ts';
import type { Manifest } from '../manifest.ts';
import type { BackupSet } from '../sets/types.ts';
import { knowingSpace } from '../store/durable.ts';
import type { Draft } from '../store/types.ts';

type Extra = Manifest['extras'][number];

const LOG_LINES = 2000;
const LOG_BYTES = 4 * 1024 * 1024;
const LOG_DEADLINE_MS = 20_000;
const GIT_DEADLINE_MS = 10_000;
const GIT_BYTES = 256 * 1024;

/** What their script asked git for, and nothing that could change or run anything. */
const GIT_ASKS: readonly (readonly string[])[] = [
  ['rev-parse', 'HEAD'],
  ['rev-parse', '--abbrev-ref', 'HEAD'],
  ['log', '-1', '--format=%H %cI %an %s'],
  ['status', '--porcelain=v1', '--branch'],
  ['diff', '--stat', 'HEAD'],
  ['remote', '-v'],
];

/** Git state and recent logs, masked, packed into the draft. Nothing of it is worth failing a backup for. */
export async function packExtras(
  deps: {
    readonly docker: Pick<Docker, 'logs'>;
    readonly works: Pick<ArchiveWorks, 'packFile'>;
    readonly masking: Masker;
    readonly hostRoot: string | null;
    readonly level: number;
  },
  set: BackupSet,
  draft: Draft,
  signal: AbortSignal,
): Promise<Extra[]> {
  const extras: Extra[] = [];
  if (set.logs) {
    for (const { record } of set.services) {
      for (const { id, name } of record.containers) {
        const text = await logsOf(deps.docker, id, signal);
        if (text !== '') extras.push(await pack('logs', name, text));
      }
    }
  }
  if (set.git && set.workingDir !== null) {
    const text = await gitState(join(deps.hostRoot ?? '/', set.workingDir), signal);
    if (text !== '') extras.push(await pack('git', set.workingDir, text));
  }
  return extras;

  async function pack(kind: Extra['kind'], name: string, text: string): Promise<Extra> {
    const file = `${kind}-${extras.length}.txt.zst`;
    const plain = draft.pathOf(`${file}.raw`);
    try {
      await knowingSpace(() => writeFile(plain, deps.masking.text(text), { mode: 0o600 }));
      const to = draft.pathOf(file);
      const stored = await deps.works.packFile({ from: plain, to, level: deps.level, key: draft.key });
      return { kind, name, stored: { file, ...stored } };
    } finally {
      await rm(plain, { force: true });
    }
  }
}

async function logsOf(docker: Pick<Docker, 'logs'>, id: string, signal: AbortSignal): Promise<string> {
  try {
    const options = { tail: LOG_LINES, maxBytes: LOG_BYTES, deadlineMs: LOG_DEADLINE_MS, signal };
    const lines = await docker.logs(id, options);
    return lines.map(({ at, text }) => `${at === null ? '' : `${new Date(at).toISOString()} `}${text}\n`).join('');
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof EngineError) return '';
    throw error;
  }
}

/** Empty where there is no git, no repository, or it cannot be read from here. */
async function gitState(cwd: string, signal: AbortSignal): Promise<string> {
  const parts: string[] = [];
  for (const ask of GIT_ASKS) {
    const chunks: Buffer[] = [];
    let size = 0;
    // Neither the repository's own hooks and filters nor a lock of it: it is only looked at.
    const safe = ['-c', 'core.fsmonitor=', '-c', 'core.hooksPath=/dev/null', '-c', `safe.directory=${cwd}`];
    const end = await runProcess({
      argv: ['git', ...safe, '--no-optional-locks', '--no-pager', ...ask],
      cwd,
      env: { PATH: process.env.PATH ?? '', GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C' },
      timeoutMs: GIT_DEADLINE_MS,
      signal,
      onOutput: (chunk, stream) => {
        if (stream === 'stdout' && size < GIT_BYTES) chunks.push(chunk);
        size += chunk.length;
      },
    });
    signal.throwIfAborted();
    // Without a HEAD there is nothing to say; a later question may fail by itself (no upstream, no remote).
    if (end.exitCode !== 0 && parts.length === 0) return '';
    parts.push(`$ git ${ask.join(' ')}\n${Buffer.concat(chunks).toString('utf8').slice(0, GIT_BYTES)}`);
  }
  return withoutCredentials(parts.join('\n'));
}

/** `https://user:token@host` → `https://host`. */
export function withoutCredentials(text: string): string {
  return text.replaceAll(/([a-z][a-z0-9+.-]*:\/\/)[^/\s@]+@/gi, '$1');
}
