export { createDiscovery } from './discovery.ts';
export { type BoardListener, createHealth, type Health, type HealthOptions, type OpenInput } from './health.ts';
export { createHeartbeat } from './heartbeat.ts';
export { hostAddress } from './host-address.ts';
export { itemReference } from './reference.ts';
export { createSelfProbes, type SelfSources } from './self-probes.ts';
export {
  type Board,
  type FoundPort,
  type Item,
  LEVELS,
  type Level,
  PARTS,
  type Part,
  type PastResult,
  type Run,
} from './types.ts';
