import type { ServiceRecord } from '../manifest.ts';
import type { BackupParts } from '../parts.ts';
import type { Probe } from '../sets/types.ts';

/** What a set is measured against. */
export interface Goals {
  readonly rtoMs: number;
  readonly rpoMs: number;
  readonly probe: Probe | null;
  /** Its services as they are now; none when it is gone. */
  readonly services: readonly ServiceRecord[];
}

/** As it is configured; the set itself may be gone from the Engine, and is drilled all the same. */
export async function goalsOf(parts: Pick<BackupParts, 'sets' | 'settings' | 'targets'>, name: string): Promise<Goals> {
  const set = await parts.sets.find(name);
  if (set !== null) return { ...set, services: set.services.map(({ record }) => record) };
  const configured = parts.settings.sets[name];
  const probe = configured?.probe;
  return {
    rtoMs: configured?.rto ?? parts.targets.rto,
    rpoMs: configured?.rpo ?? parts.targets.rpo,
    services: [],
    probe:
      probe === undefined
        ? null
        : {
            service: probe.service,
            command: probe.command ?? null,
            http: probe.http ?? null,
            timeoutMs: probe.timeout,
          },
  };
}
