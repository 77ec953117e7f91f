import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UserError } from '../errors.ts';
import { DamagedArchiveError, TooLargeError } from './archive/types.ts';
import { maskedLines, unifiedDiff } from './config-diff.ts';
import type { Manifest, Tree } from './manifest.ts';
import type { BackupParts } from './parts.ts';
import { readConfig } from './proof/config-files.ts';
import type { Backups } from './room.ts';
import { isSecretFile, packedWith } from './secret-files.ts';
import { createHostFiles } from './sets/host-files.ts';
import type { OpenedManifest } from './store/types.ts';
import { shownPath } from './tar/shown-path.ts';

const LARGEST_FILE = 1024 ** 2;

type LookingParts = Pick<
  BackupParts,
  'index' | 'store' | 'works' | 'storage' | 'masking' | 'dataDir' | 'hostRoot' | 'log' | 'restic'
>;

/** Looking into backups: at their manifests, folders and files. Nothing secret leaves. */
export function createLooking(parts: LookingParts): Pick<Backups, 'manifest' | 'browse' | 'fileFor' | 'configDiff'> {
  const { index, store, works, masking, log } = parts;

  async function manifest(id: string): Promise<OpenedManifest | null> {
    const summary = index.get(id);
    return summary === null ? null : store.open(summary.set, id);
  }

  async function whole(id: string): Promise<Manifest> {
    const opened = await manifest(id);
    if (opened === null) throw new UserError('backups-no-such-backup', { id });
    if (!opened.ok) throw new UserError(`backups-damage-${opened.why}`, { id });
    return opened.manifest;
  }

  function treeOf({ trees }: Manifest, name: string): Tree {
    const tree = trees.find((one) => one.name === name);
    if (tree === undefined) throw new UserError('backups-no-such-tree', { name });
    return tree;
  }

  const browse: Backups['browse'] = async (id, treeName, folder, offset, limit) => {
    const found = await whole(id);
    const { list } = treeOf(found, treeName);
    const [{ path, sha256 }, key] = [store.pathOf(found, list), await store.keyFor(found)];
    return asUserErrors(() => works.browse({ list: { path, sha256, key }, folder, offset, limit }));
  };

  const fileFor: Backups['fileFor'] = async (id, treeName, path) => {
    const found = await whole(id);
    const name = shownPath(path);
    if (isSecretFile(name)) throw new UserError('backups-file-of-secrets', { name });
    const bytes = await asUserErrors(() => fileOf(found, treeOf(found, treeName), path), name);
    const packed = packedWith(bytes);
    if (packed !== null) throw new UserError('backups-file-packed', { name, packed });
    if (holdsSecret(bytes)) throw new UserError('backups-file-holds-secret', { name });
    return { name: basename(name), bytes };
  };

  async function fileOf(found: Manifest, { archive, snapshot }: Tree, path: string): Promise<Buffer> {
    if (archive !== null) {
      const key = await store.keyFor(found);
      return works.extract({ archive: store.pathOf(found, archive), key, entry: path, maxBytes: LARGEST_FILE });
    }
    if (parts.restic === undefined || snapshot === null) {
      throw new UserError('backups-file-elsewhere', { name: shownPath(path) });
    }
    return parts.restic.file(snapshot, Buffer.from(path, 'latin1').toString('utf8'), LARGEST_FILE);
  }

  /** Also in what is no text: a token stands in a database as it is. */
  function holdsSecret(bytes: Buffer): boolean {
    return (['utf8', 'latin1'] as const).some((encoding) => {
      const text = bytes.toString(encoding);
      return masking.text(text) !== text;
    });
  }

  const configDiff: Backups['configDiff'] = async (id, path) => {
    const found = await whole(id);
    const file = found.configFiles.find((one) => one.path === path);
    if (file === undefined) throw new UserError('backups-no-such-file', { name: path });
    const was = await storedText(found, path);
    const now = await createHostFiles({ root: parts.hostRoot, storage: parts.storage, log }).read(path);
    const isEnv = file.role === 'env' || isSecretFile(path);
    const lines = (text: string) => maskedLines(text, isEnv, masking.text);
    const names = { is: `${path} (now)`, was: `${path} (${id})` };
    return unifiedDiff(lines(now?.bytes.toString('utf8') ?? ''), lines(was), names);
  };

  async function storedText(found: Manifest, path: string): Promise<string> {
    const folder = join(parts.dataDir, 'scratch', `diff-${randomBytes(6).toString('hex')}`);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    try {
      const { files, problems } = await readConfig(parts, { manifest: found, key: await store.keyFor(found), folder });
      const file = files.find((one) => one.path === path);
      if (file !== undefined) return file.text;
      const problem = problems.find(({ name }) => name === path) ?? problems[0];
      throw new UserError(`archive-problem-${problem?.kind ?? 'entry-missing'}`, { name: problem?.name ?? path });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  return { manifest, browse, fileFor, configDiff };
}

async function asUserErrors<T>(work: () => Promise<T>, name = ''): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TooLargeError) throw new UserError('backups-file-too-large', { name, limit: LARGEST_FILE });
    if (!(error instanceof DamagedArchiveError)) throw error;
    const { kind, name: what } = error.problem;
    throw new UserError(`archive-problem-${kind}`, { name: what }, { cause: error });
  }
}
