import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createPacker } from '../archive/packer.ts';
import type { Key, TreeRead, Written } from '../archive/types.ts';
import { paddingOf } from '../tar/scanner.ts';
import { END_MARKER, writeHeader } from '../tar/writer.ts';
import { convertVolume, DamagedVolumeError, type VolumeDamage } from './convert-volume.ts';
import { type ConfigContent, type Spooled, spool } from './spool.ts';

export interface ConvertJob {
  readonly path: string;
  /** Where the stored files go: a draft of the store. */
  readonly folder: string;
  readonly level: number;
  readonly key: Key;
}

export interface ConvertedFile {
  /** Below `config/`. */
  readonly name: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly bytes: number;
  /** Its name in the tar of the configuration. */
  readonly entry: string;
  readonly sha256: string;
}

/** An archive of a script as stored files of ours. */
export interface Converted extends Omit<Spooled, 'volumes' | 'config'> {
  readonly volumes: readonly {
    readonly name: string;
    readonly archiveFile: string;
    readonly listFile: string;
    readonly read: TreeRead;
  }[];
  readonly damaged: readonly { readonly name: string; readonly damage: VolumeDamage }[];
  readonly configFiles: readonly ConvertedFile[];
  readonly config: { readonly file: string; readonly stored: Written } | null;
}

/** Takes an archive apart and packs it anew, one volume after the other. `onProgress`: bytes of the archive as it lies there, twice (read, converted). */
export async function convert(
  job: ConvertJob,
  hashOf: (bytes: Buffer) => string,
  onProgress: (doneBytes: number) => void,
): Promise<Converted> {
  const { volumes, config, ...spooled } = await spool({ ...job, onProgress });
  const converted: Converted['volumes'][number][] = [];
  const damaged: Converted['damaged'][number][] = [];
  let done = 0;
  for (const [index, volume] of volumes.entries()) {
    const archiveFile = `vol-${index}.tar.zst`;
    const listFile = `vol-${index}.files.jsonl.zst`;
    const files = { archiveFile: join(job.folder, archiveFile), listFile: join(job.folder, listFile) };
    try {
      const read = await convertVolume({ ...files, path: volume.path, level: job.level, key: job.key });
      converted.push({ name: volume.name, archiveFile, listFile, read });
    } catch (error) {
      if (!(error instanceof DamagedVolumeError)) throw error;
      damaged.push({ name: volume.name, damage: error.damage });
    }
    await rm(volume.path, { force: true });
    done += volume.bytes;
    onProgress(done);
  }
  return { ...spooled, volumes: converted, damaged, ...(await packConfig(job, config, hashOf)) };
}

async function packConfig(job: ConvertJob, files: readonly ConfigContent[], hashOf: (bytes: Buffer) => string) {
  if (files.length === 0) return { configFiles: [], config: null };
  const file = 'config.tar.zst';
  const packer = await createPacker(join(job.folder, file), job.level, job.key);
  const configFiles: ConvertedFile[] = [];
  for (const { name, header, bytes } of [...files].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const entry = `config/${name}`;
    await packer.write(writeHeader({ ...header, name: entry }));
    await packer.write(bytes);
    await packer.write(Buffer.alloc(paddingOf(bytes.length)));
    const { mode, uid, gid } = header;
    configFiles.push({ name, mode, uid, gid, bytes: bytes.length, entry, sha256: hashOf(bytes) });
  }
  await packer.write(END_MARKER);
  return { configFiles, config: { file, stored: await packer.finish() } };
}
