import { execFileSync } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import type { TarEntry } from './tar.ts';

/** The file tree of an image with a shell and the usual tools, from a busybox of this machine (static, as Debian's busybox-static, or with its libraries). */
export function busyboxTree(busybox: string): TarEntry[] {
  const applets = execFileSync(busybox, ['--list'], { encoding: 'utf8' }).split('\n');
  const folders = ['bin', 'tmp', 'etc'].map(
    (path): TarEntry => ({ kind: 'folder', path: `${path}/`, mode: path === 'tmp' ? 0o1777 : 0o755 }),
  );
  return [
    ...folders,
    { kind: 'file', path: 'bin/busybox', mode: 0o755, bytes: readFileSync(realpathSync(busybox)) },
    { kind: 'file', path: 'etc/passwd', mode: 0o644, bytes: Buffer.from('root:x:0:0::/:/bin/sh\n') },
    ...applets
      .filter((name) => name !== '' && name !== 'busybox')
      .map((name): TarEntry => ({ kind: 'link', path: `bin/${name}`, target: 'busybox' })),
    ...librariesOf(busybox),
  ];
}

/** The shared libraries that the loader would take for a program; none for a static one. */
export function librariesOf(program: string): TarEntry[] {
  const paths = [...loaded(program).matchAll(/(\/\S+) \(0x/g)].map((match) => match[1] ?? '');
  const parents = new Set(
    paths.flatMap((path) =>
      path
        .split('/')
        .slice(1, -1)
        .map((_, depth, all) => all.slice(0, depth + 1).join('/')),
    ),
  );
  return [
    ...[...parents].map((path): TarEntry => ({ kind: 'folder', path: `${path}/`, mode: 0o755 })),
    ...paths.map((path): TarEntry => ({ kind: 'file', path: path.slice(1), mode: 0o755, bytes: readFileSync(path) })),
  ];
}

/** ldd ends with an error for a static program. */
function loaded(program: string): string {
  try {
    return execFileSync('ldd', [program], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
}
