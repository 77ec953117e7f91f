import { refused } from './refusal.ts';

export interface Part {
  readonly name: string;
  readonly mime: string;
  readonly bytes: Buffer;
}

export interface Form {
  readonly fields: Record<string, unknown>;
  readonly files: Map<string, Part>;
}

/**
 * Reads a `multipart/form-data` body that is whole in memory (tests' files are small). As lenient as Telegram about
 * file names: grammY writes them without quotes and in UTF-8 (`filename=отчёт 12.md`), which strict parsers take for a
 * broken header and drop.
 */
export function parseMultipart(body: Buffer, contentType: string): Form {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  if (boundary === null) throw refused('Bad Request: boundary not found in multipart body');
  const delimiter = Buffer.from(`--${boundary[1] ?? boundary[2] ?? ''}`);
  const form: Form = { fields: {}, files: new Map() };
  let begin = body.indexOf(delimiter);
  for (;;) {
    const end = begin < 0 ? -1 : body.indexOf(delimiter, begin + delimiter.length);
    if (end < 0) return form;
    // Between two delimiters: CRLF, the part, CRLF.
    addPart(form, body.subarray(begin + delimiter.length + 2, end - 2));
    begin = end;
  }
}

function addPart(form: Form, part: Buffer): void {
  const headEnd = part.indexOf('\r\n\r\n');
  if (headEnd < 0) return;
  const head = part.subarray(0, headEnd).toString('utf8');
  const bytes = part.subarray(headEnd + 4);
  const field = parameter(head, 'name');
  if (field === undefined) return;
  const name = parameter(head, 'filename');
  if (name === undefined) form.fields[field] = bytes.toString('utf8');
  else form.files.set(field, { name, mime: mimeOf(head, name), bytes });
}

function parameter(head: string, name: string): string | undefined {
  const match = new RegExp(`^content-disposition:[^\\r\\n]*;\\s*${name}=(?:"([^"\\r\\n]*)"|([^;\\r\\n]*))`, 'im').exec(
    head,
  );
  return match?.[1] ?? match?.[2];
}

const MIME_BY_EXTENSION: Readonly<Record<string, string>> = {
  md: 'text/markdown',
  txt: 'text/plain',
  log: 'text/plain',
  json: 'application/json',
  html: 'text/html',
  csv: 'text/csv',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  pdf: 'application/pdf',
  gz: 'application/gzip',
  zip: 'application/zip',
};

/** Telegram goes by the name of the file where the client does not say more than "bytes". */
function mimeOf(head: string, name: string): string {
  const given = /^content-type:\s*([^;\r\n]+)/im.exec(head)?.[1]?.trim() ?? 'application/octet-stream';
  if (given !== 'application/octet-stream') return given;
  return MIME_BY_EXTENSION[/\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''] ?? given;
}
