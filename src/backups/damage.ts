import type { Proof } from './proof/proof.ts';

/** What proofs say of a backup whose stored bytes are not what they were. */
const DAMAGED = /^(?:backups-proof-damaged|archive-problem-(?!config-incomplete$|wrong-passphrase$).+)$/;

/**
 * Whether the stored bytes of a backup were last seen to be wrong. Only a whole verification takes that back: a passed
 * drill of one volume says nothing of the others. @param proofs of one backup, newest first
 */
export function isDamagedBy(proofs: readonly Proof[]): boolean {
  const speaksOfDamage = ({ result, reason }: Proof) => result !== 'passed' && DAMAGED.test(reason?.key ?? '');
  const telling = proofs.find(
    (proof) => (proof.kind === 'verify' && proof.result === 'passed') || speaksOfDamage(proof),
  );
  return telling !== undefined && speaksOfDamage(telling);
}

/** Whole, and somebody has proven it: verified, restored into scratch volumes, or for real. @param proofs of its set */
export function isProven(
  backup: { readonly id: string; readonly state: 'whole' | 'damaged' },
  proofs: readonly Proof[],
): boolean {
  return backup.state === 'whole' && proofs.some((proof) => proof.backup === backup.id && proof.result === 'passed');
}
