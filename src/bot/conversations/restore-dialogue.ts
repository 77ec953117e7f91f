import type { DryRun, RestoreParams } from '../../backups/index.ts';
import { EngineError } from '../../docker/index.ts';
import { formatDuration } from '../../document/index.ts';
import { UserError } from '../../errors.ts';
import type { Reason } from '../../operations/index.ts';
import { asJson } from '../as-json.ts';
import type { LookingOptions } from '../commands/looking.ts';
import type { BotContext } from '../context.ts';
import { ask } from '../taps/ask.ts';
import { backupNamed, incidentOfTarget, manifestOf, targetOfBackup } from '../taps/backup-sets.ts';
import { DRY_RUN_VALID_MS } from '../views/restore-dry-run.ts';
import type { Heard } from './heard.ts';

/** What the question is about, as it was when it was asked. JSON: it travels with the dialogue. */
export interface AskedRestore {
  readonly set: string;
  /** The dry run's operation. */
  readonly run: string;
  readonly lossMs: number;
  readonly configOnly: boolean;
}

export interface RestoreDialogue {
  /** @throws UserError when the dry run is gone or too old, or its backup is gone or damaged */
  find(run: string): AskedRestore;
  ask(ctx: BotContext, asked: AskedRestore): void;
  /** Takes the answer; never throws for what a person said or an Engine that is away. @returns whether the dialogue is over */
  hear(ctx: BotContext, asked: AskedRestore, heard: Heard): Promise<boolean>;
}

const SHOWN_STOPS = 5;
const DIFFERENCES = ['added', 'changed', 'deleted'] as const;

/** Data is overwritten only when the set's name was typed, letter for letter; then the question in red follows as for all else. */
export function createRestoreDialogue(options: LookingOptions): RestoreDialogue {
  const { say, rooms, clock } = options;

  function runNamed(operation: string): DryRun {
    const run = rooms.backups.dryRun(operation);
    if (run === null) throw new UserError('bot-restore-backup-run-gone');
    const { set, state } = backupNamed(options, run.backup);
    if (state === 'damaged') throw new UserError('bot-restore-backup-damaged');
    const at = rooms.operations.get(operation)?.finishedAt ?? run.at;
    const restored = rooms.backups.proofs({ set, sinceAt: at }).some(({ kind }) => kind === 'restore');
    if (restored || clock.now() - at > DRY_RUN_VALID_MS) throw new UserError('bot-restore-backup-run-old');
    if (run.problems.length > 0) throw new UserError('bot-restore-backup-run-problems');
    return run;
  }

  function show(ctx: BotContext, asked: AskedRestore, answered: 'typed' | 'cancelled' | null): void {
    const { set, run, lossMs, configOnly } = asked;
    const message = {
      subject: `restore-name:${ctx.lane.chatId}:${ctx.lane.userId}:${run}`,
      slot: 'main',
      view: 'restore-name',
      params: { set, run, lossMs, configOnly, answered, group: ctx.chat?.type !== 'private' },
      priority: 0,
    } as const;
    if (answered === null) say.show(ctx, { ...message, mode: 'new' }, 'ask-restore');
    else say.show(ctx, { ...message, mode: 'upsert' });
  }

  async function askInRed(ctx: BotContext, operation: string): Promise<void> {
    const run = runNamed(operation);
    const target = targetOfBackup(await manifestOf(options, run.backup));
    const { backup, choice, alsoProjects } = run;
    const params: RestoreParams = { ...target, backup, choice, alsoProjects };
    ask(options, ctx, {
      kind: 'restore',
      params: asJson(params),
      incident: incidentOfTarget(rooms, target),
      title: { key: 'bot-restore-backup-ask', params: { set: target.set } },
      facts: factsOf(run, ctx),
      warnings: warningsOf(run, clock.now() - backupNamed(options, backup).dataAt, ctx),
      button: { key: 'bot-restore-backup-do', params: { set: target.set } },
    });
  }

  return {
    find: (operation) => {
      const run = runNamed(operation);
      const { set, dataAt } = backupNamed(options, run.backup);
      return { set, run: operation, lossMs: clock.now() - dataAt, configOnly: run.trees.length === 0 };
    },
    ask: (ctx, asked) => show(ctx, asked, null),
    hear: async (ctx, asked, heard) => {
      if (heard.kind === 'tap') {
        show(ctx, asked, 'cancelled');
        return true;
      }
      if (heard.kind === 'other' || heard.text.trim() !== asked.set) {
        say.notice(ctx, 'bot-restore-backup-name-wrong', { set: asked.set });
        return false;
      }
      try {
        await askInRed(ctx, asked.run);
        show(ctx, asked, 'typed');
      } catch (error) {
        if (error instanceof UserError) say.notice(ctx, error.key, error.params);
        else if (error instanceof EngineError) say.reply(ctx, 'engine-away', {}, 'engine-away');
        else throw error;
      }
      return true;
    },
  };
}

function factsOf(run: DryRun, ctx: BotContext): Reason[] {
  const { locale } = ctx.person;
  const sum = (of: (diff: DryRun['trees'][number]['diff']) => number) =>
    run.trees.reduce((total, { diff }) => total + of(diff), 0);
  const services = run.stops.slice(0, SHOWN_STOPS).join(', ');
  const stands: Reason =
    run.stops.length === 0
      ? { key: 'bot-restore-backup-stops-nothing', params: {} }
      : run.standstillMs === null
        ? { key: 'bot-restore-backup-stops', params: { services } }
        : {
            key: 'bot-restore-backup-stops-for',
            params: { services, time: formatDuration(Math.max(1000, run.standstillMs), locale) },
          };
  return [
    ...(run.trees.length === 0
      ? []
      : [
          { key: 'bot-restore-backup-fact-trees', params: { names: run.trees.map(({ name }) => name).join(', ') } },
          ...DIFFERENCES.map((how) => ({ how, count: sum((diff) => diff[how]) }))
            .filter(({ count }) => count > 0)
            .map(({ how, count }) => ({ key: `bot-restore-backup-${how}`, params: { count } })),
        ]),
    ...(run.choice.config.length === 0
      ? []
      : [{ key: 'bot-restore-backup-fact-config', params: { paths: run.choice.config.join(', ') } }]),
    stands,
    { key: 'bot-restore-backup-fact-safety', params: {} },
  ];
}

/** @param lossMs of now: the dry run is minutes old by then */
function warningsOf(run: DryRun, lossMs: number, ctx: BotContext): Reason[] {
  const others = run.alsoProjects.filter((project) => project !== null);
  return [
    ...(run.trees.length === 0
      ? []
      : [{ key: 'bot-restore-backup-loss', params: { time: formatDuration(lossMs, ctx.person.locale) } }]),
    ...(others.length === 0 ? [] : [{ key: 'bot-restore-backup-others', params: { projects: others.join(', ') } }]),
  ];
}
