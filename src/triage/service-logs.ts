import type { ContainerDetail, Docker } from '../docker/index.ts';
import { messageOf } from '../errors.ts';
import { distinctErrors } from './error-lines.ts';
import type { ServiceEvidence, ServiceLogEvidence } from './types.ts';

/** As the issue asks: the last fifty lines of each container. */
const TAIL = 50;
/** Fifty very long lines; what is more is no line that a person reads. */
const MAX_BYTES = 256 * 1024;
/** Of a service in many containers, that many are read. */
const MAX_CONTAINERS = 3;
const DEADLINE_MS = 10_000;

/** The distinct error lines of a service. Never rejects: a log that cannot be read says so. */
export async function readServiceLogs(
  docker: Pick<Docker, 'logs'>,
  service: ServiceEvidence,
  containers: readonly ContainerDetail[],
): Promise<ServiceLogEvidence> {
  const own = containers
    .filter((container) => container.key === service.key && !container.oneOff)
    .slice(0, MAX_CONTAINERS);
  const named = { key: service.key, project: service.project, service: service.service };
  try {
    const options = { tail: TAIL, maxBytes: MAX_BYTES, deadlineMs: DEADLINE_MS };
    const lines = (await Promise.all(own.map((container) => docker.logs(container.id, options)))).flat();
    return { ...named, readLines: lines.length, ...distinctErrors(lines), failure: null };
  } catch (error) {
    return { ...named, readLines: 0, errors: [], more: 0, failure: messageOf(error) };
  }
}
