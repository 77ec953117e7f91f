export { connectPhone, type Phone } from './client.ts';
export type { Call } from './server/calls.ts';
export type { FaultKind, NewFault } from './server/faults.ts';
export type { StoredMessage } from './server/messages.ts';
export { createSandbox, DEFAULT_TOKEN, type Sandbox, type SandboxOptions } from './server/server.ts';
