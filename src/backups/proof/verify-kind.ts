import { EngineError, type EngineStorage } from '../../docker/index.ts';
import { type OperationContext, type OperationKind, type Reason, volumeLock } from '../../operations/index.ts';
import type { ArchiveWorks } from '../archive/types.ts';
import type { Manifest } from '../manifest.ts';
import { createMeter } from '../progress.ts';
import { type Materialise, withArchives } from '../restic/reading.ts';
import type { Store } from '../store/types.ts';
import type { ProofParams } from '../types.ts';
import { type AttemptParts, createAttempt, type Measured } from './attempt.ts';
import { imagesAbsent } from './completeness.ts';
import { damagedEnd, failed, gapsOf, type ProofEnd, problemNotes } from './ending.ts';
import { openBackup } from './opened.ts';
import { parseProofParams } from './params.ts';
import { bytesToVerify, isDamage, verifyBackup } from './verify-backup.ts';

const IMAGE_DEADLINE_MS = 5000;

export interface VerifyParts extends AttemptParts {
  readonly store: Pick<Store, 'open' | 'keyFor' | 'pathOf'>;
  readonly works: Pick<ArchiveWorks, 'verify' | 'unpackFile'>;
  readonly storage: Pick<EngineStorage, 'imageId'>;
  readonly materialise?: Materialise;
}

/** Looks at every byte of a backup where it lies; nothing of the host is touched. Steps: `verify`, `clean-up`, `proof`. */
export function createVerifyKind(parts: VerifyParts): OperationKind<ProofParams> {
  const { store, storage, clock } = parts;

  const attempt = createAttempt<ProofParams>(parts, {
    kind: 'verify',
    level: () => 1,
    interrupted: { key: 'backups-verify-interrupted', params: {} },
    work: (context, folder, measured) => verify(context, folder, measured.set),
    tidy: async () => undefined,
  });

  async function verify(
    context: OperationContext<ProofParams>,
    folder: string,
    set: (some: Partial<Measured>) => void,
  ): Promise<ProofEnd> {
    const { params, signal } = context;
    const opened = await openBackup(store, params.set, params.backup);
    if (!opened.ok) return opened.end;
    const { key } = opened;
    const bytes = bytesToVerify(opened.manifest);
    set({ bytes });
    const { manifest } = await withArchives(parts, {
      ...{ manifest: opened.manifest, key, operation: context.operation.id, trees: [], signal },
      report: context.progress,
    });
    const meter = createMeter({ phase: 'verify', totalBytes: bytes, clock, report: context.progress });
    const problems = await context.step('verify', { backup: manifest.id, bytes }, () =>
      verifyBackup(parts, { manifest, key, folder, signal, meter }),
    );
    if (problems.some(isDamage)) return damagedEnd(problems);
    const [first] = problems;
    if (first?.kind === 'wrong-passphrase') return failed('backups-proof-unreadable', {}, problemNotes(problems));
    if (first !== undefined) {
      const params = { name: first.name.slice(0, 200), count: problems.length };
      return failed('backups-verify-incomplete', params, problemNotes(problems));
    }
    const gaps = manifest.missing.length;
    return {
      passed: true,
      reason: { key: 'backups-verify-passed', params: { bytes, trees: manifest.trees.length, gaps } },
      notes: [...gapsOf(manifest), ...(await imageNotes(storage, manifest))],
      isDamaged: false,
    };
  }

  return {
    kind: 'backup-verify',
    parse: parseProofParams,
    // Of no project: nobody has to wait for it. What it reads is not pruned meanwhile, because it is under way.
    locks: ({ engine, backup }) => [volumeLock(engine, null, `verify:${backup}`)],
    ...attempt,
    cancelled: () => ({ key: 'backups-verify-interrupted', params: {} }),
  };
}

/** Images that the Engine does not have. Whoever cannot ask it has nothing to say of them. */
async function imageNotes(storage: Pick<EngineStorage, 'imageId'>, manifest: Manifest): Promise<Reason[]> {
  const references = [...new Set(manifest.services.flatMap(({ image, imageId }) => [image, imageId]))].filter(
    (reference) => reference !== '',
  );
  try {
    const found = await Promise.all(
      references.map(
        async (reference) => [reference, await storage.imageId(reference, { deadlineMs: IMAGE_DEADLINE_MS })] as const,
      ),
    );
    const present = new Set(found.flatMap(([reference, id]) => (id === null ? [] : [reference])));
    const absent = imagesAbsent(manifest, (reference) => present.has(reference));
    if (absent.length === 0) return [];
    return [
      {
        key: 'backups-proof-images-absent',
        params: { names: absent.slice(0, 5).join(', ').slice(0, 200), count: absent.length },
      },
    ];
  } catch (error) {
    if (error instanceof EngineError) return [];
    throw error;
  }
}
