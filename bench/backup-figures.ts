import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** As in the Dockerfile. */
const THREADS = ['backups/archive/worker', 'backups/store/hash-worker', 'logs/worker'];

/** What bench/backup.ts asks of bench/backup-jobs.ts. */
export interface Jobs {
  readonly socketPath: string;
  /** Helpers that were never started, with the tree at /vol. */
  readonly source: string;
  readonly target: string;
  readonly archiveFile: string;
  readonly listFile: string;
  readonly level: number;
}

/** … and what it answers. */
export interface JobFigures {
  readonly tarBytes: number;
  readonly archiveBytes: number;
  readonly problems: number;
  readonly createMs: number;
  readonly verifyMs: number;
  readonly writeMs: number;
  readonly idleMiB: number;
  /** Of the whole process so far, after each. */
  readonly peakMiB: { readonly create: number; readonly verify: number; readonly write: number };
}

export function isJobs(value: unknown): value is Jobs {
  return typeof value === 'object' && value !== null && 'socketPath' in value && 'level' in value;
}

/** How `npm start` starts the product (package.json), with another script in the place of its own. */
export function asProductStarts(...script: readonly string[]) {
  const { scripts }: { scripts: { start: string } } = JSON.parse(readFileSync(`${ROOT}/package.json`, 'utf8'));
  const words = scripts.start.split(' ').filter((word) => word !== 'exec' && word !== 'env');
  const node = words.indexOf('node');
  const env = Object.fromEntries(words.slice(0, node).map((pair) => pair.split('=')));
  const flags = words.slice(node + 1, -1);
  return { command: process.execPath, args: [...flags, ...script], env: env as Record<string, string>, cwd: ROOT };
}

/** As the image is built: what is compiled lies ready for the process and its threads. */
export function compileBeforehand(): void {
  const files = JSON.stringify(THREADS.map((name) => `${ROOT}src/${name}.ts`));
  for (const script of [
    ['src/main.ts', 'warm-up'],
    ['-e', `Promise.allSettled(${files}.map((file) => import(file)))`],
  ]) {
    const { command, args, env, cwd } = asProductStarts(...script);
    try {
      execFileSync(command, args, { env: { ...process.env, ...env }, cwd, stdio: 'ignore' });
    } catch {
      // There is no such command; all that it would need is loaded.
    }
  }
}
