import { type Incident, isActive, type Severity } from './incident.ts';

export type NotifyChannel = 'slack' | 'phone';
export type EscalationRole = 'CTO' | 'DevOps' | 'DevOps lead';

/** One row of the severity matrix. */
export interface SeverityRule {
  readonly severity: Severity;
  /** Time in which somebody has to take it, counted from detection. */
  readonly responseMs: number;
  readonly notify: readonly NotifyChannel[];
  readonly escalation: readonly EscalationRole[];
}

export type SeverityMatrix = Readonly<Record<Severity, SeverityRule>>;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The on-call document's two tables in one: "Determine Severity Level" (times) and "Severity Matrix" (notify, escalation). */
export const DEFAULT_MATRIX: SeverityMatrix = {
  P0: { severity: 'P0', responseMs: 15 * MINUTE, notify: ['slack', 'phone'], escalation: ['CTO', 'DevOps'] },
  P1: { severity: 'P1', responseMs: HOUR, notify: ['slack'], escalation: ['DevOps lead'] },
  P2: { severity: 'P2', responseMs: 4 * HOUR, notify: ['slack'], escalation: ['DevOps lead'] },
  P3: { severity: 'P3', responseMs: 24 * HOUR, notify: ['slack'], escalation: ['DevOps lead'] },
};

/** The matrix with the configuration's own response times. @param responseMs milliseconds for each severity that differs */
export function severityMatrix(responseMs: Partial<Readonly<Record<Severity, number>>> = {}): SeverityMatrix {
  const rule = (severity: Severity): SeverityRule => ({
    ...DEFAULT_MATRIX[severity],
    responseMs: responseMs[severity] ?? DEFAULT_MATRIX[severity].responseMs,
  });
  return { P0: rule('P0'), P1: rule('P1'), P2: rule('P2'), P3: rule('P3') };
}

export interface ResponseState {
  readonly dueAt: number;
  /** How long it has been going on, from detection to its end or to now. */
  readonly runningMs: number;
  /** From detection until somebody took it; `null` while nobody has. */
  readonly answeredAfterMs: number | null;
  /** Taken too late, or not taken while its time is over. What ended without being taken is late only if it ended too late. */
  readonly late: boolean;
}

/** How an incident stands against its response time. @param now UTC milliseconds */
export function responseOf(incident: Incident, matrix: SeverityMatrix, now: number): ResponseState {
  const { detectedAt, acknowledgedAt, resolvedAt } = incident.times;
  const dueAt = detectedAt + matrix[incident.severity].responseMs;
  const endAt = isActive(incident) ? now : (resolvedAt ?? now);
  return {
    dueAt,
    runningMs: Math.max(0, endAt - detectedAt),
    answeredAfterMs: acknowledgedAt === null ? null : acknowledgedAt - detectedAt,
    late: (acknowledgedAt ?? endAt) > dueAt,
  };
}
