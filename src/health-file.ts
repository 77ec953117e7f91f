import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { House } from './compose.ts';

/** A poll lasts at most 25 s; three of them without an answer is an outage. */
const SILENT_AFTER_MS = 90_000;
const STALE_AFTER_MS = 45_000;

const health = z.object({
  at: z.number(),
  ok: z.boolean(),
  telegramAnsweredAt: z.number().nullable(),
  backlog: z.number(),
  dockerReachable: z.boolean(),
});
export type Health = z.infer<typeof health>;

function fileIn(dataDir: string): string {
  return join(dataDir, 'health.json');
}

/** What the process knows of itself. Polling that has gone silent is the one thing that makes it unhealthy: then nobody is heard. */
export function healthOf({ bot, notify, docker, config }: House, now: number): Health {
  const telegramAnsweredAt = bot.lastAnswerAt();
  const isHeard =
    config.environment.webhook !== null || (telegramAnsweredAt !== null && now - telegramAnsweredAt < SILENT_AFTER_MS);
  return {
    at: now,
    ok: isHeard,
    telegramAnsweredAt,
    backlog: notify.outbox.backlog(),
    dockerReachable: docker.availability().reachable,
  };
}

/** Leaves the state for `node src/main.ts health`, the health check of the container, which is another process. */
export function writeHealth(house: House): void {
  const file = fileIn(house.config.environment.dataDir);
  writeFileSync(`${file}.partial`, JSON.stringify(healthOf(house, Date.now())));
  renameSync(`${file}.partial`, file);
}

/** @returns null when there is none, or it is too old to say anything */
export function readHealth(dataDir: string, now: number): Health | null {
  try {
    const found = health.parse(JSON.parse(readFileSync(fileIn(dataDir), 'utf8')));
    return now - found.at > STALE_AFTER_MS ? null : found;
  } catch {
    return null;
  }
}
