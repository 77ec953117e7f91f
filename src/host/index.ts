export { type InboundConnection, readConnections } from './connections.ts';
export { createHost, type HostDeps, isInContainer } from './host.ts';
export type * from './types.ts';
