import { createArchiveWorks } from '../src/backups/archive/works.ts';
import { silentLog } from '../src/log.ts';
import { isJobs, type JobFigures } from './backup-figures.ts';

/** The jobs of bench/backup.ts in a process of their own, so that the memory that is measured is theirs alone. */
const jobs: unknown = JSON.parse(process.argv[2] ?? 'null');
if (!isJobs(jobs)) throw new Error('bench/backup.ts starts this');

const works = createArchiveWorks({
  host: { kind: 'unix', socketPath: jobs.socketPath },
  apiVersion: () => Promise.resolve('1.41'),
  log: silentLog,
});
const idleRssBytes = process.memoryUsage().rss;

async function timed<T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly result: T }> {
  const startedAt = performance.now();
  const result = await work();
  return { ms: performance.now() - startedAt, result };
}

const peakMiB = () => Math.round(process.resourceUsage().maxRSS / 1024);
const { archiveFile, listFile } = jobs;
const create = await timed(() =>
  works.readTree({ container: jobs.source, path: '/vol', archiveFile, listFile, level: jobs.level, key: null }),
);
const afterCreate = peakMiB();
const { archive, list, listSha256 } = create.result;
if (archive === null) throw new Error('a tree that was read has an archive');
const stored = { ...archive, path: archiveFile };
const verify = await timed(() =>
  works.verify({ archive: stored, list: { ...list, path: listFile }, listSha256, key: null }),
);
const afterVerify = peakMiB();
const write = await timed(() => works.writeTree({ container: jobs.target, path: '/vol', archive: stored, key: null }));
await works.close();

const figures: JobFigures = {
  tarBytes: create.result.tarBytes,
  archiveBytes: archive.bytes,
  problems: verify.result.problems.length,
  createMs: create.ms,
  verifyMs: verify.ms,
  writeMs: write.ms,
  idleMiB: Math.round(idleRssBytes / 1024 / 1024),
  peakMiB: { create: afterCreate, verify: afterVerify, write: peakMiB() },
};
process.stdout.write(JSON.stringify(figures));
