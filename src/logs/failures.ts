import type { DockerHostConfig } from '../config/index.ts';
import { toEngineError, type UnreachableCause } from '../docker/index.ts';
import type { RawFailure } from './page-job.ts';
import type { LogFailure } from './types.ts';

const GONE = 404;
const DEAD = 409;

/** Why a log could not be read, as a text of the locales. */
export function failureOf(
  { source, statusCode, code, message }: RawFailure,
  host: DockerHostConfig,
  unreachable: UnreachableCause | null = null,
): LogFailure {
  if (statusCode === GONE) return { source, reason: { key: 'logs-gone', params: {} } };
  if (statusCode === DEAD) return { source, reason: { key: 'logs-dead', params: {} } };
  if (/does not support reading/i.test(message))
    return { source, reason: { key: 'logs-unreadable-driver', params: {} } };
  if (statusCode !== null) return { source, reason: { key: 'logs-refused', params: { reason: message } } };
  if (code === 'ECUT') return { source, reason: { key: 'logs-cut-off', params: {} } };
  const cause = unreachable ?? toEngineError(Object.assign(new Error(message), { code }), host).unreachable ?? 'other';
  return { source, reason: { key: `docker-unreachable-${cause}`, params: {} } };
}
