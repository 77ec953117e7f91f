import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Docker, LogLine } from '../docker/index.ts';
import { isErrorLine } from './error-lines.ts';
import type { FoundLine, LogEngine, LogPattern, LogSource } from './types.ts';

export function createInterimEngine(
  docker: Pick<Docker, 'logs' | 'inspect'>,
  mask: (text: string) => string,
): LogEngine {
  const read = async (source: LogSource, sinceAt?: number): Promise<FoundLine[]> => {
    const lines: LogLine[] = await docker.logs(source.id, { maxBytes: 8e6, ...(sinceAt ? { sinceAt } : {}) });
    return lines.map((line, n) => ({
      ...line,
      stamp:
        line.at === null
          ? null
          : `${new Date(line.at).toISOString().slice(0, 23)}${String(n % 1000000).padStart(6, '0')}Z`,
      source: source.id,
      isMatch: true,
    }));
  };
  const test = (pattern: LogPattern) => (text: string) => {
    if (pattern.kind === 'all') return true;
    if (pattern.kind === 'errors') return isErrorLine(text);
    if (pattern.kind === 'text') return text.toLowerCase().includes(pattern.text.toLowerCase());
    return new RegExp(pattern.source, 'i').test(text);
  };
  return {
    page: async (request) => {
      const all = (await Promise.all(request.sources.map((one) => read(one, request.sinceAt)))).flat();
      all.sort((a, b) => ((a.stamp ?? '') < (b.stamp ?? '') ? -1 : 1));
      const matches = test(request.pattern);
      const hits = all.filter((line) => matches(line.text));
      const { before, after } = request;
      const inside = hits.filter(
        (l) => (before === undefined || (l.stamp ?? '') < before) && (after === undefined || (l.stamp ?? '') > after),
      );
      const lines = after === undefined ? inside.slice(-request.limit) : inside.slice(0, request.limit);
      const first = lines[0];
      const last = lines.at(-1);
      return {
        lines,
        hasOlder: first !== undefined && hits[0] !== first,
        hasNewer: last !== undefined && hits.at(-1) !== last,
        scannedBytes: all.reduce((sum, l) => sum + l.text.length, 0),
        matches: hits.length,
        stopped: null,
        failures: [],
      };
    },
    download: async ({ sources, folder, name }) => {
      const all = (await Promise.all(sources.map((one) => read(one)))).flat();
      const path = join(folder, `${name}.txt.gz`);
      const bytes = gzipSync(all.map((l) => `${l.stamp} ${mask(l.text)}\n`).join(''));
      await writeFile(path, bytes);
      return {
        parts: [{ path, bytes: bytes.length }],
        lines: all.length,
        scannedBytes: 0,
        stopped: null,
        failures: [],
      };
    },
    follow: async (sources, onLines, signal, options) => {
      let seen = 0;
      for (;;) {
        const all = (await Promise.all(sources.map((one) => read(one)))).flat();
        const fresh = seen === 0 ? all.slice(-(options?.tail ?? 0)) : all.slice(seen);
        seen = all.length;
        if (fresh.length > 0) onLines(fresh);
        const live = await Promise.all(sources.map((one) => docker.inspect(one.id)));
        if (live.every((one) => one?.state !== 'running')) return { failures: [] };
        await wait(200, undefined, { signal });
      }
    },
    close: async () => undefined,
  };
}
