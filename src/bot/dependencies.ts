import type { Clock } from '../clock.ts';
import type { Config } from '../config/index.ts';
import type { Database } from '../database/index.ts';
import type { Host } from '../host/index.ts';
import type { Log } from '../log.ts';
import type { LogEngine, LogViews } from '../logs/index.ts';
import type { Notify } from '../notify/index.ts';
import type { Rooms } from './views/rooms.ts';

/** What the bot is made of; handed in by main.ts. */
export interface BotDependencies {
  readonly config: Config;
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly rooms: Rooms;
  readonly host: Host;
  readonly notify: Notify;
  readonly logEngine: LogEngine;
  readonly logViews: LogViews;
  readonly maskSecrets: (text: string) => string;
}
