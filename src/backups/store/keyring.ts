import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { UserError } from '../../errors.ts';
import type { Key } from '../archive/types.ts';
import type { Manifest } from '../manifest.ts';
import { replaceFile } from './durable.ts';

export type Encryption = Manifest['encryption'];

/**
 * OWASP's password storage guidance offers N=2^17 with p=1, or the same work in less memory: this needs 32 MiB for a
 * quarter of a second. The name of the algorithm in manifests stands for these figures; others need another name.
 */
const SCRYPT = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 1024 ** 2 };
const KEY_BYTES = 32;
/** Beside the key, from the same derivation: tells a wrong passphrase from a damaged archive, and nothing of the key. */
const CHECK_BYTES = 16;
const SALT_BYTES = 16;

const saltFile = z.strictObject({ schema: z.literal(1), salt: z.base64(), check: z.base64() });

export interface Keyring {
  /** What a new backup is encrypted with. One salt for the whole store, so that the passphrase is stretched once. */
  current(): Promise<{ readonly key: Key; readonly encryption: Encryption }>;
  /** @throws UserError `backups-passphrase-missing` or `backups-passphrase-wrong` */
  keyFor(manifest: Pick<Manifest, 'encryption' | 'id'>): Promise<Key>;
}

/** @param file where the salt of new backups is kept; without it a new one is taken, and old backups still open */
export function createKeyring(passphrase: string | null, file: string): Keyring {
  const derived = new Map<string, Promise<{ key: Buffer; check: Buffer }>>();
  let chosen: Promise<{ key: Key; encryption: Encryption }> | null = null;

  function derive(word: string, salt: string): Promise<{ key: Buffer; check: Buffer }> {
    const known = derived.get(salt);
    if (known !== undefined) return known;
    const work = stretch(word, Buffer.from(salt, 'base64'));
    derived.set(salt, work);
    work.catch(() => derived.delete(salt));
    return work;
  }

  async function choose(): Promise<{ key: Key; encryption: Encryption }> {
    if (passphrase === null) return { key: null, encryption: null };
    const kept = saltFile.safeParse(await readJson(file));
    if (kept.success) {
      const { key, check } = await derive(passphrase, kept.data.salt);
      if (isSame(check, kept.data.check)) return { key, encryption: encryptionOf(kept.data) };
    }
    // The first one, or another passphrase than before: what is older keeps its own salt and check.
    const salt = randomBytes(SALT_BYTES).toString('base64');
    const { key, check } = await derive(passphrase, salt);
    const fresh = { schema: 1, salt, check: check.toString('base64') } as const;
    await replaceFile(file, `${JSON.stringify(fresh)}\n`);
    return { key, encryption: encryptionOf(fresh) };
  }

  return {
    current: () => {
      if (chosen === null) {
        chosen = choose();
        chosen.catch(() => {
          chosen = null;
        });
      }
      return chosen;
    },
    keyFor: async ({ encryption, id }) => {
      if (encryption === null) return null;
      if (passphrase === null) throw new UserError('backups-passphrase-missing', { id });
      const { key, check } = await derive(passphrase, encryption.salt);
      if (!isSame(check, encryption.check)) throw new UserError('backups-passphrase-wrong', { id });
      return key;
    },
  };
}

function encryptionOf({ salt, check }: { readonly salt: string; readonly check: string }): Encryption {
  return { alg: 'aes-256-gcm-scrypt', salt, check };
}

function stretch(word: string, salt: Buffer): Promise<{ key: Buffer; check: Buffer }> {
  return new Promise((resolve, reject) => {
    // The same letters can be typed as different code points.
    scrypt(word.normalize('NFKC'), salt, KEY_BYTES + CHECK_BYTES, SCRYPT, (error, bytes) => {
      if (error) reject(error);
      else resolve({ key: bytes.subarray(0, KEY_BYTES), check: bytes.subarray(KEY_BYTES) });
    });
  });
}

function isSame(check: Buffer, said: string): boolean {
  const other = Buffer.from(said, 'base64');
  return other.length === check.length && timingSafeEqual(check, other);
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return null;
  }
}
