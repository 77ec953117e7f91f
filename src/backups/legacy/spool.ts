import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { createPacker } from '../archive/packer.ts';
import type { Key, Written } from '../archive/types.ts';
import { createTarScanner, paddingOf, type TarHeader } from '../tar/scanner.ts';
import { shownPath } from '../tar/shown-path.ts';
import { END_MARKER, writeHeader } from '../tar/writer.ts';

/** A configuration file is small; what is larger is not one. */
const MAX_CONFIG_BYTES = 8 * 1024 * 1024;
const MAX_METADATA_BYTES = 256 * 1024;
const READ_BYTES = 256 * 1024;

export interface ConfigContent {
  /** Below `config/`. */
  readonly name: string;
  readonly header: TarHeader;
  readonly bytes: Buffer;
}

/** An archive of a script, taken apart: volumes as files of their own, the rest where it can be kept. */
export interface Spooled {
  readonly volumes: readonly { readonly name: string; readonly path: string; readonly bytes: number }[];
  readonly config: readonly ConfigContent[];
  readonly metadata: string | null;
  /** `state/` and `logs/`, each as a packed tar. */
  readonly extras: readonly { readonly kind: 'git' | 'logs'; readonly file: string; readonly stored: Written }[];
  /** What was not kept: too large for a configuration file, or in no known place. */
  readonly left: readonly string[];
  /** Whether the end of the tar was there. */
  readonly isWhole: boolean;
}

/** `giveUp`: it will not be whole. */
type Sink = { write(bytes: Buffer): Promise<void>; end(): Promise<void>; giveUp?(): Promise<void> };

const NO_SINK: Sink = { write: async () => undefined, end: async () => undefined };

/**
 * Reads `STAMP/{volumes/*.tar.gz,config,state,logs,metadata.txt}` in one pass.
 * @throws Error when the outside of it cannot be read: no gzip, no tar
 */
export async function spool(job: {
  readonly path: string;
  readonly folder: string;
  readonly level: number;
  readonly key: Key;
  readonly onProgress: (doneBytes: number) => void;
}): Promise<Spooled> {
  const volumes: { name: string; path: string; bytes: number }[] = [];
  const config: ConfigContent[] = [];
  const left: string[] = [];
  let metadata: string | null = null;
  const packs = new Map<'git' | 'logs', Awaited<ReturnType<typeof openPack>>>();

  async function sinkFor(header: TarHeader): Promise<Sink> {
    const { part, name } = placeOf(header);
    if (header.type === 'folder') return NO_SINK;
    if (part === 'volumes' && header.type === 'file' && volumeName(name) !== null) {
      const path = join(job.folder, `import-${volumes.length}.part`);
      volumes.push({ name: volumeName(name) ?? name, path, bytes: header.size });
      return fileSink(path);
    }
    if (part === 'config' && header.type === 'file' && header.size <= MAX_CONFIG_BYTES && isPlain(name)) {
      return memorySink((bytes) => config.push({ name, header, bytes }));
    }
    if (isMetadata(header)) {
      return memorySink((bytes) => {
        metadata = bytes.toString('utf8');
      });
    }
    if ((part === 'state' || part === 'logs') && header.type === 'file') {
      const kind = part === 'state' ? 'git' : 'logs';
      const pack = packs.get(kind) ?? (await openPack(join(job.folder, `${part}.tar.zst`), job.level, job.key));
      packs.set(kind, pack);
      return pack.begin({ ...header, name: `${part}/${name}` });
    }
    left.push(shownPath(header.name));
    return NO_SINK;
  }

  let isWhole: boolean;
  try {
    isWhole = await eachEntry(job.path, sinkFor, job.onProgress);
  } catch (error) {
    for (const pack of packs.values()) await pack.discard();
    throw error;
  }
  const extras: { kind: 'git' | 'logs'; file: string; stored: Written }[] = [];
  for (const [kind, pack] of packs) {
    extras.push({ kind, file: kind === 'git' ? 'state.tar.zst' : 'logs.tar.zst', stored: await pack.finish() });
  }
  return { volumes, config, metadata, extras, left, isWhole };
}

/** What an archive says of itself: read before it is known where it belongs. */
export interface Looked {
  readonly volumes: readonly string[];
  readonly metadata: string | null;
}

/** Reads it once to its end, keeps next to nothing. @throws as `spool` */
export async function look(path: string, onProgress: (doneBytes: number) => void): Promise<Looked> {
  const volumes: string[] = [];
  let metadata: string | null = null;
  const sinkFor = async (header: TarHeader): Promise<Sink> => {
    const { part, name } = placeOf(header);
    if (part === 'volumes' && header.type === 'file') volumes.push(...[volumeName(name)].filter((one) => one !== null));
    if (!isMetadata(header)) return NO_SINK;
    return memorySink((bytes) => {
      metadata = bytes.toString('utf8');
    });
  };
  await eachEntry(path, sinkFor, onProgress);
  return { volumes, metadata };
}

/** `20250131-023000/volumes/a.tar.gz` → volumes, a.tar.gz. */
function placeOf(header: TarHeader): { readonly part: string; readonly name: string } {
  const [, part = '', ...below] = header.name.replace(/^\.\//, '').split('/');
  return { part, name: below.join('/') };
}

function isMetadata(header: TarHeader): boolean {
  const { part, name } = placeOf(header);
  return part === 'metadata.txt' && name === '' && header.type === 'file' && header.size <= MAX_METADATA_BYTES;
}

/** `shop_data.tar.gz` → `shop_data`; null for what is no archive. */
function volumeName(file: string): string | null {
  return /^([^/]+?)\.(?:tar\.gz|tgz|tar)$/.exec(file)?.[1] ?? null;
}

function isPlain(name: string): boolean {
  return name !== '' && !name.split('/').some((part) => part === '' || part === '.' || part === '..');
}

async function eachEntry(
  path: string,
  sinkFor: (header: TarHeader) => Promise<Sink>,
  onRead: (doneBytes: number) => void,
): Promise<boolean> {
  type Event = { header: TarHeader } | { bytes: Buffer } | 'end';
  let events: Event[] = [];
  const scanner = createTarScanner({
    onEntry: (header) => events.push({ header }),
    onData: (bytes) => events.push({ bytes }),
    onEntryEnd: () => events.push('end'),
  });
  const source = createReadStream(path, { highWaterMark: READ_BYTES });
  let done = 0;
  source.on('data', (bytes) => {
    if (!Buffer.isBuffer(bytes)) return;
    done += bytes.length;
    onRead(done);
  });
  const gunzip = createGunzip({ chunkSize: READ_BYTES });
  source.on('error', (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  let sink: Sink = NO_SINK;
  try {
    for await (const chunk of gunzip) {
      scanner.push(chunk);
      const seen = events;
      events = [];
      for (const event of seen) {
        if (event === 'end') {
          await sink.end();
          sink = NO_SINK;
        } else if ('header' in event) sink = await sinkFor(event.header);
        else await sink.write(event.bytes);
      }
    }
    return scanner.isEnded();
  } catch (error) {
    await sink.giveUp?.();
    throw error;
  } finally {
    // Given up in the middle, a pipe keeps the file open.
    source.destroy();
  }
}

async function fileSink(path: string): Promise<Sink> {
  const handle: FileHandle = await open(path, 'wx', 0o600);
  return {
    async write(bytes) {
      for (let at = 0; at < bytes.length; ) at += (await handle.write(bytes, at)).bytesWritten;
    },
    end: () => handle.close(),
    giveUp: () => handle.close().catch(() => undefined),
  };
}

function memorySink(onEnd: (bytes: Buffer) => void): Sink {
  const parts: Buffer[] = [];
  return {
    async write(bytes) {
      parts.push(Buffer.from(bytes));
    },
    async end() {
      onEnd(Buffer.concat(parts));
    },
  };
}

async function openPack(path: string, level: number, key: Key) {
  const packer = await createPacker(path, level, key);
  return {
    async begin(header: TarHeader): Promise<Sink> {
      await packer.write(writeHeader(header));
      return {
        write: (bytes) => packer.write(bytes),
        end: () => packer.write(Buffer.alloc(paddingOf(header.size))),
      };
    },
    async finish(): Promise<Written> {
      await packer.write(END_MARKER);
      return packer.finish();
    },
    discard: () => packer.discard(),
  };
}
