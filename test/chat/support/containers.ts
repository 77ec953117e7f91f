import { Readable } from 'node:stream';
import { vi } from 'vitest';
import { z } from 'zod';
import type { EngineApi } from '../../engine/support/engine-api.ts';

const inspected = z.looseObject({
  RestartCount: z.number(),
  HostConfig: z.looseObject({ Memory: z.number() }),
  State: z.looseObject({
    Status: z.string(),
    StartedAt: z.string(),
    ExitCode: z.number(),
    Health: z.looseObject({ Status: z.string() }).optional(),
  }),
});
export type Inspected = z.infer<typeof inspected>;

export async function inspect(engine: EngineApi, id: string): Promise<Inspected> {
  return inspected.parse(await engine.ask('GET', `/containers/${id}/json`));
}

/** Waits until the Engine itself shows the container so. */
export function untilContainer(
  engine: EngineApi,
  id: string,
  predicate: (container: Inspected) => boolean,
): Promise<Inspected> {
  return vi.waitFor(
    async () => {
      const container = await inspect(engine, id);
      if (!predicate(container)) throw new Error(`the container is not so yet: ${JSON.stringify(container.State)}`);
      return container;
    },
    { timeout: 30_000, interval: 100 },
  );
}

export function isUnhealthy({ State }: Inspected): boolean {
  return State.Health?.Status === 'unhealthy';
}

export function isHealthy({ State }: Inspected): boolean {
  return State.Health?.Status === 'healthy';
}

/** It has fallen so often that the bot calls it a crash loop, whether it just runs or not. */
export function isCrashLooping({ RestartCount }: Inspected): boolean {
  return RestartCount >= 3;
}

const oneEvent = z.looseObject({ Action: z.string(), time: z.number() });

/** What the Engine did with the container since (seconds), by the names of its events. */
export async function actionsOn(engine: EngineApi, id: string, sinceS: number): Promise<string[]> {
  const filters = encodeURIComponent(JSON.stringify({ container: [id], type: ['container'] }));
  const until = Math.floor(Date.now() / 1000);
  const path = `/events?since=${sinceS}&until=${until}&filters=${filters}`;
  const { body } = await engine.send('GET', path, Readable.from([]));
  return body
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => oneEvent.parse(JSON.parse(line)).Action);
}
