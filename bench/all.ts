import { startEngine } from '../test/engine/support/engine.ts';
import { importImages } from '../test/engine/support/images.ts';
import { measureBackup } from './backup.ts';
import { benchHealth } from './health.ts';
import { measureLogSearch } from './log-search.ts';
import { measureStatus } from './status.ts';
import { measureTaps } from './taps.ts';

interface Row {
  readonly what: string;
  readonly measured: string;
  readonly target: string;
  readonly met: boolean;
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;
const best = (values: readonly number[]) => Math.min(...values);

/** The figures that were promised, each beside what people use today, on the same Engine in the same run. */
const rows: Row[] = [];
const note = (text: string) => process.stderr.write(`${text}\n`);

note('/status and docker stats, 100 containers …');
const status = await measureStatus({ containers: 100 });
rows.push({
  what: '/status, 100 containers ÷ docker stats --no-stream',
  measured: `${seconds(median(status.status))} ÷ ${seconds(median(status.dockerStats))} = ${status.ratio.toFixed(2)}`,
  target: '≤ 0.20',
  met: status.ratio <= 0.2,
});

note('/health, 50 checks …');
const engine = await startEngine();
const health = await importImages(engine.api, `vakhta.test=${engine.run}`)
  .then(() => benchHealth(engine))
  .finally(() => engine.remove());
rows.push({
  what: '/health, 50 checks ÷ the slowest check',
  measured: `${seconds(median(health.completeMs))} ÷ ${seconds(median(health.slowestMs))} = ${health.ratio.toFixed(2)}`,
  target: '≤ 1.20',
  met: health.ratio <= 1.2,
});

note('Search in a json-file log of 1 GB, and docker logs | grep …');
const search = await measureLogSearch();
const mebibytes = search.peakAboveIdleBytes / 1024 / 1024;
rows.push(
  {
    what: 'search in 1 GB ÷ docker logs | grep',
    measured: `${seconds(best(search.searchMs))} ÷ ${seconds(best(search.cliMs))} = ${search.ratio.toFixed(2)}`,
    target: '≤ 1.00',
    met: search.ratio <= 1,
  },
  {
    what: '… its memory above idle',
    measured: `${Math.round(mebibytes)} MiB`,
    target: '≤ 122 MiB (128 MB)',
    met: search.peakAboveIdleBytes <= 128e6,
  },
);

note('Taps while a log is searched and three are followed …');
const taps = await measureTaps();
rows.push({
  what: `first answer to a tap, p99 of ${taps.answers.length}`,
  measured: `${taps.p99} ms`,
  target: '≤ 300 ms',
  met: taps.p99 <= 300,
});

note('A backup of 1 GiB and its restore, docker run … tar czf, zstd -d | sha256sum …');
const backup = await measureBackup();
const tarMs = backup.tarMs ?? Number.NaN;
rows.push(
  {
    what: 'docker run … tar czf ÷ a backup of 1 GiB',
    measured: `${seconds(tarMs)} ÷ ${seconds(backup.createMs)} = ${(tarMs / backup.createMs).toFixed(2)}`,
    target: '≥ 3.00',
    met: tarMs / backup.createMs >= 3,
  },
  {
    what: 'its verification ÷ zstd -d | sha256sum',
    measured: `${seconds(backup.verifyMs)} ÷ ${seconds(backup.zstdMs)} = ${(backup.verifyMs / backup.zstdMs).toFixed(2)}`,
    target: '≤ 1.50',
    met: backup.verifyMs / backup.zstdMs <= 1.5,
  },
  {
    what: 'its restore: the service stands',
    measured: seconds(backup.bot?.standstillMs ?? Number.NaN),
    target: '≤ 35 s',
    met: (backup.bot?.standstillMs ?? Number.NaN) <= 35_000,
  },
  {
    what: '… memory of the whole product, at most',
    measured: `${Math.max(...Object.values(backup.bot?.peakMiB ?? {}))} MiB`,
    target: '≤ 143 MiB (150 MB)',
    met: Math.max(...Object.values(backup.bot?.peakMiB ?? {})) <= 143,
  },
);

process.stdout.write(`${status.machine}\n\n| What | Measured | Target | |\n|---|---|---|---|\n`);
for (const { what, measured, target, met } of rows) {
  process.stdout.write(`| ${what} | ${measured} | ${target} | ${met ? '✓' : '✗'} |\n`);
}
process.exitCode = rows.every(({ met }) => met) ? 0 : 1;
