import { createHash } from 'node:crypto';
import type { Entry } from '../tar/entry.ts';
import { entryLine, parseEntryLine } from '../tar/entry-line.ts';
import { createPacker, SMALL_GATHER_BYTES } from './packer.ts';
import { openStored, type ReadAs, type StoredReader } from './stored-reader.ts';
import { type ArchiveProblem, DamagedArchiveError, type Key, type Written } from './types.ts';

export interface ListWriter {
  /** Kept until `flush`. */
  add(entry: Entry): void;
  flush(): Promise<void>;
  finish(): Promise<{ readonly written: Written; readonly listSha256: string }>;
  discard(): Promise<void>;
}

const LIST_LEVEL = 3;
/** A name, a link and attributes of 64 KiB each, every byte escaped. */
const MAX_LINE_CHARS = 4 * 1024 * 1024;

export async function createListWriter(path: string, key: Key): Promise<ListWriter> {
  const packer = await createPacker(path, LIST_LEVEL, key, SMALL_GATHER_BYTES);
  const hash = createHash('sha256');
  let lines: string[] = [];

  async function flush(): Promise<void> {
    if (lines.length === 0) return;
    const bytes = Buffer.from(lines.join(''), 'utf8');
    lines = [];
    hash.update(bytes);
    await packer.write(bytes);
  }

  return {
    add(entry) {
      lines.push(entryLine(entry));
    },
    flush,
    async finish() {
      await flush();
      return { written: await packer.finish(), listSha256: hash.digest('hex') };
    },
    discard: () => packer.discard(),
  };
}

/** A list from its beginning to its end. */
export interface ListReader {
  /** Null at the end. A promise only where more must be read. @throws DamagedArchiveError */
  next(): Entry | null | Promise<Entry | null>;
  /** Reads what is left, and says whether the file and what is in it are what they must be; null: they are. */
  check(): Promise<ArchiveProblem | null>;
  close(): Promise<void>;
}

/** `listSha256`: of its content; null: not checked. */
export async function openList(wanted: ReadAs, listSha256: string | null): Promise<ListReader> {
  const stored = await openStored({ ...wanted, chunkBytes: SMALL_GATHER_BYTES });
  const name = wanted.path.slice(wanted.path.lastIndexOf('/') + 1);
  const hash = createHash('sha256');
  const batches = readBatches(stored, hash, name);
  let batch: readonly Entry[] = [];
  let at = 0;
  let isOver = false;

  async function fill(): Promise<Entry | null> {
    const { value, done } = await batches.next();
    isOver = done === true;
    batch = value ?? [];
    at = 0;
    return isOver ? null : next();
  }

  function next(): Entry | null | Promise<Entry | null> {
    const entry = batch[at];
    if (entry === undefined) return isOver ? null : fill();
    at += 1;
    return entry;
  }

  return {
    next,
    async check() {
      let failure: ArchiveProblem | null = null;
      try {
        while (!isOver) await fill();
      } catch (error) {
        if (!(error instanceof DamagedArchiveError)) throw error;
        failure = error.problem;
      }
      const problem = (await stored.check()) ?? failure;
      if (problem !== null) return problem;
      return listSha256 !== null && hash.digest('hex') !== listSha256 ? { kind: 'list-differs', name } : null;
    },
    async close() {
      await batches.return(undefined);
      await stored.close();
    },
  };
}

async function* readBatches(
  stored: StoredReader,
  hash: { update(bytes: Buffer): unknown },
  name: string,
): AsyncGenerator<readonly Entry[], void> {
  const damaged = () => new DamagedArchiveError({ kind: 'list-differs', name });
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let rest = '';
  for await (const bytes of stored.content()) {
    hash.update(bytes);
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_LINE_CHARS) throw damaged();
    const entries = lines.map(parseEntryLine);
    if (entries.some((entry) => entry === null)) throw damaged();
    const whole = entries.filter((entry) => entry !== null);
    if (whole.length > 0) yield whole;
  }
  if (rest !== '') throw damaged();
}
