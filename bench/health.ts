import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { connectPhone, createSandbox } from '../sandbox/index.ts';
import { buttonsOf, en, textOf } from '../test/chat/support/messages.ts';
import { createVakhta } from '../test/chat/support/vakhta.ts';
import { type PrivateEngine, startEngine } from '../test/engine/support/engine.ts';
import { machineLine, spread, versionIn } from './figures.ts';

const CHECKS = 50;
const SLOWEST_MS = 2_000;
const ROUNDS = 5;
const BEN = { person: 1002, chat: 1002 } as const;

export interface HealthFigures {
  /** From the command being sent until the phone has the message with all answers, each round. */
  readonly completeMs: readonly number[];
  /** How long the slowest server took by its own measure, each round. */
  readonly slowestMs: readonly number[];
  /** Median complete ÷ median slowest. The target is 1.2. */
  readonly ratio: number;
}

/** `/health` with 50 HTTP checks, one of which takes two seconds: the whole process, through the sandbox. */
export async function benchHealth(engine: PrivateEngine): Promise<HealthFigures> {
  const slowestMs: number[] = [];
  const server = createServer((request, response) => {
    const startedAt = performance.now();
    const delay = request.url === '/slowest' ? SLOWEST_MS : Number(request.url?.slice(1)) || 1;
    setTimeout(() => {
      response.end('{"status":"healthy"}');
      if (request.url === '/slowest') slowestMs.push(performance.now() - startedAt);
    }, delay);
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  const sandbox = await createSandbox();
  const phone = await connectPhone(sandbox.url);
  const checks = Array.from({ length: CHECKS }, (_, index) => ({
    id: `check-${index}`,
    kind: 'http',
    // The others answer between 5 and 985 ms, so that answers come all along.
    url: `http://127.0.0.1:${port}/${index === 0 ? 'slowest' : index * 20 + 5}`,
    json: { path: 'status', equals: 'healthy' },
  }));
  const vakhta = await createVakhta({
    apiRoot: sandbox.url,
    token: sandbox.token,
    engineSocket: engine.socketPath,
    env: { LOG_LEVEL: 'info' },
    settings: stringify({ checks }),
  });
  try {
    await vakhta.start();
    await phone.start(BEN.person);
    await phone.waitForMessage(BEN.chat, () => true, 'an answer to /start', 30_000);
    const completeMs: number[] = [];
    for (let round = -1; round < ROUNDS; round += 1) {
      const startedAt = performance.now();
      const sent = await phone.send(BEN, '/health');
      await phone.waitForMessage(
        BEN.chat,
        (message) =>
          message.message_id > sent.message_id &&
          buttonsOf(message).some(({ data }) => data?.startsWith('h.run.')) &&
          textOf(message).includes(en('bot-health-took', { seconds: '' }).trim().split(' ')[0] ?? ''),
        'all answers',
        30_000,
      );
      // The first round warms up.
      if (round >= 0) completeMs.push(performance.now() - startedAt);
      else slowestMs.length = 0;
    }
    return { completeMs, slowestMs, ratio: median(completeMs) / median(slowestMs) };
  } finally {
    await vakhta.remove();
    phone.close();
    await sandbox.close();
    server.closeAllConnections();
    server.close();
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const engine = await startEngine();
  try {
    const figures = await benchHealth(engine);
    const version = versionIn(await engine.api.ask('GET', '/version'));
    process.stdout.write(`${machineLine(version)}
/health with ${CHECKS} checks
  the slowest check:            ${spread(figures.slowestMs)}
  until the message is complete: ${spread(figures.completeMs)}
  ratio: ${figures.ratio.toFixed(2)} (target: at most 1.2)
`);
  } finally {
    await engine.remove();
  }
}
