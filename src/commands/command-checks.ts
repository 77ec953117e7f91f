import type { CommandChecks, CommandOutcome } from '../checks/index.ts';
import { UserError } from '../errors.ts';
import { endGroup, groupsWith, OPERATION_VARIABLE, runProcess } from '../host/index.ts';
import { createCapture } from './capture.ts';
import { type Commands, existing, nameOf } from './commands.ts';
import { shownLines } from './output-file.ts';

/** A check has to be over by its deadline, also where the program does not hear SIGTERM. */
const GRACE_MS = 500;

export interface OwnedCommandChecks extends CommandChecks {
  /** Ends what checks of a killed process have left running. Only one process at a time has this DATA_DIR. */
  endLeftovers(): Promise<void>;
}

/** The commands that the configuration calls checks, as /health runs them. */
export function createCommandChecks(options: {
  readonly commands: Commands;
  readonly mask: (text: string) => string;
  /** DATA_DIR: tells its checks from those of another Vakhta on this host. */
  readonly dataDir: string;
}): OwnedCommandChecks {
  const { commands, mask, dataDir } = options;
  const place = `check ${dataDir} `;
  const mark = `${place}${process.pid}`;

  async function run(id: string, signal: AbortSignal): Promise<CommandOutcome> {
    const command = existing(commands, id);
    if (!command.check) throw new UserError('commands-unknown', { id });
    const reason = await commands.unavailable(command);
    if (reason !== null) return { ok: false, exitCode: null, tookMs: 0, lastLine: '', reason };
    const capture = createCapture();
    const end = await runProcess({
      argv: commands.plan(command, {}, null).argv,
      cwd: command.cwd,
      env: commands.environment(command, mark),
      timeoutMs: command.timeout,
      signal,
      onOutput: capture.add,
      graceMs: GRACE_MS,
    });
    const lastLine = end.notStarted ?? shownLines(capture, mask).at(-1) ?? '';
    const ok = end.exitCode === 0 && end.stopped === null;
    return { ok, exitCode: end.exitCode, tookMs: end.tookMs, lastLine };
  }

  return {
    list: () =>
      commands.list().flatMap((command) => {
        if (!command.check) return [];
        const { id, timeout: timeoutMs, service } = command;
        return [{ id, name: nameOf(command), timeoutMs, ...(service === undefined ? {} : { service }) }];
      }),
    run,
    endLeftovers: async () => {
      const left = await groupsWith(OPERATION_VARIABLE, (found) => found.startsWith(place) && found !== mark);
      await Promise.all((left ?? []).map((group) => endGroup(group, GRACE_MS)));
    },
  };
}
