import { createServer, type Server } from 'node:net';

/** Three ports of this machine that were free a moment ago; fixed numbers, so that a restarted service keeps its own. */
export async function freePorts(): Promise<readonly [number, number, number]> {
  const held = await Promise.all([hold(), hold(), hold()]);
  await Promise.all(held.map(({ server }) => new Promise((resolve) => server.close(resolve))));
  const [first, second, third] = held;
  return [first.port, second.port, third.port];
}

function hold(): Promise<{ readonly server: Server; readonly port: number }> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('No port is free'));
      else resolve({ server, port: address.port });
    });
  });
}
