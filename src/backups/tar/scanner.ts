import type { Entry } from './entry.ts';
import { BLOCK_BYTES, isZero, readHeader, type UstarHeader } from './header.ts';
import { readPax } from './pax.ts';
import { TarError } from './tar-error.ts';

/** An entry with its long name, PAX records and so on already worked in. */
export interface TarHeader extends Omit<Entry, 'path' | 'sha256'> {
  /** As it stands in the tar, without a slash at its end. */
  readonly name: string;
}

export interface TarListener {
  /** `raw`: the header blocks as they came, with the extension headers before it; only when `keepRaw`. */
  onEntry(header: TarHeader, raw: readonly Buffer[]): void;
  /** Content of a file. The bytes are only lent. */
  onData(bytes: Buffer): void;
  onEntryEnd(): void;
}

export interface TarScanner {
  /** @throws TarError */
  push(bytes: Buffer): void;
  /** Whether both end blocks were there. */
  isEnded(): boolean;
  /** Name of the entry whose content is not whole yet; null between entries. */
  openEntry(): string | null;
  /** Of the tar, that went by. */
  bytes(): number;
}

/** Names, links and attributes of one entry; nobody has more, and who says so would fill the memory. */
const MAX_EXTENSION_BYTES = 1024 * 1024;
const TYPES = new Map<string, Entry['type']>([
  ['0', 'file'],
  ['7', 'file'],
  ['1', 'hardlink'],
  ['2', 'symlink'],
  ['3', 'char'],
  ['4', 'block'],
  ['5', 'folder'],
  ['6', 'fifo'],
]);
const EXTENSIONS = new Set(['x', 'g', 'L', 'K']);
const XATTR = 'SCHILY.xattr.';

type Mode = 'header' | 'extension' | 'data' | 'padding' | 'ended';

/**
 * Reads a tar in whatever pieces it comes: ustar, PAX, GNU's long names, numbers in base 256. It keeps nothing but one
 * header and believes no size: content goes by as it comes. After the end marker only zeros may follow.
 */
export function createTarScanner(listener: TarListener, options: { readonly keepRaw?: boolean } = {}): TarScanner {
  const block = Buffer.alloc(BLOCK_BYTES);
  let filled = 0;
  let mode: Mode = 'header';
  let left = 0;
  let padding = 0;
  let total = 0;
  let zeroBlocks = 0;
  let openName: string | null = null;
  let extension: { readonly type: string; readonly bytes: Buffer; filled: number } | null = null;
  let raw: Buffer[] = [];
  let globals = new Map<string, string>();
  let records = new Map<string, string>();
  let longName: string | null = null;
  let longLink: string | null = null;

  /** How many of the bytes were taken: always at least one. */
  function step(bytes: Buffer, at: number): number {
    switch (mode) {
      case 'header':
        return takeHeader(bytes, at);
      case 'extension':
        return takeExtension(bytes, at);
      case 'data':
        return takeData(bytes, at);
      case 'padding':
        return takePadding(bytes, at);
      case 'ended':
        if (!isZero(bytes.subarray(at))) throw new TarError('something follows the end of the tar');
        return bytes.length - at;
    }
  }

  function takeHeader(bytes: Buffer, at: number): number {
    const size = Math.min(BLOCK_BYTES - filled, bytes.length - at);
    if (size === BLOCK_BYTES) {
      header(bytes.subarray(at, at + BLOCK_BYTES));
      return size;
    }
    bytes.copy(block, filled, at, at + size);
    filled += size;
    if (filled === BLOCK_BYTES) {
      filled = 0;
      header(block);
    }
    return size;
  }

  function header(bytes: Buffer): void {
    if (bytes[0] === 0 && isZero(bytes)) {
      if (raw.length > 0 || records.size > 0 || longName !== null) throw new TarError('the tar ends after a long name');
      zeroBlocks += 1;
      if (zeroBlocks === 2) mode = 'ended';
      return;
    }
    if (zeroBlocks > 0) throw new TarError('a block of zeros stands in the middle of the tar');
    const read = readHeader(bytes);
    if (options.keepRaw === true) raw.push(Buffer.from(bytes));
    if (EXTENSIONS.has(read.type)) beginExtension(read);
    else finishHeader(read);
  }

  function finishHeader(read: UstarHeader): void {
    const found = resolve(read, records.size > 0 || globals.size > 0 ? merged() : records, longName, longLink);
    const kept = raw;
    raw = [];
    records = new Map();
    longName = null;
    longLink = null;
    begin(found, kept);
  }

  const merged = () => new Map([...globals, ...records]);

  function begin(found: TarHeader, kept: readonly Buffer[]): void {
    listener.onEntry(found, kept);
    if (found.size === 0) listener.onEntryEnd();
    else {
      openName = found.name;
      mode = 'data';
      left = found.size;
      padding = paddingOf(found.size);
    }
  }

  function beginExtension(read: UstarHeader): void {
    if (read.size > MAX_EXTENSION_BYTES) throw new TarError('a name or an attribute is too long');
    extension = { type: read.type, bytes: Buffer.alloc(read.size), filled: 0 };
    padding = paddingOf(read.size);
    mode = 'extension';
    if (read.size === 0) endExtension();
  }

  function takeExtension(bytes: Buffer, at: number): number {
    if (extension === null) throw new TarError('no extension is open');
    const size = Math.min(extension.bytes.length - extension.filled, bytes.length - at);
    bytes.copy(extension.bytes, extension.filled, at, at + size);
    extension.filled += size;
    if (extension.filled === extension.bytes.length) endExtension();
    return size;
  }

  function endExtension(): void {
    if (extension === null) return;
    const { type, bytes } = extension;
    extension = null;
    if (options.keepRaw === true) raw.push(bytes, Buffer.alloc(padding));
    if (type === 'x') records = readPax(bytes);
    else if (type === 'g') globals = new Map([...globals, ...readPax(bytes)]);
    else if (type === 'L') longName = untilNul(bytes);
    else longLink = untilNul(bytes);
    mode = padding === 0 ? 'header' : 'padding';
  }

  function takeData(bytes: Buffer, at: number): number {
    const size = Math.min(left, bytes.length - at);
    listener.onData(at === 0 && size === bytes.length ? bytes : bytes.subarray(at, at + size));
    left -= size;
    if (left > 0) return size;
    mode = padding === 0 ? 'header' : 'padding';
    // Without its padding it is not whole: what would follow could not be read.
    if (padding === 0) endData();
    return size;
  }

  function endData(): void {
    openName = null;
    listener.onEntryEnd();
  }

  function takePadding(bytes: Buffer, at: number): number {
    const size = Math.min(padding, bytes.length - at);
    padding -= size;
    if (padding > 0) return size;
    mode = 'header';
    if (openName !== null) endData();
    return size;
  }

  return {
    push(bytes) {
      for (let at = 0; at < bytes.length; ) {
        const size = step(bytes, at);
        at += size;
        total += size;
      }
    },
    isEnded: () => mode === 'ended',
    openEntry: () => openName,
    bytes: () => total,
  };
}

/** Zeros that fill the last block of a content. */
export function paddingOf(size: number): number {
  return (BLOCK_BYTES - (size % BLOCK_BYTES)) % BLOCK_BYTES;
}

function untilNul(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('latin1', 0, end < 0 ? bytes.length : end);
}

function resolve(
  read: UstarHeader,
  records: ReadonlyMap<string, string>,
  longName: string | null,
  longLink: string | null,
): TarHeader {
  const written = records.get('path') ?? longName ?? read.name;
  const name = written.replace(/\/+$/, '');
  const link = records.get('linkpath') ?? longLink ?? read.link;
  const named = TYPES.get(read.type);
  if (named === undefined) throw new TarError(`an entry of the unknown type "${read.type}"`);
  const type = named === 'file' && written.endsWith('/') ? 'folder' : named;
  const xattrs: [string, string][] = [];
  for (const [key, value] of records) {
    if (key.startsWith('GNU.sparse.')) throw new TarError('a sparse file in GNU’s own format');
    if (key.startsWith(XATTR)) {
      xattrs.push([key.slice(XATTR.length), Buffer.from(value, 'latin1').toString('base64')]);
    }
  }
  xattrs.sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    name,
    type,
    mode: read.mode,
    uid: numberIn(records, 'uid') ?? read.uid,
    gid: numberIn(records, 'gid') ?? read.gid,
    // Others have no content, whatever they say: so reads whoever unpacks it.
    size: type === 'file' ? sizeOf(numberIn(records, 'size') ?? read.size) : 0,
    mtime: numberIn(records, 'mtime') ?? read.mtime,
    ...(type === 'symlink' || type === 'hardlink' ? { link } : {}),
    ...(xattrs.length > 0 ? { xattrs: Object.fromEntries(xattrs) } : {}),
    ...(type === 'char' || type === 'block' ? { device: [read.device[0], read.device[1]] } : {}),
  };
}

function sizeOf(size: number): number {
  if (size < 0) throw new TarError('a size below zero');
  return size;
}

/** Whole seconds, ids and sizes; a fraction is left out downwards, as the Engine does. */
function numberIn(records: ReadonlyMap<string, string>, key: string): number | null {
  const text = records.get(key);
  if (text === undefined || text === '') return null;
  const value = /^-?\d{1,16}(\.\d*)?$/.test(text) ? Math.floor(Number(text)) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw new TarError(`a PAX record "${key}" is no number`);
  return value;
}
