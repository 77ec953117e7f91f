import { join } from 'node:path';
import { announceIncident, announceOperation } from './announce/index.ts';
import { createAudit } from './audit/index.ts';
import type { Backups } from './backups/index.ts';
import type { Rooms } from './bot/index.ts';
import { createBot, type VakhtaBot } from './bot/index.ts';
import { type Cleanup, createCleanup, isOfOpenIncident } from './cleanup/index.ts';
import { systemClock } from './clock.ts';
import { createCommandKind, type OwnedCommandChecks } from './commands/index.ts';
import { composeActions } from './compose-actions.ts';
import { composeBackups } from './compose-backups.ts';
import { composeChannels } from './compose-channels.ts';
import { composeChecks } from './compose-checks.ts';
import { composeHealth } from './compose-health.ts';
import type { Config } from './config/index.ts';
import { type Database, openDatabase } from './database/index.ts';
import { createDocker, type Docker } from './docker/index.ts';
import { createTexts } from './document/index.ts';
import type { Health } from './health/index.ts';
import { createHost } from './host/index.ts';
import { createIncidents } from './incidents/index.ts';
import type { Log } from './log.ts';
import { createLog } from './log-sink.ts';
import { createLogEngine, createLogViews } from './logs/index.ts';
import { createMasker } from './masking/index.ts';
import { type Channels, createNotify, type Notify, systemTimers } from './notify/index.ts';
import { createPeople, needsSecond } from './oncall/index.ts';
import { createOperations, type Operations } from './operations/index.ts';
import { createRecorder, type Recorder } from './recorder/index.ts';
import { createSchedule, type Schedule } from './schedule/index.ts';
import { createTriage, type Triage } from './triage/index.ts';

/** Every room of the house, made and wired; nothing runs yet. */
export interface House {
  readonly config: Config;
  readonly log: Log;
  readonly database: Database;
  readonly docker: Docker;
  readonly recorder: Recorder;
  readonly cleanup: Cleanup;
  readonly backups: Backups;
  readonly schedule: Schedule;
  readonly triage: Triage;
  readonly notify: Notify;
  readonly operations: Operations;
  readonly health: Health;
  readonly commandChecks: OwnedCommandChecks;
  readonly rooms: Rooms;
  readonly bot: VakhtaBot;
  readonly channels: Channels;
  readonly maskSecrets: (text: string) => string;
}

/**
 * The composition root: config → database → rooms → bot. No logic.
 * @param writer who writes backups: the bot itself, or a program beside it
 * @throws DatabaseTooNewError
 */
export function composeHouse(config: Config, writer: 'bot' | 'tool' = 'bot'): House {
  const { environment, settings } = config;
  const clock = systemClock;
  const masker = createMasker({ known: config.secrets });
  const log = createLog(environment.logLevel, masker.text);
  const texts = createTexts({ strict: false, log });
  const database = openDatabase(join(environment.dataDir, 'vakhta.db'));
  const { timeZone } = environment;

  const docker = createDocker({
    host: environment.docker,
    clock,
    log: log.child({ room: 'docker' }),
    projects: settings.projects,
    owner: String(database.createdAt()),
    ...(environment.helperImage === null ? {} : { helperImage: environment.helperImage }),
    ...(environment.onlyLabel === null ? {} : { onlyLabel: environment.onlyLabel }),
  });
  const host = createHost({
    hostRoot: environment.hostRoot,
    clock,
    log: log.child({ room: 'host' }),
    isOnEngine: async () => (await docker.selfContainerId()) !== null,
  });
  const { commands, adopted, commandChecks, checks } = composeChecks({
    config,
    database,
    clock,
    log: log.child({ room: 'checks' }),
    docker,
    host,
    mask: masker.text,
  });
  const recorder = createRecorder({ database, docker, host, clock, log: log.child({ room: 'recorder' }) });
  const people = createPeople({
    database,
    clock,
    authorizedUserIds: environment.authorizedUserIds,
    configured: settings.people,
    defaultLocale: environment.defaultLocale,
  });
  const notify: Notify = createNotify({
    database,
    clock,
    log: log.child({ room: 'notify' }),
    oncall: () => {
      if (environment.oncallChat) return [{ kind: 'chat', ...environment.oncallChat }];
      // Who blocked the bot or never started it is asked again once they write to it; /settings shows them until then.
      const unreachable = new Set(notify.chats.list().flatMap((chat) => (chat.unreachable ? [chat.chatId] : [])));
      return environment.authorizedUserIds
        .filter((userId) => !unreachable.has(userId))
        .map((userId) => ({ kind: 'person', userId }));
    },
  });
  const incidents = createIncidents({
    database,
    clock,
    log: log.child({ room: 'incidents' }),
    announce: announceIncident(notify),
    mask: masker.deep,
  });
  const { actions, compose, projects } = composeActions({ config, database, clock, docker, recorder, masking: masker });
  const cleanup = createCleanup({
    database,
    docker,
    dockerHost: environment.docker,
    host,
    clock,
    log: log.child({ room: 'cleanup' }),
    dataDir: environment.dataDir,
    hostRoot: environment.hostRoot,
    onlyLabel: environment.onlyLabel,
    projects: settings.projects,
    retentionMs: settings.retention.evidence,
    maskText: masker.text,
    isNeeded: (path) => isOfOpenIncident(path, operations, incidents),
  });
  const tellOperation = announceOperation({
    outbox: notify.outbox,
    incidents,
    secondOf: ({ key }) => operations.confirmations.find(key)?.secondedBy ?? null,
    describe: (reason) => texts.t('en', reason.key, reason.params),
  });
  const backups = composeBackups({
    config,
    database,
    clock,
    log,
    docker,
    checks,
    masking: masker,
    compose,
    active: () => operations.listActive(),
    operation: (id) => operations.get(id),
    failedAt: (incident) => incidents.get(incident)?.times.detectedAt ?? null,
    writer,
  });
  const operations: Operations = createOperations({
    database,
    clock,
    log: log.child({ room: 'operations' }),
    kinds: [
      ...actions.kinds,
      cleanup.kind,
      ...projects.kinds,
      createCommandKind({ commands, clock, mask: masker.text, dataDir: environment.dataDir }),
      ...backups.kinds,
    ],
    needsSecond: (kind, params) => needsSecond(settings.twoPerson, kind, params),
    announce: (change) => {
      actions.record(change);
      tellOperation(change);
      schedule.heard(change);
    },
  });
  const schedule = createSchedule({
    database,
    clock,
    log: log.child({ room: 'schedule' }),
    timers: systemTimers,
    timeZone,
    settings: settings.schedules,
    backups,
    operations,
    outbox: notify.outbox,
    posted: notify.posted,
    primaryOnCall: () => null,
  });
  const triage = createTriage({
    database,
    clock,
    log: log.child({ room: 'triage' }),
    docker,
    host,
    checks,
    recorder,
    incidents,
    texts,
    timeZone,
    thresholds: settings.thresholds,
    mask: masker.deep,
  });
  const health = composeHealth({
    config,
    database,
    clock,
    log: log.child({ room: 'health' }),
    docker,
    recorder,
    notify,
    checks,
    adopted,
    telegram: () => ({ ask: bot.ping, polledAt: () => (environment.webhook === null ? bot.lastAnswerAt() : null) }),
    backups,
  });
  const logViews = createLogViews({ database, clock });
  const logEngine = createLogEngine({
    host: environment.docker,
    docker,
    knownSecrets: config.secrets,
    log: log.child({ room: 'logs' }),
  });
  const rooms: Rooms = {
    settings,
    texts,
    incidents,
    triage,
    operations,
    actions,
    projects,
    recorder,
    cleanup,
    backups,
    schedule,
    docker,
    logViews,
    health,
    commands,
    audit: createAudit({ operations, incidents }),
    people,
    chats: notify.chats,
    since: database.createdAt(),
  };
  const bot = createBot({
    config,
    database,
    clock,
    log: log.child({ room: 'bot' }),
    rooms,
    host,
    notify,
    logEngine,
    logViews,
    maskSecrets: masker.text,
  });
  const channels = composeChannels(config, bot, log);
  const maskSecrets = masker.text;
  return {
    config,
    log,
    cleanup,
    backups,
    schedule,
    database,
    docker,
    recorder,
    triage,
    notify,
    commandChecks,
    operations,
    health,
    rooms,
    bot,
    channels,
    maskSecrets,
  };
}
