import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { connectPhone } from '../../sandbox/index.ts';

test('listens anew when the stream of events ends, and misses nothing that came meanwhile', async () => {
  let streams = 0;
  let now = 0;
  const server = createServer((request, response) => {
    if (request.url !== '/phone/events') {
      response.end(JSON.stringify({ now, messages: {} }));
      return;
    }
    streams += 1;
    response.write(': listening\n\n');
    // The first one is cut off; what happens next tells nobody.
    if (streams > 1) return;
    response.socket?.end();
    now = 42;
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const phone = await connectPhone(`http://127.0.0.1:${port}`);
  onTestFinished(() => {
    phone.close();
    server.closeAllConnections();
    server.close();
  });
  expect(await phone.waitFor((state) => state.now === 42 && streams === 2, 'the second stream', 5000)).toBe(true);
});
