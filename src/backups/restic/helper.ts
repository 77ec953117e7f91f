import { readdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { EngineStorage, HelperMount } from '../../docker/index.ts';
import { messageOf } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { paddingOf } from '../tar/scanner.ts';
import { END_MARKER, writeHeader } from '../tar/writer.ts';
import { problemIn, ResticError } from './problem.ts';
import { type Repository, repositoryMounts } from './repository.ts';

const LOOK_EVERY_MS = 250;
const END_WITHIN_MS = 5000;
const SHOWN_LINES = 400;
const SETTINGS = 'run/vakhta/settings';
/** Files that a non-root bot is to read too belong to whoever made the repository. */
const SCRIPT = `. /${SETTINGS}; /bin/restic "$@"; end=$?
[ -z "$VAKHTA_PATH" ] || chown -R "$(stat -c %u:%g "$VAKHTA_PATH/config")" "$VAKHTA_PATH"
exit $end`;

export interface HelperRun {
  readonly operation: string;
  readonly argv: readonly string[];
  readonly mounts: readonly HelperMount[];
  readonly capabilities: readonly string[];
  readonly signal: AbortSignal;
  /** Everything that it has printed so far, the last lines. */
  readonly onOutput?: (output: string) => void;
}

/**
 * Runs restic in a helper where it reaches what the bot does not: volumes. Passwords and the address are written into it
 * as a file that only root reads, and go with it: no inspect shows them. Called off, it is told to end, so that it takes
 * its lock away. @returns what it printed @throws ResticError · EngineError · the signal's reason
 */
export async function runInHelper(
  deps: { readonly storage: EngineStorage; readonly log: Log },
  of: { readonly repository: Repository; readonly env: Readonly<Record<string, string>>; readonly hostname: string },
  run: HelperRun,
): Promise<string> {
  const { storage, log } = deps;
  const { signal } = run;
  const id = await storage.createHelper(
    {
      ...{ operation: run.operation, image: 'restic', hostname: of.hostname, network: of.repository.network },
      mounts: [...run.mounts, ...repositoryMounts(of.repository)],
      argv: ['/bin/sh', '-c', SCRIPT, 'restic', ...run.argv],
      capabilities:
        of.repository.kind === 'local'
          ? [...new Set([...run.capabilities, 'CHOWN', 'DAC_OVERRIDE'])]
          : run.capabilities,
    },
    { signal },
  );
  try {
    await storage.writeSmall(id, '/', await settingsTar(of.repository, of.env), { signal });
    await storage.startHelper(id, { signal });
    return await ended(id);
  } finally {
    await storage
      .removeHelper(id)
      .catch((error: unknown) => log.warn({ reason: messageOf(error) }, 'a helper of restic stays'));
  }

  async function ended(helper: string): Promise<string> {
    for (;;) {
      if (signal.aborted) return endEarly(helper);
      const state = await storage.helperState(helper);
      const output = await storage.helperLogs(helper, SHOWN_LINES);
      if (state === null) throw new ResticError('other', 'its helper was removed');
      run.onOutput?.(output);
      if (state.state !== 'running' && state.state !== 'created' && state.state !== 'restarting') {
        if (state.exitCode === 0) return output;
        throw new ResticError(problemIn(output), output);
      }
      await wait(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async function endEarly(helper: string): Promise<never> {
    const argv = ['/bin/sh', '-c', 'kill -INT $(pidof restic)'];
    await storage.exec(helper, { argv, timeoutMs: END_WITHIN_MS }).catch(() => undefined);
    const until = performance.now() + END_WITHIN_MS;
    while (performance.now() < until && (await storage.helperState(helper))?.state === 'running') await wait(100);
    throw signal.reason;
  }
}

async function settingsTar(repository: Repository, env: Readonly<Record<string, string>>): Promise<Buffer> {
  const all = { ...env, TMPDIR: '/run/vakhta', RESTIC_PROGRESS_FPS: '2', VAKHTA_PATH: repository.path ?? '' };
  const lines = Object.entries(all).map(([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'\n`);
  const keys = repository.kind === 'sftp' ? await sshFiles() : [];
  const parts = [{ name: SETTINGS, bytes: Buffer.from(lines.join('')) }, ...keys].flatMap(({ name, bytes }) => [
    writeHeader({ name, type: 'file', mode: 0o600, uid: 0, gid: 0, size: bytes.length, mtime: 0 }),
    bytes,
    Buffer.alloc(paddingOf(bytes.length)),
  ]);
  return Buffer.concat([...parts, END_MARKER]);
}

/** The bot's own: keys, hosts that are known, settings. */
async function sshFiles(): Promise<{ name: string; bytes: Buffer }[]> {
  const folder = join(homedir(), '.ssh');
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^(?:id_\w+|known_hosts|config)$/.test(name));
  return Promise.all(names.map(async (name) => ({ name: `.ssh/${name}`, bytes: await readFile(join(folder, name)) })));
}
