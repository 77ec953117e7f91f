import type { IncomingMessage } from 'node:http';
import busboy from 'busboy';
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

/** Reads a multipart or urlencoded body. Files are kept in memory: they are tests' files. */
export function readForm(request: IncomingMessage, fileLimit: number): Promise<Form> {
  return new Promise((resolve, reject) => {
    const fields: Record<string, unknown> = {};
    const files = new Map<string, Part>();
    const parser = busboy({ headers: request.headers, defParamCharset: 'utf8', limits: { fileSize: fileLimit + 1 } });
    parser.on('field', (name, value) => {
      fields[name] = value;
    });
    parser.on('file', (field, stream, info) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('limit', () => reject(refused('Bad Request: file is too big')));
      stream.on('end', () => {
        files.set(field, { name: info.filename ?? field, mime: info.mimeType, bytes: Buffer.concat(chunks) });
      });
    });
    parser.on('close', () => resolve({ fields, files }));
    parser.on('error', reject);
    request.on('aborted', () => reject(new Error('the client hung up while sending')));
    request.pipe(parser);
  });
}
