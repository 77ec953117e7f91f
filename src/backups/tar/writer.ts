import type { Entry } from './entry.ts';
import { BLOCK_BYTES, checksums } from './header.ts';
import { fitsOctal, writeOctal } from './numbers.ts';
import { writePax } from './pax.ts';
import { paddingOf, type TarHeader } from './scanner.ts';

/** Both blocks of zeros at the end of a tar. */
export const END_MARKER = Buffer.alloc(2 * BLOCK_BYTES);

const TYPE_CHARS: Readonly<Record<Entry['type'], string>> = {
  file: '0',
  hardlink: '1',
  symlink: '2',
  char: '3',
  block: '4',
  folder: '5',
  fifo: '6',
};
const NAME_BYTES = 100;
const PREFIX_BYTES = 155;
/** Largest id that all programs read from an octal field. */
const ID_BYTES = 8;
const NUMBER_BYTES = 12;

/** The header blocks of one entry: POSIX ustar, with a PAX header before it for what does not fit. */
export function writeHeader(header: TarHeader): Buffer {
  const name = header.type === 'folder' ? `${header.name}/` : header.name;
  const link = header.link ?? '';
  const split = splitName(name);
  const records: [string, string][] = [];
  if (split === null) records.push(['path', name]);
  if (link.length > NAME_BYTES) records.push(['linkpath', link]);
  if (!fitsOctal(header.size, NUMBER_BYTES)) records.push(['size', `${header.size}`]);
  if (!fitsOctal(header.mtime, NUMBER_BYTES)) records.push(['mtime', `${header.mtime}`]);
  if (!fitsOctal(header.uid, ID_BYTES)) records.push(['uid', `${header.uid}`]);
  if (!fitsOctal(header.gid, ID_BYTES)) records.push(['gid', `${header.gid}`]);
  for (const [key, value] of Object.entries(header.xattrs ?? {})) {
    records.push([`SCHILY.xattr.${key}`, Buffer.from(value, 'base64').toString('latin1')]);
  }
  const main = block(header, TYPE_CHARS[header.type], split ?? { prefix: '', name: name.slice(0, NAME_BYTES) }, link);
  if (records.length === 0) return main;
  const pax = writePax(records);
  const asFile = { ...header, mode: 0o644, size: pax.length, mtime: 0, device: [0, 0] as [number, number] };
  return Buffer.concat([
    block(asFile, 'x', { prefix: '', name: 'PaxHeaders/entry' }, ''),
    pax,
    Buffer.alloc(paddingOf(pax.length)),
    main,
  ]);
}

function block(
  header: TarHeader,
  type: string,
  path: { readonly prefix: string; readonly name: string },
  link: string,
): Buffer {
  const bytes = Buffer.alloc(BLOCK_BYTES);
  const orZero = (value: number, length: number) => (fitsOctal(value, length) ? value : 0);
  bytes.write(path.name, 0, 'latin1');
  writeOctal(bytes, 100, 8, header.mode);
  writeOctal(bytes, 108, ID_BYTES, orZero(header.uid, ID_BYTES));
  writeOctal(bytes, 116, ID_BYTES, orZero(header.gid, ID_BYTES));
  writeOctal(bytes, 124, NUMBER_BYTES, orZero(header.size, NUMBER_BYTES));
  writeOctal(bytes, 136, NUMBER_BYTES, orZero(header.mtime, NUMBER_BYTES));
  bytes.write(type, 156, 'latin1');
  bytes.write(link.slice(0, NAME_BYTES), 157, 'latin1');
  bytes.write('ustar\x0000', 257, 'latin1');
  writeOctal(bytes, 329, 8, header.device?.[0] ?? 0);
  writeOctal(bytes, 337, 8, header.device?.[1] ?? 0);
  bytes.write(path.prefix, 345, 'latin1');
  bytes.write(`${checksums(bytes).unsigned.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return bytes;
}

/** A long name in its two fields; null where it fits into neither. */
function splitName(name: string): { readonly prefix: string; readonly name: string } | null {
  if (name.length <= NAME_BYTES) return { prefix: '', name };
  const slash = name.indexOf('/', name.length - NAME_BYTES - 1);
  if (slash <= 0 || slash > PREFIX_BYTES || slash === name.length - 1) return null;
  return { prefix: name.slice(0, slash), name: name.slice(slash + 1) };
}
