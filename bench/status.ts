import { spawnSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { BEN, inPrivateScene, type PrivateScene } from '../scripts/screens/scene.ts';
import { textOf } from '../test/chat/support/messages.ts';
import type { PrivateEngine } from '../test/engine/support/engine.ts';
import { importImages } from '../test/engine/support/images.ts';
import { createServices } from '../test/engine/support/services.ts';
import { machineLine, spread, versionIn } from './figures.ts';

const PROJECTS = 5;
const LIMIT_BYTES = 64 * 1024 * 1024;
const WARM_UP = 2;
const CLI_ROUNDS = 3;
/** Two samples of the recorder: only then a share of the CPU is known. */
const SETTLE_MS = 20_000;
const ROUND_EVERY_MS = 1_500;

export interface StatusFigures {
  readonly machine: string;
  readonly containers: number;
  /** From the command's leaving the phone to the whole message's arrival, ms. */
  readonly status: readonly number[];
  /** `docker stats --no-stream`, wall time, ms. */
  readonly dockerStats: readonly number[];
  /** Median over median. */
  readonly ratio: number;
}

/** `/status` through the whole process against `docker stats --no-stream` on the same Engine in the same run; half the containers have limits. */
export async function measureStatus({ containers = 100, rounds = 20 } = {}): Promise<StatusFigures> {
  let figures: StatusFigures | null = null;
  await inPrivateScene({ shop: false, prepare: (engine) => fill(engine, containers) }, async ({ phone, engine }) => {
    await wait(SETTLE_MS);
    const status: number[] = [];
    for (let round = -WARM_UP; round < rounds; round += 1) {
      const took = await oneStatus(phone, containers);
      if (round >= 0) status.push(took);
      await wait(ROUND_EVERY_MS);
    }
    const dockerStats = Array.from({ length: CLI_ROUNDS }, () => oneDockerStats(engine, containers));
    figures = {
      machine: machineLine(versionIn(await engine.api.ask('GET', '/version'))),
      containers,
      status,
      dockerStats,
      ratio: median(status) / median(dockerStats),
    };
  });
  if (figures === null) throw new Error('nothing was measured');
  return figures;
}

async function oneStatus(phone: PrivateScene['phone'], containers: number): Promise<number> {
  const startedAt = performance.now();
  const sent = await phone.send(BEN, '/status');
  const message = await phone.waitForMessage(BEN.chat, ({ message_id }) => message_id > sent.message_id, '/status');
  const took = performance.now() - startedAt;
  const measured = textOf(message)
    .split('\n')
    .filter((line) => /\| [<\d.]+% \| \d/.test(line)).length;
  if (measured < Math.min(containers, 100)) throw new Error(`only ${measured} of ${containers} have their figures`);
  return took;
}

function oneDockerStats(engine: PrivateEngine, containers: number): number {
  const startedAt = performance.now();
  const { stdout } = spawnSync('docker', ['-H', `unix://${engine.socketPath}`, 'stats', '--no-stream'], {
    encoding: 'utf8',
  });
  const took = performance.now() - startedAt;
  const lines = stdout.trim().split('\n').length - 1;
  if (lines !== containers) throw new Error(`docker stats shows ${lines} of ${containers} containers`);
  return took;
}

async function fill(engine: PrivateEngine, containers: number): Promise<void> {
  const label = `vakhta.test=${engine.run}`;
  await importImages(engine.api, label);
  const { run } = createServices(engine.api, label);
  for (let index = 0; index < containers; index += 1) {
    await run({
      project: `bench-${index % PROJECTS}`,
      service: `service-${index}`,
      cmd: ['sleep', '100000'],
      stopTimeoutS: 0,
      ...(index % 2 === 0 ? { memoryBytes: LIMIT_BYTES } : {}),
    });
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

if (import.meta.main) {
  for (const containers of [100, 200]) {
    const figures = await measureStatus({ containers });
    process.stdout.write(`${figures.machine}
/status, Engine with ${containers} containers, half of them with a memory limit
  from the command to the whole message:  ${spread(figures.status)}
  docker stats --no-stream:               ${spread(figures.dockerStats)}
  ratio of the medians:                   ${figures.ratio.toFixed(2)} (at most 0.20)
`);
  }
}
