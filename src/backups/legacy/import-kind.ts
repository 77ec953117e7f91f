import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../errors.ts';
import {
  type KindOutcome,
  type OperationContext,
  type OperationKind,
  type Reason,
  volumeLock,
} from '../../operations/index.ts';
import type { ArchiveProblem } from '../archive/types.ts';
import { NoSpaceError } from '../archive/types.ts';
import type { Manifest } from '../manifest.ts';
import type { BackupParts } from '../parts.ts';
import { createMeter } from '../progress.ts';
import { problemNotes } from '../proof/ending.ts';
import { verifyBackup } from '../proof/verify-backup.ts';
import { type Imported, importArchive } from './import-archive.ts';
import { importables, importFolders } from './importable.ts';

const params = z.object({
  engine: z.string(),
  project: z.string().nullable(),
  services: z.array(z.string()),
  /** What people call it: the archive's own name. */
  name: z.string(),
  set: z.string(),
  /** Its name alone: only what lies in the folders for imports is read. */
  file: z.string().regex(/^[^/]+$/),
});
type ImportParams = z.infer<typeof params>;

const done = z.object({ id: z.string(), set: z.string(), sum: z.enum(['right', 'none']), left: z.array(z.string()) });

/** Reads an archive of somebody else's script in and looks at every byte of what came of it. Steps: `import`, `verify`. */
export function createImportKind(
  parts: BackupParts & { readonly importFrom: readonly string[] },
): OperationKind<ImportParams> {
  const { store, proofs, index, clock, dataDir, works } = parts;

  async function run(context: OperationContext<ImportParams>): Promise<KindOutcome> {
    const { operation, signal, params: asked } = context;
    const startedAt = clock.now();
    try {
      const folders = importFolders(dataDir, parts.importFrom);
      const found = (await importables(folders, parts.timeZone, index)).find(({ file }) => file === asked.file);
      if (found === undefined) throw new UserError('backups-import-gone', { file: asked.file });
      const imported = await context.step('import', { file: asked.file }, async () => {
        const meter = createMeter({ phase: 'import', totalBytes: found.bytes * 3, clock, report: context.progress });
        const job = { path: found.path, set: null, operation: operation.id };
        const onProgress = (bytes: number) => meter.at(bytes, asked.file);
        const { id, set, sum, left } = await importArchive(parts, job, { signal, onProgress });
        return { id, set, sum, left: left.slice(0, 20) };
      });
      return await verified(context, done.parse(imported), startedAt);
    } catch (error) {
      if (signal.aborted) throw error;
      if (error instanceof UserError) return { ok: false, reason: { key: error.key, params: error.params } };
      if (error instanceof NoSpaceError)
        return { ok: false, reason: { key: 'backups-import-no-space', params: { file: asked.file } } };
      throw error;
    }
  }

  async function verified(
    context: OperationContext<ImportParams>,
    imported: Pick<Imported, 'id' | 'set' | 'sum' | 'left'>,
    startedAt: number,
  ): Promise<KindOutcome> {
    const { operation, params: asked, signal } = context;
    const opened = await store.open(imported.set, imported.id);
    if (!opened.ok) throw new Error(`the import ${imported.id} cannot be read back`);
    const { manifest } = opened;
    const bytes = manifest.trees.reduce((sum, tree) => sum + tree.tarBytes, 0);
    const folder = join(dataDir, 'scratch', operation.id);
    const meter = createMeter({ phase: 'verify', totalBytes: bytes, clock, report: context.progress });
    const problems = await context.step('verify', { backup: manifest.id }, async () => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const key = await store.keyFor(manifest);
      return verifyBackup({ works, store }, { manifest, key, folder, signal, meter }).finally(() =>
        rm(folder, { recursive: true, force: true }),
      );
    });
    const damage: readonly ArchiveProblem[] = problems.filter(({ kind }) => kind !== 'config-incomplete');
    await proofs.recordProof({
      id: operation.id,
      backup: manifest.id,
      set: manifest.set,
      kind: 'verify',
      level: 1,
      result: damage.length === 0 ? 'passed' : 'failed',
      scheduled: false,
      at: clock.now(),
      tookMs: clock.now() - startedAt,
      recoveryTimeMs: null,
      recoveryPointMs: null,
      bytes,
      reason: null,
    });
    const key = damage.length === 0 ? 'backups-import-done' : 'backups-import-bad';
    return {
      ok: damage.length === 0,
      reason: {
        key,
        params: { file: asked.file, set: manifest.set, id: manifest.id, bytes, trees: manifest.trees.length },
      },
      notes: [
        ...problemNotes(damage),
        ...lacks(manifest),
        ...(imported.sum === 'none' ? [NO_SUM] : []),
        ...leftNote(imported.left),
      ],
      data: { backup: manifest.id, set: manifest.set },
    };
  }

  return {
    kind: 'backup-import',
    parse: (raw) => params.parse(raw),
    locks: ({ engine, file }) => [volumeLock(engine, null, `import:${file}`)],
    access: () => 'admin',
    run,
    /** What was half read is swept from the store; reading it once more is a tap. */
    async recover(context) {
      const step = context.journal.find('import');
      const imported = done.safeParse(step?.result);
      if (imported.success && index.get(imported.data.id) !== null) {
        return {
          ok: null,
          reason: { key: 'backups-import-unverified', params: { file: context.params.file } },
          data: { backup: imported.data.id, set: imported.data.set },
        };
      }
      return { ok: false, reason: { key: 'backups-import-interrupted', params: { file: context.params.file } } };
    },
    cancelled: () => ({ key: 'backups-import-interrupted', params: {} }),
  };
}

const NO_SUM: Reason = { key: 'backups-import-no-sum', params: {} };

/** One sentence for each kind of thing that it lacks. */
export function lacks(manifest: Pick<Manifest, 'missing'>): Reason[] {
  const kinds = [...new Set(manifest.missing.map(({ what }) => what))];
  return kinds.map((what) => {
    const names = manifest.missing.filter((one) => one.what === what).map(({ name }) => name);
    return {
      key: `backups-import-lacks-${what}`,
      params: { names: names.slice(0, 5).join(', ').slice(0, 200), count: names.length },
    };
  });
}

function leftNote(left: readonly string[]): Reason[] {
  if (left.length === 0) return [];
  return [
    { key: 'backups-import-left', params: { names: left.slice(0, 3).join(', ').slice(0, 200), count: left.length } },
  ];
}
