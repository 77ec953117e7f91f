import {
  type AdoptedChecks,
  type Checks,
  createAdoptedChecks,
  createChecks,
  createStoredReadings,
} from './checks/index.ts';
import type { Clock } from './clock.ts';
import { type Commands, createCommandChecks, createCommands, type OwnedCommandChecks } from './commands/index.ts';
import type { Config } from './config/index.ts';
import type { Database } from './database/index.ts';
import type { Docker } from './docker/index.ts';
import type { Host } from './host/index.ts';
import type { Log } from './log.ts';

export interface ChecksParts {
  readonly config: Config;
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly docker: Docker;
  readonly host: Host;
  readonly mask: (text: string) => string;
}

export interface ChecksRooms {
  readonly commands: Commands;
  readonly adopted: AdoptedChecks;
  readonly commandChecks: OwnedCommandChecks;
  readonly checks: Checks;
}

/** The host's own commands, and the checks, some of which are such commands. No logic. */
export function composeChecks({ config, database, clock, log, docker, host, mask }: ChecksParts): ChecksRooms {
  const { environment, settings } = config;
  const commands = createCommands({
    commands: settings.commands,
    variable: config.secretFrom,
    servicesOf: async (project) => {
      const own = (await docker.list()).filter((container) => container.project === project && !container.oneOff);
      return [...new Set(own.map(({ service }) => service))].sort();
    },
  });
  const adopted = createAdoptedChecks(database);
  const commandChecks = createCommandChecks({ commands, mask, dataDir: environment.dataDir });
  const checks = createChecks({
    checks: settings.checks,
    publicNames: settings.publicNames,
    adopted: () => adopted.list().map((check) => check.config),
    readings: createStoredReadings(database),
    commands: commandChecks,
    docker,
    host,
    clock,
    log,
    secretFrom: config.secretFrom,
    telegramApiRoot: environment.apiRoot,
  });
  return { commands, adopted, commandChecks, checks };
}
