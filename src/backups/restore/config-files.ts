import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { EngineError } from '../../docker/index.ts';
import { UserError } from '../../errors.ts';
import type { Key, Written } from '../archive/types.ts';
import type { ConfigFile, Manifest } from '../manifest.ts';
import { withMounted } from '../mounted.ts';
import type { BackupParts } from '../parts.ts';
import { filesIn } from '../proof/config-files.ts';
import { unpacked } from '../proof/unpacked.ts';
import { createHostFiles, type HostFile } from '../sets/host-files.ts';
import { END_MARKER, writeHeader } from '../tar/writer.ts';

const HELPER_DEADLINE_MS = 30_000;
const BLOCK = 512;

/** Configuration files of the host, as they are and as a backup has them. */
export interface RestoredConfig {
  /** Null when there is none. */
  now(path: string): Promise<HostFile | null>;
  /** Out of the backup, each against its hash. @throws UserError for one that is damaged */
  stored(
    from: { readonly manifest: Manifest; readonly key: Key },
    files: readonly ConfigFile[],
  ): Promise<StoredConfig[]>;
  /** Where it was, with mode and owner: beside it first, then renamed over it. */
  write(file: StoredConfig, signal: AbortSignal): Promise<void>;
  remove(path: string, signal: AbortSignal): Promise<void>;
  makeFolder(path: string, signal: AbortSignal): Promise<void>;
  /** Into one packed tar; answers what the manifest says of it. */
  pack(
    files: readonly { readonly path: string; readonly role: ConfigFile['role']; readonly file: HostFile }[],
    to: { readonly path: string; readonly key: Key; readonly level: number },
  ): Promise<{ readonly written: Written; readonly configFiles: ConfigFile[] }>;
}

export interface StoredConfig {
  readonly path: string;
  readonly file: HostFile;
}

export function createConfigFiles(options: {
  readonly parts: Pick<BackupParts, 'storage' | 'works' | 'store' | 'hostRoot' | 'clock' | 'log'>;
  readonly operation: string;
  readonly folder: () => Promise<string>;
}): RestoredConfig {
  const { parts, operation, folder } = options;
  const { storage, works, hostRoot, clock, log } = parts;
  const hostFiles = () => createHostFiles({ root: hostRoot, storage, operation, log });

  async function stored(
    { manifest, key }: { readonly manifest: Manifest; readonly key: Key },
    files: readonly ConfigFile[],
  ) {
    if (files.length === 0 || manifest.config === null) return [];
    const to = join(await folder(), `config-${manifest.id}.tar`);
    await rm(to, { force: true });
    const problem = await unpacked(parts, { manifest, file: manifest.config, to, key });
    if (problem !== null) throw new UserError(`archive-problem-${problem.kind}`, { name: problem.name });
    const found = filesIn(await readFile(to));
    await rm(to, { force: true });
    return files.map(({ path, entry, sha256, mode, uid, gid }) => {
      const bytes = found.get(entry);
      if (bytes === undefined) throw new UserError('archive-problem-entry-missing', { name: path });
      if (sha256Of(bytes) !== sha256) throw new UserError('archive-problem-entry-differs', { name: path });
      return { path, file: { bytes, mode, uid, gid } };
    });
  }

  /** The folder that is nearest to a path and exists, mounted. @throws EngineError */
  async function inFolder<T>(
    path: string,
    signal: AbortSignal,
    work: (mount: { readonly source: string; readonly inside: string }) => Promise<T>,
  ): Promise<T> {
    for (let source = dirname(path); ; source = dirname(source)) {
      try {
        return await work({ source, inside: relative(source, path) });
      } catch (error) {
        const isMissing = error instanceof EngineError && error.statusCode === 400;
        if (!isMissing || source === '/') throw error;
        signal.throwIfAborted();
      }
    }
  }

  async function tool(source: string, script: string, args: readonly string[], signal: AbortSignal): Promise<void> {
    const end = await storage.runHelper(
      {
        operation,
        image: 'tool',
        mounts: [{ type: 'bind', source, target: '/vol', readOnly: false }],
        argv: ['/bin/sh', '-c', `cd /vol && ${script}`, 'sh', ...args],
        capabilities: ['DAC_OVERRIDE', 'FOWNER'],
      },
      { signal, deadlineMs: HELPER_DEADLINE_MS },
    );
    if (end.exitCode !== 0) {
      throw new UserError('backups-restore-config-not-written', { problem: end.output.trim().slice(-200) });
    }
  }

  async function write({ path, file }: StoredConfig, signal: AbortSignal): Promise<void> {
    const real = (await hostFiles().real(path)) ?? path;
    await inFolder(real, signal, async ({ source, inside }) => {
      const within = dirname(inside);
      if (within !== '.') await tool(source, 'mkdir -p -- "$1"', [within], signal);
      const fresh = join(within, `.${basename(inside)}.vakhta-${operation}`);
      const mount = { type: 'bind', source, target: '/vol', readOnly: false } as const;
      await withMounted({ storage, log }, { operation, mount, signal }, (container) =>
        storage.writeSmall(container, '/vol', tarOf([{ name: fresh, file }], clock.now()), { signal }),
      );
      await tool(source, 'sync && mv -f -- "$1" "$2" && sync', [fresh, inside], signal);
    });
  }

  async function remove(path: string, signal: AbortSignal): Promise<void> {
    await inFolder(path, signal, ({ source, inside }) => tool(source, 'rm -f -- "$1"', [inside], signal));
  }

  async function makeFolder(path: string, signal: AbortSignal): Promise<void> {
    await inFolder(path, signal, ({ source, inside }) => tool(source, 'mkdir -p -- "$1"', [inside], signal));
  }

  async function pack(
    files: readonly { readonly path: string; readonly role: ConfigFile['role']; readonly file: HostFile }[],
    to: { readonly path: string; readonly key: Key; readonly level: number },
  ) {
    const entries = files.map(({ file }, index) => ({ name: `${index}`, file }));
    const from = join(await folder(), 'config-old.tar');
    await writeFile(from, tarOf(entries, clock.now()), { mode: 0o600 });
    const written = await works.packFile({ from, to: to.path, level: to.level, key: to.key });
    await rm(from, { force: true });
    const configFiles = files.map(({ path, role, file }, index) => ({
      ...{ path, role, mode: file.mode, uid: file.uid, gid: file.gid },
      ...{ bytes: file.bytes.length, sha256: sha256Of(file.bytes), entry: `${index}` },
    }));
    return { written, configFiles };
  }

  return { now: (path) => hostFiles().read(path), stored, write, remove, makeFolder, pack };
}

/** Whether nothing would change by writing it. */
export function isSameFile(one: HostFile, other: HostFile): boolean {
  return one.bytes.equals(other.bytes) && one.mode === other.mode && one.uid === other.uid && one.gid === other.gid;
}

function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function tarOf(entries: readonly { readonly name: string; readonly file: HostFile }[], now: number): Buffer {
  const mtime = Math.floor(now / 1000);
  const blocks = entries.flatMap(({ name, file: { bytes, mode, uid, gid } }) => [
    writeHeader({
      name: Buffer.from(name).toString('latin1'),
      type: 'file',
      mode,
      uid,
      gid,
      size: bytes.length,
      mtime,
    }),
    bytes,
    Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK),
  ]);
  return Buffer.concat([...blocks, END_MARKER]);
}
