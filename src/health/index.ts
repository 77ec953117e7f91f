export { createDiscovery } from './discovery.ts';
export { createHealth, type Health } from './health.ts';
export { createHeartbeat } from './heartbeat.ts';
export { hostAddress } from './host-address.ts';
export { itemReference } from './reference.ts';
export { createSelfProbes, type SelfSources } from './self-probes.ts';
export {
  type Board,
  type Item,
  LEVELS,
  type Level,
  PARTS,
  type Part,
  type PastResult,
  type Run,
} from './types.ts';
