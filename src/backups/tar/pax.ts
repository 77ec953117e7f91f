import { TarError } from './tar-error.ts';

const SPACE = 0x20;
const EQUALS = 0x3d;
const NEWLINE = 0x0a;

/** Records of a PAX header, `"<length> <key>=<value>\n"` each: keys and values are bytes as latin1. */
export function readPax(bytes: Buffer): Map<string, string> {
  const records = new Map<string, string>();
  let at = 0;
  while (at < bytes.length) {
    const space = bytes.indexOf(SPACE, at);
    const digits = space < 0 ? '' : bytes.toString('latin1', at, space);
    if (!/^[1-9]\d{0,7}$/.test(digits)) throw new TarError('a PAX record has no length');
    const end = at + Number(digits);
    const equals = bytes.indexOf(EQUALS, space + 1);
    if (end > bytes.length || bytes[end - 1] !== NEWLINE || equals < 0 || equals >= end) {
      throw new TarError('a PAX record is not as long as it says');
    }
    records.set(bytes.toString('latin1', space + 1, equals), bytes.toString('latin1', equals + 1, end - 1));
    at = end;
  }
  return records;
}

/** The reverse of {@link readPax}. */
export function writePax(records: Iterable<readonly [string, string]>): Buffer {
  const parts: string[] = [];
  for (const [key, value] of records) {
    const rest = ` ${key}=${value}\n`;
    let length = rest.length + 1;
    // The length counts its own digits.
    while (`${length}`.length + rest.length !== length) length = `${length}`.length + rest.length;
    parts.push(`${length}${rest}`);
  }
  return Buffer.from(parts.join(''), 'latin1');
}
