import type { ContainerDetail, Docker } from '../docker/index.ts';
import { UserError } from '../errors.ts';
import type { Reason } from '../operations/index.ts';

const LOOK_DEADLINE_MS = 5000;

/** The bot that stops itself cannot start itself again. @throws UserError operations-own-container */
export async function refuseOwnContainer(docker: Docker, detail: Pick<ContainerDetail, 'id' | 'name'>): Promise<void> {
  const own = await docker.selfContainerId({ deadlineMs: LOOK_DEADLINE_MS });
  if (own === detail.id) throw new UserError('operations-own-container', { name: detail.name });
}

/** Why there is nothing to do to a container as it is. */
export function unfitReason({ name, state }: Pick<ContainerDetail, 'name' | 'state'>): Reason {
  return { key: 'operations-action-unfit', params: { name, state } };
}
