import { execFile } from 'node:child_process';
import { TooLargeError } from '../archive/types.ts';
import { problemIn, ResticError } from './problem.ts';

const LARGEST_OUTPUT = 64 * 1024 * 1024;
const DEADLINE_MS = 6 * 3_600_000;

/** One file of a snapshot. @throws TooLargeError above `maxBytes` · ResticError */
export function dumpFile(
  snapshot: string,
  path: string,
  env: Readonly<Record<string, string>>,
  maxBytes: number,
): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const { PATH = '/usr/local/bin:/usr/bin:/bin', HOME = '/' } = process.env;
  const settings = { env: { PATH, HOME, ...env }, maxBuffer: maxBytes, encoding: 'buffer' as const };
  execFile('restic', ['dump', snapshot, path, '--no-cache', '--no-lock'], settings, (error, stdout, stderr) => {
    if (error === null) return resolve(stdout);
    if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return reject(new TooLargeError(maxBytes + 1));
    const said = stderr.toString('utf8');
    reject(new ResticError(problemIn(said), said));
  });
  return promise;
}

/** Runs this machine's restic; what is secret is in its environment. @returns its stdout @throws ResticError */
export function runProgram(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  options: { readonly signal?: AbortSignal; readonly cwd?: string } = {},
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const { PATH = '/usr/local/bin:/usr/bin:/bin', HOME = '/' } = process.env;
  const settings = {
    ...{ env: { PATH, HOME, ...env }, maxBuffer: LARGEST_OUTPUT, timeout: DEADLINE_MS, killSignal: 'SIGINT' as const },
    ...options,
  };
  execFile('restic', [...argv], settings, (error, stdout, stderr) => {
    if (error === null) return resolve(stdout);
    if (options.signal?.aborted) return reject(options.signal.reason);
    if (error.code === 'ENOENT') return reject(new ResticError('other', 'restic is not installed where the bot runs'));
    const said = stderr.trim() === '' ? error.message : stderr;
    reject(new ResticError(problemIn(said), said));
  });
  return promise;
}
