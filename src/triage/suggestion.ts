import type { Reason } from '../checks/index.ts';
import type { ServiceKey } from '../docker/index.ts';
import type { Category, Impact, Severity } from '../incidents/index.ts';
import { type Facts, type Findings, factsFrom, speaksFor } from './facts.ts';
import { reasonsFrom } from './reasons.ts';
import type { ServiceEvidence, Suggestion } from './types.ts';

/** Severities as the on-call document gives them to its categories. What it does not name: P0 for lost data (its matrix), P1 for security (its Runbook 3 isolates at once). */
const SEVERITY: Readonly<Record<Category, Severity>> = {
  outage: 'P0',
  'data-loss': 'P0',
  security: 'P1',
  'crash-loop': 'P1',
  memory: 'P2',
  'not-responding': 'P2',
  'telegram-bot': 'P2',
  'disk-full': 'P3',
  other: 'P3',
};

/** What a log says when data is damaged, and what Runbook 3 of the on-call document greps for. */
const DATA_LOSS =
  /\bdata loss\b|\blost data\b|database disk image is malformed|invalid page in block|could not read block|\bcorrupt(?:ed|ion)?\b.{0,40}\b(?:database|data|table|index|page|block|file)\b|\b(?:database|data|table|index|page|block|file)\b.{0,40}\bcorrupt(?:ed|ion)?\b/i;
const SECURITY =
  /\bhack(?:ed|ing|er)?\b|\b(?:sql|code|command) injection\b|\binjection (?:attempt|attack)\b|\bbreach(?:ed)?\b|\bintrusion\b|\bbrute.?force\b|\bxmrig\b/i;
const TELEGRAM_SERVICE = /(?:^|[-_.])(?:bot|telegram|tg)(?:[-_.\d]|$)|telegram|bot$/i;

/**
 * What it looks like, from the evidence so far. Pure; rules in the order of gravity, the first that holds decides.
 * @param impactStartedAt when the trouble began, as the recorder knows; UTC milliseconds
 */
export function suggest(findings: Findings, impactStartedAt: number | null, provisional: boolean): Suggestion {
  const facts = factsFrom(findings);
  const category = categoryOf(facts);
  const isLooking = category === 'other' && facts.unseen && provisional;
  const severity = severityOf(category, facts);
  const affectedAll = category === 'outage';
  const usersImpacted = areUsersImpacted(category, severity, facts);
  return {
    category,
    severity,
    affected: facts.affected.map((service) => service.key),
    affectedAll,
    usersImpacted,
    businessImpact: impactOf(category, severity, usersImpacted),
    ...(isLooking ? LOOKING : summaryOf(category, facts)),
    reasons: reasonsFrom(category, facts, { dataLoss: DATA_LOSS, security: SECURITY }, provisional),
    impactStartedAt,
    provisional,
  };
}

function categoryOf(facts: Facts): Category {
  const { problems, affected } = facts;
  const has = (kind: string) => problems.some(({ problem }) => problem.kind === kind);
  if (facts.unreachable || facts.allDown) return 'outage';
  if (facts.errorLines.some((line) => DATA_LOSS.test(line.text))) return 'data-loss';
  if (facts.errorLines.some((line) => SECURITY.test(line.text))) return 'security';
  if (has('restarting')) return 'crash-loop';
  if (has('oom-killed')) return 'memory';
  // Little memory is the cause of a silence, not a second trouble, where both are of one service.
  const starving = problems.filter(({ problem }) => problem.kind === 'memory').map(({ key }) => key);
  const silent = affected.filter((service) => service.down || isCheckedDown(service, facts));
  if (silent.some((service) => starving.includes(service.key))) return 'memory';
  if (facts.failedChecks.some((check) => check.kind === 'telegram')) return 'telegram-bot';
  const answering = facts.failedNames.length > 0 || facts.failedChecks.some((check) => check.kind !== 'disk');
  const blocked = problems.filter(({ problem }) => problem.kind !== 'memory');
  if (
    blocked.length > 0 &&
    blocked.every(({ service }) => TELEGRAM_SERVICE.test(service)) &&
    facts.failedNames.length === 0
  ) {
    return 'telegram-bot';
  }
  if (blocked.length > 0 || answering) return 'not-responding';
  if (starving.length > 0) return 'memory';
  if (facts.fullDisks.length > 0 || facts.failedChecks.some((check) => check.kind === 'disk')) return 'disk-full';
  return 'other';
}

function isCheckedDown(service: ServiceEvidence, facts: Facts): boolean {
  return facts.failedChecks.some((check) => speaksFor(check, service));
}

/** An Engine that is silent hides what else is wrong: that is no minor issue. */
function severityOf(category: Category, facts: Facts): Severity {
  return category === 'other' && facts.engineSilent ? 'P2' : SEVERITY[category];
}

/** P0 and P1 mean it by definition ("service down, users affected"); else where a way from outside is broken. */
function areUsersImpacted(category: Category, severity: Severity, facts: Facts): boolean {
  if (severity === 'P0' || severity === 'P1') return category !== 'security';
  if (category === 'telegram-bot' || facts.failedNames.length > 0) return true;
  return facts.affected.some((service) => (service.down && service.published) || isCheckedDown(service, facts));
}

function impactOf(category: Category, severity: Severity, usersImpacted: boolean): Impact {
  if (severity === 'P0') return 'critical';
  if (severity === 'P1' || usersImpacted) return 'high';
  return category === 'other' && severity === 'P3' ? 'none' : 'low';
}

type Summary = Pick<Suggestion, 'summary' | 'summaryServices'>;

const LOOKING: Summary = { summary: { key: 'triage-summary-looking', params: {} }, summaryServices: [] };

function summaryOf(category: Category, facts: Facts): Summary {
  const about = aboutOf(category, facts);
  const services = namesOf(about.map((one) => one.service));
  const other = unnamedSummary(category, services, facts);
  if (other !== null) return { summary: other, summaryServices: [] };
  const keys = [...new Set(about.map((one) => one.key))];
  return { summary: { key: `triage-summary-${category}`, params: { services } }, summaryServices: keys };
}

/** Those of which the category speaks; else all that are affected. */
function aboutOf(category: Category, facts: Facts): readonly { readonly key: ServiceKey; readonly service: string }[] {
  const kinds: Partial<Record<Category, readonly string[]>> = {
    'crash-loop': ['restarting'],
    memory: ['oom-killed', 'memory'],
  };
  const wanted = kinds[category];
  const own = facts.problems.filter(({ problem }) => wanted?.includes(problem.kind) ?? false);
  return own.length > 0 ? own : facts.affected;
}

/** A summary that is about something else than services; null: it names them. */
function unnamedSummary(category: Category, services: string, facts: Facts): Reason | null {
  const [disk] = facts.fullDisks;
  if (category === 'disk-full' && disk !== undefined) {
    return { key: 'triage-summary-disk-full', params: { mount: disk.mount, percent: Math.round(disk.usedPercent) } };
  }
  if (category === 'disk-full') return { key: 'triage-summary-disk-check', params: {} };
  if (category === 'outage') return outageSummary(facts);
  if (category === 'other') return otherSummary(facts);
  if (category === 'not-responding' && services === '') return silentSummary(facts);
  if (category === 'telegram-bot' && services === '') return { key: 'triage-summary-telegram', params: {} };
  return null;
}

function outageSummary({ names, unreachable }: Facts): Reason {
  if (!unreachable) return { key: 'triage-summary-outage', params: {} };
  return { key: 'triage-summary-unreachable', params: { names: namesOf(names.map((one) => one.name)) } };
}

function otherSummary({ engineSilent }: Facts): Reason {
  return { key: engineSilent ? 'triage-summary-engine-silent' : 'triage-summary-other', params: {} };
}

function silentSummary({ failedNames, failedChecks }: Facts): Reason {
  const names = [...failedNames.map((one) => one.name), ...failedChecks.map((one) => one.name)];
  return { key: 'triage-summary-not-responding', params: { services: namesOf(names) } };
}

/** "a, b, c +2": what one line of a phone holds. */
export function namesOf(names: readonly string[]): string {
  const distinct = [...new Set(names)];
  const shown = distinct.slice(0, 3).join(', ');
  return distinct.length > 3 ? `${shown} +${distinct.length - 3}` : shown;
}
