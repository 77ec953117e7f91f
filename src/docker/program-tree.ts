import { execFile } from 'node:child_process';
import { open, readFile, realpath } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { TarEntry } from './image-tar.ts';

const run = promisify(execFile);

/** The file tree of an image with a shell and the usual tools, from a busybox of this machine (static, as Debian's busybox-static, or with its libraries). */
export async function busyboxTree(busybox: string): Promise<TarEntry[]> {
  const applets = (await run(busybox, ['--list'])).stdout.split('\n');
  const folders = ['bin', 'tmp', 'etc'].map(
    (path): TarEntry => ({ kind: 'folder', path: `${path}/`, mode: path === 'tmp' ? 0o1777 : 0o755 }),
  );
  return [
    ...folders,
    { kind: 'file', path: 'bin/busybox', mode: 0o755, bytes: await readFile(await realpath(busybox)) },
    { kind: 'file', path: 'etc/passwd', mode: 0o644, bytes: Buffer.from('root:x:0:0::/:/bin/sh\n') },
    ...applets
      .filter((name) => name !== '' && name !== 'busybox')
      .map((name): TarEntry => ({ kind: 'link', path: `bin/${name}`, target: 'busybox' })),
    ...(await librariesOf(busybox)),
  ];
}

/** A program at `bin/<name>`, with the libraries that it needs. */
export async function programTree(path: string, name: string): Promise<TarEntry[]> {
  const bytes = await readFile(await realpath(path));
  return [...(await librariesOf(path)), { kind: 'file', path: `bin/${name}`, mode: 0o755, bytes }];
}

/** The shared libraries that the loader would take for a program; none for a static one. */
export async function librariesOf(program: string): Promise<TarEntry[]> {
  // ldd ends with an error for a static program.
  const loaded = await run('ldd', [program]).then(
    ({ stdout }) => stdout,
    () => '',
  );
  const paths = [...loaded.matchAll(/(\/\S+) \(0x/g)].map((match) => match[1] ?? '');
  const parents = new Set(
    paths.flatMap((path) =>
      path
        .split('/')
        .slice(1, -1)
        .map((_, depth, all) => all.slice(0, depth + 1).join('/')),
    ),
  );
  const files = paths.map(
    async (path): Promise<TarEntry> => ({
      kind: 'file',
      path: path.slice(1),
      mode: 0o755,
      bytes: await readFile(path),
    }),
  );
  return [
    ...[...parents].map((path): TarEntry => ({ kind: 'folder', path: `${path}/`, mode: 0o755 })),
    ...(await Promise.all(files)),
  ];
}

export interface ElfFacts {
  /** As the Engine calls it: `x86_64`, `aarch64`; null for one that is not known here. */
  readonly arch: string | null;
  /** It names no loader, so it runs without any other file. */
  readonly isStatic: boolean;
}

/** `e_machine` of the ELF header (System V ABI). */
const MACHINES: Readonly<Record<number, string>> = {
  3: 'i386',
  21: 'ppc64le',
  22: 's390x',
  40: 'arm',
  62: 'x86_64',
  183: 'aarch64',
  243: 'riscv64',
};
const PT_INTERP = 3;
/** The headers lie at the beginning; a linker never puts them elsewhere. */
const HEAD_BYTES = 16 * 1024;

/** What a program was built for; null when there is none at the path, or it is no ELF file. */
export async function elfOf(path: string): Promise<ElfFacts | null> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      return readElf(buffer.subarray(0, bytesRead));
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
}

/** From the first bytes of a file. Null for what is no ELF file, or one that is cut before the end of its headers. */
export function readElf(head: Buffer): ElfFacts | null {
  if (head.length < 64 || head.readUInt32BE(0) !== 0x7f454c46) return null;
  const wide = head[4] === 2;
  const little = head[5] === 1;
  const short = (at: number) => (little ? head.readUInt16LE(at) : head.readUInt16BE(at));
  const word = (at: number) => (little ? head.readUInt32LE(at) : head.readUInt32BE(at));
  const long = (at: number) => Number(little ? head.readBigUInt64LE(at) : head.readBigUInt64BE(at));
  const table = wide ? long(32) : word(28);
  const size = short(wide ? 54 : 42);
  const count = short(wide ? 56 : 44);
  if (table + size * count > head.length || size < 4) return null;
  const types = Array.from({ length: count }, (_, index) => word(table + index * size));
  return { arch: MACHINES[short(18)] ?? null, isStatic: !types.includes(PT_INTERP) };
}

/** Whether a program runs on an Engine of that architecture (`Architecture` of /info). */
export function runsOn(elf: ElfFacts, arch: string): boolean {
  const family = /^(arm)v\d/.exec(arch)?.[1] ?? { amd64: 'x86_64', arm64: 'aarch64', i686: 'i386' }[arch] ?? arch;
  return elf.arch === family;
}
