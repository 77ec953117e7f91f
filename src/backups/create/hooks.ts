import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import type { Docker, EngineStorage } from '../../docker/index.ts';
import type { Masker } from '../../masking/index.ts';
import type { ArchiveWorks } from '../archive/types.ts';
import type { Manifest } from '../manifest.ts';
import type { Hook, SetService } from '../sets/types.ts';
import { knowingSpace } from '../store/durable.ts';
import type { Draft } from '../store/types.ts';

export type HookRun = Manifest['hooks'][number];
type Extra = Manifest['extras'][number];

/** A hook did not end with 0, or not in its time. */
export class HookError extends Error {
  override readonly name = 'HookError';
  readonly service: string;
  readonly exitCode: number | null;
  /** The last lines of what it said to stderr, masked. */
  readonly said: readonly string[];
  constructor(service: string, exitCode: number | null, said: readonly string[]) {
    super(`the hook of ${service} ended with ${exitCode ?? 'nothing'}`);
    this.service = service;
    this.exitCode = exitCode;
    this.said = said;
  }
}

/** Runs commands in the services' own containers. */
export function createHooks(deps: {
  readonly docker: Pick<Docker, 'inspect'>;
  readonly storage: Pick<EngineStorage, 'exec'>;
  readonly works: Pick<ArchiveWorks, 'packFile'>;
  readonly masking: Masker;
  readonly level: number;
}) {
  const { storage, works, masking, level } = deps;

  /**
   * One hook in the first container of its service that runs. What it prints is kept in the draft where that is asked for.
   * @returns null when nothing of the service runs · @throws HookError, EngineError, NoSpaceError, the signal's reason
   */
  async function run(
    service: SetService,
    when: 'before' | 'after',
    draft: Draft | null,
    signal?: AbortSignal,
  ): Promise<{ readonly hook: HookRun; readonly extra: Extra | null } | null> {
    const hook = service[when];
    const container = service.record.containers.find(({ running }) => running);
    if (hook === null || container === undefined) return null;
    const { name } = service.record;
    const file = `hook-${name.replaceAll(/[^A-Za-z0-9._-]/g, '-')}-${when}`;
    const kept = hook.keepOutput && draft !== null ? output(draft.pathOf(`${file}.raw`)) : null;
    const startedAt = performance.now();
    try {
      const end = await storage.exec(container.id, {
        argv: hook.argv,
        ...(hook.user === null ? {} : { user: hook.user }),
        timeoutMs: hook.timeoutMs,
        ...(signal === undefined ? {} : { signal }),
        ...(kept === null ? {} : { onStdout: kept.write }),
      });
      if (end.exitCode !== 0) throw new HookError(name, end.exitCode, lastLines(masking.text(end.stderr)));
      const ran = { service: name, when, argv: masked(hook), exitCode: end.exitCode, tookMs: since(startedAt) };
      return { hook: ran, extra: kept === null || draft === null ? null : await pack(draft, file, kept, name, when) };
    } finally {
      await kept?.discard();
    }
  }

  async function pack(draft: Draft, file: string, kept: Output, name: string, when: string): Promise<Extra> {
    await kept.close();
    const packed = `${file}.out.zst`;
    const stored = await works.packFile({ from: kept.path, to: draft.pathOf(packed), level, key: draft.key });
    return { kind: 'hook', name: `${name} ${when}`, stored: { file: packed, ...stored } };
  }

  const masked = ({ argv }: Hook) => argv.map((argument) => masking.text(argument));

  return { run, masked };
}

type Output = ReturnType<typeof output>;

/** What a hook prints, in a file of the draft; the next piece is asked for when this one is on its way to the disk. */
function output(path: string) {
  const stream = createWriteStream(path, { flags: 'w', mode: 0o600 });
  const ended = finished(stream);
  // Told where it is waited for; until then nobody listens.
  ended.catch(() => undefined);
  return {
    path,
    write: async (chunk: Buffer) => {
      if (!stream.write(chunk))
        await knowingSpace(() => Promise.race([once(stream, 'drain'), ended]).then(() => undefined));
    },
    close: () =>
      knowingSpace(async () => {
        stream.end();
        await ended;
      }),
    discard: async () => {
      stream.destroy();
      await rm(path, { force: true });
    },
  };
}

function since(startedAt: number): number {
  return Math.round(performance.now() - startedAt);
}

function lastLines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim().slice(0, 300))
    .filter((line) => line !== '')
    .slice(-10);
}
