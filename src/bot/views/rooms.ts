import type { Audit } from '../../audit/index.ts';
import type { Settings } from '../../config/index.ts';
import type { Docker } from '../../docker/index.ts';
import type { Texts } from '../../document/index.ts';
import type { Incidents } from '../../incidents/index.ts';
import type { Chats } from '../../notify/index.ts';
import type { People } from '../../oncall/index.ts';
import type { Operations } from '../../operations/index.ts';
import type { Recorder } from '../../recorder/index.ts';
import type { Triage } from '../../triage/index.ts';

/** What views may read. They change nothing. */
export interface Rooms {
  readonly settings: Settings;
  readonly texts: Texts;
  readonly incidents: Incidents;
  readonly triage: Triage;
  readonly operations: Operations;
  readonly recorder: Recorder;
  readonly docker: Docker;
  readonly audit: Audit;
  readonly people: People;
  readonly chats: Chats;
  /** When this installation began, UTC milliseconds: metrics look no further back. */
  readonly since: number;
}
