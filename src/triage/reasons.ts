import type { Reason } from '../checks/index.ts';
import type { Category } from '../incidents/index.ts';
import type { Facts, Problem } from './facts.ts';

/** More reasons than this say no more on a phone. */
const MAX_REASONS = 8;
const MAX_LINE = 120;

/** Which kind of fact decides for each category: it is named first. */
const DECIDING: Readonly<Record<Category, readonly string[]>> = {
  outage: ['triage-reason-all-names', 'triage-reason-all-down'],
  'data-loss': ['triage-reason-data-loss'],
  security: ['triage-reason-security'],
  'crash-loop': ['triage-reason-restarting'],
  memory: ['triage-reason-oom', 'triage-reason-memory'],
  'telegram-bot': ['triage-reason-telegram'],
  'not-responding': ['triage-reason-unhealthy', 'triage-reason-exited', 'triage-reason-check', 'triage-reason-name'],
  'disk-full': ['triage-reason-disk'],
  other: ['triage-reason-engine-silent'],
};

/** Why, in words: every fact that speaks, what decided first. Never empty. */
export function reasonsFrom(
  category: Category,
  facts: Facts,
  patterns: { dataLoss: RegExp; security: RegExp },
  provisional: boolean,
): Reason[] {
  const reasons = [
    ...wide(facts),
    ...logReasons(facts, patterns.dataLoss, 'triage-reason-data-loss'),
    ...logReasons(facts, patterns.security, 'triage-reason-security'),
    ...facts.problems.map(problemReason),
    ...facts.failedChecks.map((check) => checkReason(check.kind, check.name)),
    ...facts.failedNames.map((one) => ({ key: 'triage-reason-name', params: { name: one.name } })),
    ...facts.fullDisks.map((disk) => ({
      key: 'triage-reason-disk',
      params: { mount: disk.mount, percent: Math.round(Math.max(disk.usedPercent, disk.inodesUsedPercent ?? 0)) },
    })),
  ];
  if (reasons.length === 0) return [{ key: nothingKey(facts, provisional), params: {} }];
  const decided = (reason: Reason) => (DECIDING[category].includes(reason.key) ? 0 : 1);
  return reasons.sort((a, b) => decided(a) - decided(b)).slice(0, MAX_REASONS);
}

/** Nothing is wrong only where somebody has looked. */
function nothingKey({ unseen }: Facts, provisional: boolean): string {
  if (!unseen) return 'triage-reason-nothing';
  return provisional ? 'triage-reason-looking' : 'triage-reason-unseen';
}

function wide(facts: Facts): Reason[] {
  const reasons: Reason[] = [];
  if (facts.unreachable) reasons.push({ key: 'triage-reason-all-names', params: { n: facts.names.length } });
  if (facts.allDown) reasons.push({ key: 'triage-reason-all-down', params: {} });
  if (facts.engineSilent) reasons.push({ key: 'triage-reason-engine-silent', params: {} });
  return reasons;
}

function logReasons(facts: Facts, pattern: RegExp, key: string): Reason[] {
  const line = facts.errorLines.find((candidate) => pattern.test(candidate.text));
  return line === undefined ? [] : [{ key, params: { service: line.service, line: line.text.slice(0, MAX_LINE) } }];
}

function checkReason(kind: string, name: string): Reason {
  if (kind === 'telegram') return { key: 'triage-reason-telegram', params: { name } };
  return { key: kind === 'disk' ? 'triage-reason-disk-check' : 'triage-reason-check', params: { name } };
}

function problemReason({ service, problem }: Problem): Reason {
  switch (problem.kind) {
    case 'restarting':
      return {
        key: 'triage-reason-restarting',
        params: { service, n: problem.restartCount, code: problem.exitCode ?? '?' },
      };
    case 'oom-killed':
      return { key: 'triage-reason-oom', params: { service, n: problem.times } };
    case 'exited':
      return { key: 'triage-reason-exited', params: { service, code: problem.exitCode ?? '?' } };
    case 'unhealthy':
      return { key: 'triage-reason-unhealthy', params: { service, n: problem.failingStreak } };
    case 'memory':
      return { key: 'triage-reason-memory', params: { service, percent: Math.round(problem.percent) } };
    case 'dead':
    case 'paused':
    case 'never-started':
      return { key: `triage-reason-${problem.kind}`, params: { service } };
  }
}
