import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { CommandConfig } from '../config/index.ts';
import { EngineError } from '../docker/index.ts';
import { UserError } from '../errors.ts';
import { endGroup, GRACE_MS, groupsWith, OPERATION_VARIABLE, runProcess } from '../host/index.ts';
import type { Journal, KindOutcome, OperationContext, OperationKind, Reason } from '../operations/index.ts';
import { CancelledError, projectLock, serviceLock } from '../operations/index.ts';
import { type Capture, createCapture } from './capture.ts';
import type { CommandPlan, Commands } from './commands.ts';
import { beside, outcomeOf, type RunResult, runResultSchema, say } from './ending.ts';
import { keepOutput, shownLines } from './output-file.ts';
import { shownArgv } from './params.ts';

const LOOK_EVERY_MS = 1000;
const LEAST_SERVICES_MS = 4000;

const paramsSchema = z.strictObject({
  id: z.string(),
  /** The command as it was configured when it was asked for. */
  reference: z.string(),
  values: z.record(z.string(), z.string()),
  name: z.string(),
  engine: z.literal('local'),
  project: z.string().nullable(),
  service: z.string().nullable(),
  /** Asked for in red: it may change something, and nobody else should meanwhile. */
  changes: z.boolean(),
  access: z.enum(['viewer', 'responder', 'admin']),
});
export type CommandParams = Readonly<z.infer<typeof paramsSchema>>;

/** @throws ZodError for what no version of this kind has written */
export function parseCommandParams(raw: unknown): CommandParams {
  return paramsSchema.parse(raw);
}

/** The parameters of the operation that runs this plan. */
export function commandParams(commands: Commands, plan: CommandPlan): CommandParams {
  const { command, values, name } = plan;
  return {
    id: command.id,
    reference: commands.reference(command),
    values: { ...values },
    name,
    engine: 'local',
    project: command.project ?? null,
    service: command.service ?? chosenService(command, values),
    changes: command.confirm,
    access: command.access,
  };
}

/** The service that was picked, where exactly one was. */
function chosenService(command: CommandConfig, values: Readonly<Record<string, string>>): string | null {
  const names = Object.entries(command.params).flatMap(([name, { kind }]) => (kind === 'service' ? [name] : []));
  const [only] = names;
  return names.length === 1 && only !== undefined ? (values[only] ?? null) : null;
}

const startedSchema = z.object({ timeoutMs: z.number() });

/** What stands in `progress` while it runs, so that its lines can be drawn. */
export const progressParams = z.looseObject({ lines: z.string().default('') });

/**
 * Runs one command of the configuration and keeps what it printed. Steps in the journal: `run`, and in it `started`
 * with the process id. After a kill it is not run again: what it left is found by its environment, watched or ended.
 */
export function createCommandKind(options: {
  readonly commands: Commands;
  readonly clock: Clock;
  readonly mask: (text: string) => string;
  /** DATA_DIR. */
  readonly dataDir: string;
}): OperationKind<CommandParams> {
  const { commands, clock, mask, dataDir } = options;
  type Context = OperationContext<CommandParams>;

  async function run(context: Context): Promise<KindOutcome> {
    const prepared = await prepare(context.params);
    if ('reason' in prepared) return { ok: false, reason: prepared.reason };
    const { command, argv } = prepared.plan;
    const { timeout } = command;
    context.progress(say('commands-running-silent', { lines: '' }));
    const intent = { argv: mask(shownArgv(argv)), cwd: command.cwd, timeoutMs: timeout };
    const result = await context.step('run', intent, () => execute(context, prepared.plan));
    if (result.end.stopped === 'asked') context.signal.throwIfAborted();
    return outcomeOf(result, timeout);
  }

  /** Everything is checked once more: the configuration, the values, the place. */
  async function prepare(params: CommandParams): Promise<{ plan: CommandPlan } | { reason: Reason }> {
    const command = commands.byReference(params.reference);
    if (command === null || command.id !== params.id) return { reason: say('commands-changed') };
    try {
      const plan = commands.plan(command, params.values, await servicesNow(command));
      const missing = await commands.unavailable(command);
      return missing === null ? { plan } : { reason: missing };
    } catch (error) {
      if (error instanceof UserError) return { reason: { key: error.key, params: error.params } };
      throw error;
    }
  }

  /** A silent Engine keeps nobody from a command that may be there to mend it. */
  async function servicesNow(command: CommandConfig): Promise<readonly string[] | null> {
    const late = Promise.withResolvers<null>();
    const timer = setTimeout(() => late.resolve(null), LEAST_SERVICES_MS);
    try {
      return await Promise.race([commands.services(command), late.promise]);
    } catch (error) {
      if (error instanceof EngineError) return null;
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  async function execute(context: Context, plan: CommandPlan): Promise<RunResult> {
    const { command, argv } = plan;
    const { id } = context.operation;
    const capture = createCapture();
    const tell = createTeller(capture);
    const teller = setInterval(() => context.progress(tell()), LOOK_EVERY_MS);
    try {
      const end = await runProcess({
        argv,
        cwd: command.cwd,
        env: commands.environment(command, id),
        timeoutMs: command.timeout,
        signal: context.signal,
        onOutput: capture.add,
        // Refused when it was called off in the very moment: then it is being ended already.
        onStarted: (pid) => void context.step('started', { pid }, async () => null).catch(() => undefined),
      });
      return { end, ...(await keepOutput({ capture, mask, dataDir, operationId: id })) };
    } finally {
      clearInterval(teller);
    }
  }

  /** Says what was printed so far, and looks at it anew only where something was. */
  function createTeller(capture: Capture): () => Reason {
    let seen = 0;
    let told: Reason = say('commands-running-silent', { lines: '' });
    return () => {
      if (capture.total() === seen) return told;
      seen = capture.total();
      const lines = shownLines(capture, mask).join('\n');
      const key = capture.isBinary() ? 'commands-running-binary' : 'commands-running';
      told = say(key, { lines, kilobytes: Math.max(1, Math.round(seen / 1024)) });
      return told;
    };
  }

  /** After a kill: says what is known, and goes on looking at what still runs, until it ends, its time is over or somebody ends it. */
  async function recover(context: Context): Promise<KindOutcome> {
    const entry = context.journal.find('run');
    if (entry === null) return { ok: null, reason: say('commands-not-begun') };
    const { timeoutMs } = startedSchema.parse(entry.intent);
    const known = entry.finishedAt === null || entry.error !== null ? null : runResultSchema.parse(entry.result);
    if (known !== null) {
      if (known.end.stopped !== 'asked') return outcomeOf(known, timeoutMs);
      return { ok: null, reason: say('commands-stopped-with-vakhta'), ...beside(known) };
    }
    const lines = linesSoFar(context.operation.progress);
    const found = await groupsOf(context);
    if (found.length === 0) return { ok: null, reason: say('commands-ended-unseen'), ...lines };
    const inTime = await waitForGroups(context, entry.startedAt + timeoutMs);
    return { ok: null, reason: say(inTime ? 'commands-ended-later' : 'commands-ended-by-us'), ...lines };
  }

  const groupsOf = async ({ operation }: Context) =>
    (await groupsWith(OPERATION_VARIABLE, (mark) => mark === operation.id)) ?? [];

  /** @returns whether it ended by itself; else it was ended, because its time was over */
  async function waitForGroups(context: Context, deadlineAt: number): Promise<boolean> {
    try {
      for (;;) {
        const groups = await groupsOf(context);
        if (groups.length === 0) return true;
        if (clock.now() >= deadlineAt) {
          await Promise.all(groups.map((group) => endGroup(group, GRACE_MS)));
          return false;
        }
        const left = Math.ceil((deadlineAt - clock.now()) / 1000);
        context.progress(say('commands-still-runs', { pid: String(groups[0]), seconds: left, lines: '' }));
        await context.sleep(LOOK_EVERY_MS);
      }
    } catch (error) {
      if (context.signal.reason instanceof CancelledError) {
        await Promise.all((await groupsOf(context)).map((group) => endGroup(group, GRACE_MS)));
      }
      throw error;
    }
  }

  return {
    kind: 'command',
    parse: parseCommandParams,
    locks: ({ id, engine, project, service, changes }) => [
      serviceLock('commands', null, id),
      ...(!changes || project === null
        ? []
        : [service === null ? projectLock(engine, project) : serviceLock(engine, project, service)]),
    ],
    access: ({ access }) => access,
    breaker: true,
    run,
    recover,
    cancelled,
  };
}

function linesSoFar(progress: Reason | null): { lastLines?: string[] } {
  const lines = progressParams.safeParse(progress?.params).data?.lines ?? '';
  return lines === '' ? {} : { lastLines: lines.split('\n') };
}

function cancelled(journal: Journal): Omit<KindOutcome, 'ok'> {
  const entry = journal.find('run');
  if (entry === null) return { reason: say('operations-cancelled') };
  const known = entry.finishedAt === null || entry.error !== null ? null : runResultSchema.parse(entry.result);
  return known === null
    ? { reason: say('commands-cancelled-unseen') }
    : { reason: say('commands-cancelled'), ...beside(known) };
}
