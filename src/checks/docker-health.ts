import type { Availability, ContainerDetail, ServiceKey } from '../docker/index.ts';
import { detailOf, type Outcome } from './outcome.ts';
import type { CheckDefinition } from './types.ts';

export const DOCKER_HEALTH = 'docker-health';

/** What the Engine says about the health check of one container; null when it has none or does not run. */
export function judgeHealth(container: ContainerDetail): Outcome | null {
  const { health } = container;
  if (health === null) return null;
  if (health.status === 'healthy') return { ok: true, latencyMs: null };
  if (health.status === 'starting')
    return { ok: true, latencyMs: null, reason: { key: 'checks-health-starting', params: {} } };
  const last = health.log.at(-1);
  const output = detailOf(last?.output ?? '');
  const params = { n: health.failingStreak, code: last?.exitCode ?? '?', output: output || '—' };
  return { ok: false, latencyMs: null, reason: { key: 'checks-health-failing', params } };
}

/** Restart policies of what is meant to run for ever. */
const LASTING = new Set(['always', 'unless-stopped']);

/**
 * Whether a container does what it is there for, as far as the Engine can tell; null where there is nothing to say: it
 * runs without a health check, it has done its work, or nobody ever started it. `ranOutOfMemory`: its last end was that.
 */
export function judgeContainer(container: ContainerDetail, ranOutOfMemory = false): Outcome | null {
  const { state, exitCode } = container;
  const failing = (key: string, params: Readonly<Record<string, string | number>> = {}): Outcome => ({
    ok: false,
    latencyMs: null,
    reason: { key, params },
  });
  if (container.oneOff || state === 'created' || state === 'removing') return null;
  if (ranOutOfMemory && (state === 'restarting' || state === 'exited')) return failing(`checks-container-oom-${state}`);
  if (state === 'restarting') return failing('checks-container-restarting', { code: exitCode ?? '?' });
  if (state === 'dead') return failing('checks-container-dead');
  if (state === 'paused') {
    return { ok: true, level: 'warning', latencyMs: null, reason: { key: 'checks-container-paused', params: {} } };
  }
  if (state === 'running') return judgeHealth(container);
  const lasting = LASTING.has(container.restartPolicy);
  if ((exitCode ?? 0) === 0) return lasting ? failing('checks-container-stopped') : null;
  // What was tried outside of compose and left lying is nobody's service.
  return container.project === null && !lasting ? null : failing('checks-container-exited', { code: exitCode ?? '?' });
}

export function healthDefinition(container: ContainerDetail): CheckDefinition {
  // Several containers of one service are told apart by compose's number.
  const suffix = container.number > 1 ? `#${container.number}` : '';
  return {
    id: `${DOCKER_HEALTH}:${container.key}${suffix}`,
    name: `${container.service}${suffix}`,
    kind: DOCKER_HEALTH,
    service: container.key,
  };
}

/** The service that `docker-health:<key>` or `docker-health:<key>#<number>` is about; null for another id. */
export function healthTarget(id: string): { key: ServiceKey; number: number } | null {
  const match = /^docker-health:(.+?)(?:#(\d+))?$/.exec(id);
  return match?.[1] === undefined ? null : { key: match[1], number: Number(match[2] ?? 1) };
}

export const engineDefinition: CheckDefinition = { id: DOCKER_HEALTH, name: 'Docker', kind: DOCKER_HEALTH };

/** The Engine itself does not answer, so no health can be read. */
export function engineSilent(availability: Availability, detail: string): Outcome {
  const reason = availability.reachable
    ? { key: 'checks-failed', params: { detail: detailOf(detail) } }
    : { key: `docker-unreachable-${availability.cause}`, params: {} };
  return { ok: false, latencyMs: null, reason };
}
