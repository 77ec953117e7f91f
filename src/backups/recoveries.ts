import type { Recovery } from '../incidents/index.ts';
import type { Proof } from './proof/proof.ts';

/** Restores and drills as the five targets count them; verifications are no recovery. */
export function recoveriesOf(proofs: readonly Proof[]): Recovery[] {
  return proofs.flatMap(({ kind, scheduled, result, at, recoveryTimeMs, recoveryPointMs }): Recovery[] => {
    if (kind === 'verify') return [];
    return [
      {
        kind: kind === 'restore' ? 'restore' : scheduled ? 'scheduled-drill' : 'drill',
        passed: result === 'passed',
        missed: result === 'missed',
        ...{ recoveryTimeMs, recoveryPointMs, at },
      },
    ];
  });
}

export interface PassRate {
  readonly passed: number;
  /** Attempted and missed. */
  readonly of: number;
  readonly missed: number;
  readonly byHand: { readonly passed: number; readonly of: number };
}

/** (restores and scheduled drills that passed) ÷ (those attempted + those missed). An interrupted one is failed; drills by hand stand apart. */
export function passRateOf(proofs: readonly Proof[]): PassRate {
  const all = recoveriesOf(proofs);
  const counted = all.filter(({ kind }) => kind !== 'drill');
  const byHand = all.filter(({ kind }) => kind === 'drill');
  const passedOf = (some: readonly Recovery[]) => some.filter(({ passed }) => passed).length;
  return {
    passed: passedOf(counted),
    of: counted.length,
    missed: counted.filter(({ missed }) => missed).length,
    byHand: { passed: passedOf(byHand), of: byHand.length },
  };
}
