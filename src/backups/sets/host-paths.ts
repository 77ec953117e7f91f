import type { SetFacts } from './build-set.ts';
import type { HostFiles } from './host-files.ts';

/**
 * Which paths of the host may be taken: only below a root that `vakhta.yaml` names, and only where they still are below it
 * when every symlink on the way is followed. What cannot be followed from here is not taken.
 */
export async function checkPaths(
  paths: readonly string[],
  roots: readonly string[],
  files: Pick<HostFiles, 'real'>,
): Promise<SetFacts['paths']> {
  const realRoots = await Promise.all(roots.map((root) => files.real(root)));
  return Promise.all(
    [...new Set(paths)].map(async (path) => {
      if (!roots.some((root) => isBelow(path, root))) return { path, real: null, why: 'outside-roots' as const };
      const real = await files.real(path);
      if (real === null) return { path, real: null, why: 'unreadable' as const };
      const isInside = realRoots.some((root) => root !== null && isBelow(real, root));
      return { path, real, why: isInside ? null : ('outside-roots' as const) };
    }),
  );
}

function isBelow(path: string, root: string): boolean {
  return path === root || path.startsWith(`${root.replace(/\/+$/, '')}/`);
}
