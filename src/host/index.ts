export { type InboundConnection, readConnections } from './connections.ts';
export { createHost, type HostDeps, isInContainer } from './host.ts';
export { endGroup, groupsWith, OPERATION_VARIABLE } from './process-group.ts';
export { GRACE_MS, processEndSchema, runProcess } from './run-process.ts';
export type * from './types.ts';
