import { inject } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import type { DockerHostConfig } from '../../../src/config/index.ts';
import { createDocker, type Docker, type DockerDeps } from '../../../src/docker/index.ts';
import { silentLog } from '../../../src/log.ts';
import { type EngineApi, engineApi } from './engine-api.ts';
import { createServices, type Services } from './services.ts';

export interface SharedEngine {
  host: DockerHostConfig;
  api: EngineApi;
  /** `vakhta.test=<run>`. */
  label: string;
  services: Services;
  docker(options?: Partial<DockerDeps>): Docker;
}

/** The Engine that global-setup.ts has started; make it in `beforeAll`, and `services.removeAll()` in `afterAll`. */
export function sharedEngine(): SharedEngine {
  const socketPath = inject('engineSocket');
  const label = `vakhta.test=${inject('engineRun')}`;
  const host: DockerHostConfig = { kind: 'unix', socketPath };
  const api = engineApi(socketPath);
  return {
    host,
    api,
    label,
    services: createServices(api, label),
    docker: (options = {}) => createDocker({ host, clock: systemClock, log: silentLog, ...options }),
  };
}
