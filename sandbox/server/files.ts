import { randomBytes } from 'node:crypto';

export interface StoredFile {
  readonly id: string;
  readonly uniqueId: string;
  readonly path: string;
  readonly name: string;
  readonly mime: string;
  readonly bytes: Buffer;
}

export interface FileStore {
  add(kind: 'photo' | 'document', name: string, mime: string, bytes: Buffer): StoredFile;
  find(id: string): StoredFile | null;
  findByPath(path: string): StoredFile | null;
}

export const UPLOAD_LIMIT = 50 * 1024 * 1024;
export const PHOTO_LIMIT = 10 * 1024 * 1024;
export const DOWNLOAD_LIMIT = 20 * 1024 * 1024;

export function createFileStore(): FileStore {
  const files = new Map<string, StoredFile>();
  let counter = 0;
  return {
    add(kind, name, mime, bytes) {
      counter += 1;
      const prefix = kind === 'photo' ? 'AgAC' : 'BQAC';
      const extension = kind === 'photo' ? '.jpg' : (/\.[a-zA-Z0-9]{1,8}$/.exec(name)?.[0] ?? '');
      const file: StoredFile = {
        id: `${prefix}${randomBytes(24).toString('base64url')}`,
        uniqueId: `AQ${randomBytes(6).toString('base64url')}`,
        path: `${kind}s/file_${counter}${extension}`,
        name,
        mime,
        bytes,
      };
      files.set(file.id, file);
      return file;
    },
    find: (id) => files.get(id) ?? null,
    findByPath: (path) => [...files.values()].find((file) => file.path === path) ?? null,
  };
}

/** Width and height of a PNG, JPEG or GIF; null for bytes that are no such picture. */
export function imageSize(bytes: Buffer): { width: number; height: number } | null {
  if (bytes.length >= 24 && bytes.readUInt32BE(0) === 0x89504e47) {
    return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  }
  if (bytes.length >= 10 && bytes.toString('latin1', 0, 3) === 'GIF') {
    return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
  }
  return bytes.length >= 4 && bytes.readUInt16BE(0) === 0xffd8 ? jpegSize(bytes) : null;
}

function jpegSize(bytes: Buffer): { width: number; height: number } | null {
  let at = 2;
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    const frame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (frame) return { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}
