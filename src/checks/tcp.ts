import { connect } from 'node:net';
import { latencySince, type Outcome } from './outcome.ts';

/** Opens a TCP connection and closes it again. @throws what Node's net throws */
export function probeTcp(target: { host: string; port: number }, signal: AbortSignal): Promise<Outcome> {
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
  const startedAt = performance.now();
  const socket = connect({ host: target.host, port: target.port, signal });
  socket.once('connect', () => {
    resolve({ ok: true, latencyMs: latencySince(startedAt) });
    socket.destroy();
  });
  socket.on('error', reject);
  return promise;
}
