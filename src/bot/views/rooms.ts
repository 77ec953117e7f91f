import type { Actions, Projects } from '../../actions/index.ts';
import type { Audit } from '../../audit/index.ts';
import type { Backups } from '../../backups/index.ts';
import type { Cleanup } from '../../cleanup/index.ts';
import type { Commands } from '../../commands/index.ts';
import type { Settings } from '../../config/index.ts';
import type { Docker } from '../../docker/index.ts';
import type { Texts } from '../../document/index.ts';
import type { Health } from '../../health/index.ts';
import type { Incidents } from '../../incidents/index.ts';
import type { LogViews } from '../../logs/index.ts';
import type { Chats } from '../../notify/index.ts';
import type { People } from '../../oncall/index.ts';
import type { Operations } from '../../operations/index.ts';
import type { Recorder } from '../../recorder/index.ts';
import type { Schedule } from '../../schedule/index.ts';
import type { Triage } from '../../triage/index.ts';

/** What views may read. They change nothing. */
export interface Rooms {
  readonly settings: Settings;
  readonly texts: Texts;
  readonly incidents: Incidents;
  readonly triage: Triage;
  readonly operations: Operations;
  readonly actions: Actions;
  readonly projects: Projects;
  readonly recorder: Recorder;
  readonly docker: Docker;
  readonly logViews: Pick<LogViews, 'get'>;
  readonly health: Health;
  readonly audit: Audit;
  readonly commands: Commands;
  readonly cleanup: Cleanup;
  readonly backups: Backups;
  readonly schedule: Schedule;
  readonly people: People;
  readonly chats: Chats;
  /** When this installation began, UTC milliseconds: metrics look no further back. */
  readonly since: number;
}
