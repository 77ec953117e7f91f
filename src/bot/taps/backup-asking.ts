import {
  type BackupPlan,
  backupParams,
  type DrillParams,
  type ProofParams,
  type PruneParams,
  type SetTarget,
} from '../../backups/index.ts';
import { formatDuration } from '../../document/index.ts';
import { UserError } from '../../errors.ts';
import type { Reason } from '../../operations/index.ts';
import { asJson } from '../as-json.ts';
import type { LookingOptions } from '../commands/looking.ts';
import type { BotContext } from '../context.ts';
import { ask } from './ask.ts';
import { backupNamed, incidentOfTarget, targetOfBackup, targetOfSet } from './backup-sets.ts';
import { runNow } from './run-now.ts';

const SHOWN_TREES = 4;

/** What a backup will hold, how large it is, who stands still and for how long. @throws UserError when it cannot be made now */
export async function askForBackup(options: LookingOptions, ctx: BotContext, name: string): Promise<void> {
  const { rooms } = options;
  const plan = await rooms.backups.plan(name);
  if (plan.refused !== null) throw new UserError(plan.refused.key, plan.refused.params);
  if (plan.trees.length === 0 && plan.configFiles === 0) throw new UserError('bot-backup-nothing', { set: name });
  const target = targetOfSet(plan.set);
  ask(options, ctx, {
    kind: 'backup',
    params: asJson(backupParams(plan.set)),
    incident: incidentOfTarget(rooms, target),
    title: say('bot-backup-ask', { set: name }),
    facts: factsOf(plan, ctx),
    warnings: plan.warnings.map(({ key, params }) => say(key, params)),
    button: say('bot-backup-button-now'),
  });
}

function factsOf(plan: BackupPlan, ctx: BotContext): Reason[] {
  const { locale } = ctx.person;
  const time = (ms: number) => formatDuration(Math.max(1000, ms), locale);
  const more = plan.trees.length - SHOWN_TREES;
  const services = plan.standing.map(({ service }) => service).join(', ');
  return [
    ...plan.trees
      .slice(0, SHOWN_TREES)
      .map(({ name, bytes }) =>
        bytes === null ? say('bot-backup-fact-tree-unknown', { name }) : say('bot-backup-fact-tree', { name, bytes }),
      ),
    ...(more > 0 ? [say('bot-backup-fact-more', { count: more })] : []),
    ...(plan.configFiles > 0 ? [say('bot-backup-fact-config', { count: plan.configFiles })] : []),
    plan.standing.length === 0
      ? say('bot-backup-fact-runs-on')
      : plan.standstillMs === null
        ? say('bot-backup-fact-stands', { services })
        : say('bot-backup-fact-stands-for', { services, time: time(plan.standstillMs) }),
    ...(plan.tookMs === null ? [] : [say('bot-backup-fact-took', { time: time(plan.tookMs) })]),
    say('bot-backup-fact-free', { bytes: plan.freeBytes }),
  ];
}

/** Looks at every stored byte; changes nothing, so that it does not ask. */
export async function verify(options: LookingOptions, ctx: BotContext, id: string): Promise<void> {
  const target = await targetOf(options, id);
  const params: ProofParams = { ...target, backup: id, scheduled: false };
  begin(options, ctx, 'backup-verify', params, target);
}

/** Restores into scratch volumes; nothing that runs is touched, so that it does not ask. */
export async function drill(options: LookingOptions, ctx: BotContext, id: string, level: 2 | 3): Promise<void> {
  const target = await targetOf(options, id);
  const params: DrillParams = { ...target, backup: id, scheduled: false, level };
  begin(options, ctx, 'drill', params, target);
}

/** A damaged manifest is verified too, so that its damage is on record. */
async function targetOf(options: LookingOptions, id: string): Promise<SetTarget> {
  const { set, engine } = backupNamed(options, id);
  const opened = await options.rooms.backups.manifest(id);
  if (opened?.ok === true) return targetOfBackup(opened.manifest);
  return { engine, project: null, services: [], name: set, set };
}

/** Where two people are demanded for it, it asks after all. */
export function begin(
  options: LookingOptions,
  ctx: BotContext,
  kind: 'backup-verify' | 'drill' | 'restore-dry-run',
  params: object,
  target: SetTarget,
  inPlace = false,
): void {
  const { rooms } = options;
  const json = asJson(params);
  const incident = incidentOfTarget(rooms, target);
  if (rooms.operations.needsSecond(kind, json)) {
    const title = say(`bot-backup-ask-${kind}`, { set: target.set });
    ask(options, ctx, { kind, params: json, incident, title, facts: [], button: say('bot-backup-button-begin') });
    return;
  }
  runNow(options, ctx, { kind, params: json, incident }, inPlace);
}

/** In red, with what exactly goes. @throws UserError when nothing does any more */
export async function askToPrune(options: LookingOptions, ctx: BotContext, name: string): Promise<void> {
  const { rooms } = options;
  const plan = await rooms.backups.prunePlan(name);
  const [newest] = plan.remove;
  if (newest === undefined) throw new UserError('bot-backup-prune-nothing', { set: name });
  const target = await targetOf(options, (plan.keep[0]?.backup ?? newest).id);
  const params: PruneParams = { ...target, ids: plan.remove.map(({ id }) => id), named: false };
  ask(options, ctx, {
    kind: 'backup-prune',
    params: asJson(params),
    incident: incidentOfTarget(rooms, target),
    title: say('bot-backup-prune-ask', { set: name, count: plan.remove.length }),
    facts: [
      ...plan.remove.slice(0, 6).map(({ id, storedBytes }) => say('bot-backup-prune-fact', { id, bytes: storedBytes })),
      ...(plan.remove.length > 6 ? [say('bot-backup-fact-more', { count: plan.remove.length - 6 })] : []),
      say('bot-backup-prune-frees', { bytes: plan.freedBytes }),
    ],
    warnings: [say('bot-backup-prune-warning')],
    button: say('bot-button-remove', { count: plan.remove.length }),
  });
}

function say(key: string, params: Reason['params'] = {}): Reason {
  return { key, params };
}
