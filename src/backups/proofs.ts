import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import type { BackupsStore } from './backups-store.ts';
import { isDamagedBy } from './damage.ts';
import type { Proof } from './proof/proof.ts';
import type { Store } from './store/types.ts';

/** What was proven of backups: beside each of them in the store, and in SQLite, where it outlives them. */
export interface Proofs {
  /**
   * Keeps a proof. The first one of an id holds, so that an operation that is recovered may say it again.
   * When the store cannot be written it is in SQLite alone, and the log says so.
   */
  recordProof(proof: Proof): Promise<void>;
  /** Newest first. */
  list(of: { readonly set?: string; readonly backup?: string; readonly sinceAt?: number }): Proof[];
}

export function createProofs(deps: {
  readonly rows: BackupsStore;
  readonly store: Pick<Store, 'appendProof'>;
  readonly log: Log;
}): Proofs {
  const { rows, store, log } = deps;

  async function recordProof(proof: Proof): Promise<void> {
    if (rows.hasProof(proof.id)) return;
    if (proof.backup !== null) {
      await store.appendProof(proof.set, proof.backup, proof).catch((error: unknown) => {
        log.warn({ backup: proof.backup, reason: messageOf(error) }, 'a proof could not be written beside its backup');
      });
    }
    rows.transaction(() => {
      rows.addProof(proof);
      if (proof.backup === null) return;
      // What a verification found, also says whether it may be restored.
      if (isDamagedBy(rows.proofs({ backup: proof.backup }))) rows.setState(proof.backup, 'damaged');
      else if (proof.kind === 'verify' && proof.result === 'passed') rows.setState(proof.backup, 'whole');
    });
  }

  return { recordProof, list: (of) => rows.proofs(of) };
}
