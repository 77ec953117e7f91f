import { type Docker, ENGINE, serviceKey } from '../docker/index.ts';
import type { Json, KindOutcome, NextStep, Reason } from '../operations/index.ts';
import type { Masking } from './evidence.ts';
import { lastLinesOf } from './lookout.ts';
import type { Refusal, Started } from './project-effects.ts';
import { memberLabel } from './project-members.ts';
import type { MemberEnd } from './project-wait.ts';

const NAMED = 5;
const NAMED_NOTES = 4;

/**
 * What became of a project: good only when every container is seen to be well. Otherwise it names those that are not,
 * with the cause of each, and the last lines of the first.
 */
export async function projectOutcome(options: {
  readonly docker: Docker;
  readonly masking: Masking;
  readonly project: string;
  readonly ends: readonly MemberEnd[];
  /** The sentence where all are well. */
  readonly good: Reason;
  /** What the procedure says next where they are not. */
  readonly next: NextStep;
  readonly notes: readonly Reason[];
}): Promise<KindOutcome> {
  const { ends, good, next, project } = options;
  const bad = ends.filter((end) => end.ok === false);
  const unknown = ends.filter((end) => end.ok === null);
  const recovered = keysOf(
    project,
    ends.filter((end) => end.ok === true),
    [...bad, ...unknown],
  );
  const unwell = [...bad, ...unknown].map(({ member: { service, number } }) => ({ service, number }));
  const data: Json = { recovered, unwell };
  const notes = options.notes.length > 0 ? { notes: options.notes } : {};
  if (unwell.length === 0) return { ok: true, reason: good, data, ...notes };
  const [first] = bad;
  if (first === undefined) {
    const reason = { key: 'operations-project-unknown', params: namesOf(unknown) };
    return { ok: null, reason, nextStep: 'escalate', data, ...notes };
  }
  const lastLines = first.detail === null ? [] : await lastLinesOf(options.docker, options.masking, first.detail);
  const { exitCode, oom } = first;
  return {
    ok: false,
    reason: {
      key: 'operations-project-unwell',
      params: { ...namesOf([...bad, ...unknown]), well: ends.length - unwell.length, total: ends.length },
    },
    nextStep: next,
    data,
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(oom === undefined ? {} : { oom }),
    ...(lastLines.length > 0 ? { lastLines } : {}),
    notes: [...options.notes, ...[...bad, ...unknown].slice(0, NAMED_NOTES).map(causeOf)],
  };
}

/** A service counts where all of its containers do. */
function keysOf(project: string, well: readonly MemberEnd[], others: readonly MemberEnd[]): string[] {
  const not = new Set(others.map((end) => end.member.service));
  const services = [...new Set(well.map((end) => end.member.service))].filter((service) => !not.has(service));
  return services.map((service) => serviceKey({ engine: ENGINE, project, service }));
}

/** `operations-restart-unhealthy` becomes the cause `unhealthy`; the text knows the common ones. */
function causeOf({ member, reason, exitCode, oom }: MemberEnd): Reason {
  const cause = oom === true ? 'out-of-memory' : (reason?.key ?? '').replace(/^operations-(restart|action)-/, '');
  return {
    key: 'operations-project-cause',
    params: { service: memberLabel(member), cause, code: exitCode ?? 'unknown' },
  };
}

export function refusalNote({ member, problem }: Refusal, masking: Masking): Reason {
  const params = { service: memberLabel(member), problem: masking.text(problem).slice(0, 200) };
  return { key: 'operations-project-refused', params };
}

/** What is to be said of a start beside its end: who was refused, and for whom the others waited in vain. */
export function startNotes({ refusals, notReady }: Started, masking: Masking): Reason[] {
  const refused = refusals.map((refusal) => refusalNote(refusal, masking));
  return notReady.length === 0
    ? refused
    : [...refused, { key: 'operations-project-not-ready', params: listOf(notReady) }];
}

/** `services` and how many `more` there are. */
export function namesOf(ends: readonly Pick<MemberEnd, 'member'>[]): Record<'services' | 'more', string | number> {
  return listOf(ends.map(({ member }) => memberLabel(member)));
}

export function listOf(names: readonly string[]): Record<'services' | 'more', string | number> {
  return { services: names.slice(0, NAMED).join(', '), more: Math.max(0, names.length - NAMED) };
}
