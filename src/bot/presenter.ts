import type { Locale } from '../config/index.ts';
import type { Document } from '../document/index.ts';
import { maskDocument } from './mask-document.ts';
import { announcement } from './views/announcement.ts';
import { audit, auditFile } from './views/audit.ts';
import { backups } from './views/backup.ts';
import { backupFile, backupFolder, backupSent, backupTrees } from './views/backup-files.ts';
import { backupImports } from './views/backup-imports.ts';
import { backupDrill, backupOne } from './views/backup-one.ts';
import { backupPrune } from './views/backup-prune.ts';
import { backupSet } from './views/backup-set.ts';
import { commandList, commandNumber, commandOutput, commandParam } from './views/command.ts';
import { confirm, questionOver } from './views/confirm.ts';
import { disk, diskList, diskVolume } from './views/disk.ts';
import { diskLogLimit, diskPage } from './views/disk-page.ts';
import { backupWarning, drillReminder, drillSkip } from './views/drill-reminder.ts';
import { health } from './views/health.ts';
import { incidentCard } from './views/incident-card.ts';
import { board, incidentEvidence, incidentTimes, timeline } from './views/incident-lists.ts';
import { logFile, logPage } from './views/log-page.ts';
import { logSearch } from './views/log-search.ts';
import { memoryAsk, memoryPicker } from './views/memory.ts';
import { metrics } from './views/metrics.ts';
import { notice } from './views/notice.ts';
import { operation, operationOutcome, servicePicker } from './views/operation.ts';
import { postmortem } from './views/postmortem.ts';
import { projectScale, projectScaleCount } from './views/project-scale.ts';
import { question } from './views/question.ts';
import { report, reportFile } from './views/report.ts';
import { restartPicker } from './views/restart-picker.ts';
import { restorePick, restoreSets } from './views/restore.ts';
import { restoreChoice, restoreConfig, restoreDiff } from './views/restore-choice.ts';
import { restoreName } from './views/restore-name.ts';
import type { Rooms } from './views/rooms.ts';
import { schedule } from './views/schedule.ts';
import { settings } from './views/settings.ts';
import { severityPicker } from './views/severity-picker.ts';
import { engineAway, status } from './views/status.ts';
import { statusContainer } from './views/status-container.ts';
import { statusProject } from './views/status-project.ts';
import { triageAsk, triageMessage } from './views/triage.ts';
import type { Reader, View } from './views/view.ts';
import { help, welcome } from './views/welcome.ts';

/** Every message that Vakhta can say, by the name that rows of the outbox carry. Names are kept: rows outlive the code. */
const VIEWS = {
  notice,
  welcome,
  help,
  status,
  'status-project': statusProject,
  'status-container': statusContainer,
  health,
  'engine-away': engineAway,
  triage: triageMessage,
  'triage-ask': triageAsk,
  'incident-card': incidentCard,
  announcement,
  board,
  timeline,
  evidence: incidentEvidence,
  times: incidentTimes,
  question,
  postmortem,
  'severity-picker': severityPicker,
  'service-picker': servicePicker,
  confirm,
  disk,
  'disk-page': diskPage,
  'disk-volume': diskVolume,
  'disk-list': diskList,
  'disk-log-limit': diskLogLimit,
  'command-list': commandList,
  'command-param': commandParam,
  'command-number': commandNumber,
  'command-output': commandOutput,
  backups,
  'backup-set': backupSet,
  'backup-one': backupOne,
  'backup-drill': backupDrill,
  'backup-prune': backupPrune,
  'backup-imports': backupImports,
  'backup-trees': backupTrees,
  'backup-folder': backupFolder,
  'backup-file': backupFile,
  'backup-sent': backupSent,
  'restore-sets': restoreSets,
  'restore-pick': restorePick,
  'restore-choice': restoreChoice,
  'restore-config': restoreConfig,
  'restore-diff': restoreDiff,
  'restore-name': restoreName,
  'restart-picker': restartPicker,
  'memory-picker': memoryPicker,
  'memory-ask': memoryAsk,
  'question-over': questionOver,
  operation,
  'operation-outcome': operationOutcome,
  'project-scale': projectScale,
  'project-scale-count': projectScaleCount,
  'log-page': logPage,
  'log-file': logFile,
  'log-search': logSearch,
  report,
  'report-file': reportFile,
  metrics,
  audit,
  'audit-file': auditFile,
  settings,
  schedule,
  'drill-reminder': drillReminder,
  'drill-skip': drillSkip,
  'backup-warning': backupWarning,
} as const satisfies Readonly<Record<string, View>>;

export type ViewName = keyof typeof VIEWS;

export interface Presenter {
  /** Draws a view. @throws when the name is unknown or the parameters do not fit: a bug */
  draw(view: string, params: unknown, locale: Locale, viewer: number | null): Document;
}

export interface PresenterOptions {
  readonly rooms: Rooms;
  readonly timeZone: string;
  readonly now: () => number;
  readonly mask: (text: string) => string;
}

export function createPresenter({ rooms, timeZone, now, mask }: PresenterOptions): Presenter {
  const views: Readonly<Record<string, View>> = VIEWS;
  return {
    draw: (name, params, locale, viewer) => {
      const view = views[name];
      if (view === undefined) throw new Error(`there is no view "${name}"`);
      const reader: Reader = {
        locale,
        timeZone,
        viewer,
        now: now(),
        t: (key, values) => rooms.texts.t(locale, key, values),
      };
      return maskDocument(view(params, reader, rooms), mask);
    },
  };
}
