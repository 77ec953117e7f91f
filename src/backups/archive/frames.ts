import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * An encrypted file: `VAKHTAE1`, a salt, a check of the key, then frames of 64 KiB, AES-256-GCM each, under a key of
 * the file's own (HKDF of the store's key and the salt). The nonce is the frame's number and whether it is the last:
 * a frame that was taken out, put elsewhere or cut off at the end does not open.
 */
export const FRAME_BYTES = 64 * 1024;
const MAGIC = Buffer.from('VAKHTAE1', 'latin1');
const SALT_BYTES = 32;
const CHECK_BYTES = 16;
const TAG_BYTES = 16;
const HEAD_BYTES = MAGIC.length + SALT_BYTES + CHECK_BYTES;
const CIPHER = 'aes-256-gcm';

/** It is encrypted and no key was given, or with another key. */
export class WrongKeyError extends Error {
  override readonly name = 'WrongKeyError';
}

/** It was not written so: changed, or cut. */
export class BrokenFrameError extends Error {
  override readonly name = 'BrokenFrameError';
}

export interface Sealer {
  /** What is to be stored of these bytes so far. */
  push(bytes: Buffer): Buffer[];
  end(): Buffer[];
}

export function createSealer(key: Uint8Array): Sealer {
  const salt = randomBytes(SALT_BYTES);
  const { fileKey, check } = keysOf(key, salt);
  const pending = Buffer.alloc(FRAME_BYTES);
  let filled = 0;
  let count = 0;
  let head: Buffer[] = [Buffer.concat([MAGIC, salt, check])];

  function seal(isLast: boolean): Buffer {
    const cipher = createCipheriv(CIPHER, fileKey, nonceOf(count, isLast));
    count += 1;
    const body = cipher.update(pending.subarray(0, filled));
    filled = 0;
    return Buffer.concat([body, cipher.final(), cipher.getAuthTag()]);
  }

  function takeHead(): Buffer[] {
    const taken = head;
    head = [];
    return taken;
  }

  return {
    push(bytes) {
      const sealed = takeHead();
      for (let at = 0; at < bytes.length; ) {
        // A full frame waits for what follows: the last one is marked as the last.
        if (filled === FRAME_BYTES) sealed.push(seal(false));
        const size = bytes.copy(pending, filled, at, at + FRAME_BYTES - filled);
        filled += size;
        at += size;
      }
      return sealed;
    },
    end: () => [...takeHead(), seal(true)],
  };
}

export interface Opener {
  /** @throws WrongKeyError, BrokenFrameError */
  push(bytes: Buffer): Buffer[];
  end(): Buffer[];
}

export function createOpener(key: Uint8Array): Opener {
  const pending = Buffer.alloc(FRAME_BYTES + TAG_BYTES);
  let filled = 0;
  let count = 0;
  let fileKey: Buffer | null = null;

  function open(isLast: boolean): Buffer {
    if (fileKey === null || filled < TAG_BYTES) throw new BrokenFrameError('a frame is cut');
    const decipher = createDecipheriv(CIPHER, fileKey, nonceOf(count, isLast));
    decipher.setAuthTag(pending.subarray(filled - TAG_BYTES, filled));
    count += 1;
    try {
      return Buffer.concat([decipher.update(pending.subarray(0, filled - TAG_BYTES)), decipher.final()]);
    } catch (error) {
      throw new BrokenFrameError(`frame ${count - 1} does not open`, { cause: error });
    }
  }

  return {
    push(bytes) {
      const opened: Buffer[] = [];
      for (let at = 0; at < bytes.length; ) {
        const wanted = fileKey === null ? HEAD_BYTES : FRAME_BYTES + TAG_BYTES;
        if (filled === wanted) {
          opened.push(open(false));
          filled = 0;
        }
        const size = bytes.copy(pending, filled, at, at + wanted - filled);
        filled += size;
        at += size;
        if (fileKey === null && filled === HEAD_BYTES) {
          fileKey = readHead(key, pending.subarray(0, HEAD_BYTES));
          filled = 0;
        }
      }
      return opened;
    },
    end: () => [open(true)],
  };
}

/** Whether a file that begins like this is an encrypted one. */
export function looksSealed(beginning: Buffer): boolean {
  return beginning.length >= MAGIC.length && beginning.subarray(0, MAGIC.length).equals(MAGIC);
}

function readHead(key: Uint8Array, head: Buffer): Buffer {
  if (!looksSealed(head)) throw new BrokenFrameError('it does not begin as an encrypted file');
  const salt = head.subarray(MAGIC.length, MAGIC.length + SALT_BYTES);
  const { fileKey, check } = keysOf(key, Buffer.from(salt));
  if (!timingSafeEqual(check, head.subarray(MAGIC.length + SALT_BYTES))) throw new WrongKeyError('another key');
  return fileKey;
}

function keysOf(key: Uint8Array, salt: Buffer): { readonly fileKey: Buffer; readonly check: Buffer } {
  const bytes = Buffer.from(hkdfSync('sha256', key, salt, 'vakhta backup file', 32 + CHECK_BYTES));
  return { fileKey: bytes.subarray(0, 32), check: bytes.subarray(32) };
}

function nonceOf(count: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(count, 5, 6);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}
