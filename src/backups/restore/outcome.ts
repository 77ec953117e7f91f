import type { Journal, KindOutcome, Reason } from '../../operations/index.ts';
import type { Manifest } from '../manifest.ts';
import type { RestoreParams } from '../types.ts';
import type { BackEnd } from './back.ts';
import type { Arrived } from './forward.ts';
import type { Held } from './held.ts';
import { readJournal, standstillOf } from './journal.ts';
import { isExact } from './source.ts';

/** What is known of a restore at its end. Times in UTC milliseconds. */
interface Known {
  readonly params: RestoreParams;
  readonly held: Held;
  readonly standstillMs: number;
}

/** The new data is there. */
export function arrived(
  known: Known & { readonly manifest: Pick<Manifest, 'dataAt' | 'id'>; readonly startedAt: number },
  { notUp, unwell, configChanged }: Arrived,
): KindOutcome {
  const { params, held, standstillMs, manifest, startedAt } = known;
  const lossMs = Math.max(0, startedAt - manifest.dataAt);
  const values = {
    ...{ name: params.name, when: momentOf(manifest.dataAt), age: lossMs, standstill: standstillMs },
    ...{ safety: held.safety ?? '', backup: manifest.id, files: params.choice.files.length },
  };
  const data = { data: 'new', backup: manifest.id, dataAt: manifest.dataAt, safety: held.safety, standstillMs, lossMs };
  const notes = [notUp, unwell, configChanged ? say('note-recreate', {}) : null].filter((note) => note !== null);
  const rest = notes.length === 0 ? { data } : { data, notes };
  if (unwell !== null) return { ok: false, reason: say('done-unwell', values), nextStep: 'logs', ...rest };
  if (notUp !== null) return { ok: true, reason: say('done-not-up', values), down: true, ...rest };
  const key = !isExact(params.choice) ? 'done-files' : held.safety === null ? 'done-empty' : 'done';
  return { ok: true, reason: say(key, values), ...rest };
}

/** The old data is there, or could not be brought back. */
export function wentBack(known: Known, end: BackEnd, applied: boolean, why: Reason): KindOutcome {
  const { params, held, standstillMs } = known;
  const values = { name: params.name, standstill: standstillMs, safety: held.safety ?? '', backup: params.backup };
  const data = { data: end.kind === 'stuck' ? 'neither' : 'old', safety: held.safety, standstillMs };
  if (end.kind === 'stuck') {
    return { ok: false, reason: say('stuck', values), nextStep: 'escalate', data, notes: [why, end.problem] };
  }
  if (end.unwell !== null) {
    return { ok: false, reason: say('back-unwell', values), nextStep: 'logs', data, notes: [why, end.unwell] };
  }
  return { ok: false, reason: say(applied ? 'back' : 'not-begun', values), data, notes: [why] };
}

/** Nothing was touched. */
export function untouched(params: RestoreParams, why: Reason, ok: false | null): KindOutcome {
  return { ok, reason: say('untouched', { name: params.name }), notes: [why] };
}

/** What somebody who called it off is told. */
export function calledOff(journal: Journal, now: number): Reason | Omit<KindOutcome, 'ok'> {
  const entries = journal.entries();
  const found = readJournal(entries);
  if (found.kind !== 'back') return say('cancelled', {});
  const standstill = standstillOf(entries, now);
  const data = { data: 'old', safety: found.held.safety, standstillMs: standstill };
  return { reason: say(found.applied ? 'cancelled-back' : 'cancelled-before', { standstill }), data };
}

export function say(what: string, params: Reason['params']): Reason {
  return { key: `backups-restore-${what}`, params };
}

/** `2026-01-31 02:30 UTC`. */
export function momentOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
