import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startEngine } from '../test/engine/support/engine.ts';
import { importImages } from '../test/engine/support/images.ts';
import { createServices } from '../test/engine/support/services.ts';
import { machineLine, versionIn } from './figures.ts';
import type { SearchFigures } from './search-log.ts';

const SEARCHER = fileURLToPath(new URL('./search-log.ts', import.meta.url));
const NEEDLE = 'needle-';
/** About 175 bytes each in the log's file: a gigabyte. */
const LINES = 5_700_000;
const EVERY = 570_000;
/** Both take turns, so that what else the machine does hits both. */
const ROUNDS = 2;

export interface LogSearchFigures {
  readonly engineVersion: string;
  /** Of the text, without what the json-file driver adds. */
  readonly scannedBytes: number;
  readonly cliMs: readonly number[];
  readonly searchMs: readonly number[];
  /** Of the best rounds; at most 1 is wanted. */
  readonly ratio: number;
  /** Resident memory at its highest, above that of the same process before its first search. */
  readonly peakAboveIdleBytes: number;
}

/** Searches the log of a container for a word that is in ten lines of it, as we do and as `docker logs | grep` does. */
export async function measureLogSearch(): Promise<LogSearchFigures> {
  const engine = await startEngine();
  try {
    const label = `vakhta.test=${engine.run}`;
    await importImages(engine.api, label);
    const line = `"2026-01-01 12:00:00 INFO order " i " packed, user " (i*7919)%100003 ", took " i%977 " ms, warehouse north"`;
    const script = `BEGIN { for (i = 1; i <= ${LINES}; i++) { print ${line}; if (i % ${EVERY} == 0) print "ERROR Needle-" i } }`;
    const cmd = ['awk', script];
    const writer = await createServices(engine.api, label).run({ project: 'bench', service: 'writer', cmd });
    await engine.api.ask('POST', `/containers/${writer.id}/wait`);
    const cliMs: number[] = [];
    const found: SearchFigures[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      cliMs.push(await viaCli(engine.socketPath, writer.id));
      found.push(await viaSearch(engine.socketPath, writer.id));
    }
    const searchMs = found.map(({ ms }) => ms);
    return {
      engineVersion: versionIn(await engine.api.ask('GET', '/version')),
      scannedBytes: Math.max(...found.map(({ scannedBytes }) => scannedBytes)),
      cliMs,
      searchMs,
      ratio: Math.min(...searchMs) / Math.min(...cliMs),
      peakAboveIdleBytes: Math.max(...found.map(({ peakAboveIdleBytes }) => peakAboveIdleBytes)),
    };
  } finally {
    await engine.remove();
  }
}

async function viaCli(socketPath: string, id: string): Promise<number> {
  const startedAt = performance.now();
  const answer = await outputOf('sh', [
    '-c',
    `docker -H unix://${socketPath} logs ${id} 2>&1 | grep -i -- ${NEEDLE} | wc -l`,
  ]);
  if (Number(answer) !== LINES / EVERY) throw new Error(`grep found ${answer.trim()} lines, not ${LINES / EVERY}`);
  return performance.now() - startedAt;
}

async function viaSearch(socketPath: string, id: string): Promise<SearchFigures> {
  const figures: SearchFigures = JSON.parse(await outputOf(process.execPath, [SEARCHER, socketPath, id, NEEDLE]));
  if (figures.matches !== LINES / EVERY) throw new Error(`the search found ${figures.matches} lines`);
  return figures;
}

async function outputOf(command: string, args: readonly string[]): Promise<string> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command} ended with ${String(code)}`);
  return output;
}

if (import.meta.main) {
  const figures = await measureLogSearch();
  const seconds = (all: readonly number[]) => all.map((ms) => `${(ms / 1000).toFixed(1)} s`).join(', ');
  process.stdout.write(`${machineLine(figures.engineVersion)}
A json-file log of about 1 GB (${LINES} lines)
  docker logs | grep:  ${seconds(figures.cliMs)}
  our search:          ${seconds(figures.searchMs)}, at most ${Math.round(figures.peakAboveIdleBytes / 2 ** 20)} MiB above idle
  ratio:               ${figures.ratio.toFixed(2)} (at most 1.00 is wanted)
`);
}
