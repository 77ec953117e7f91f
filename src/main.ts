import { runBackup } from './backup-command.ts';
import { runCheck } from './check.ts';
import { StartError } from './errors.ts';
import { printReport } from './print-report.ts';
import { runHealth } from './run-health.ts';
import { serve } from './serve.ts';

const COMMANDS: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  start: serve,
  check: runCheck,
  report: printReport,
  backup: runBackup,
  health: runHealth,
};

/** The entry point: `node src/main.ts [start|check|report N|backup …|health]`. Ends with the code of the command; 1 when it cannot start. */
async function main(): Promise<number> {
  const [name = 'start', ...args] = process.argv.slice(2);
  const command = COMMANDS[name];
  if (!command) {
    process.stderr.write(
      `There is no command "${name}". Expected: one of ${Object.keys(COMMANDS).join(', ')}. Example: node src/main.ts check\n`,
    );
    return 1;
  }
  // DATA_DIR may have been made by somebody else, for everybody to read; what people wrote to the bot is not for them.
  process.umask(0o077);
  try {
    return await command(args);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    process.stderr.write(`${error.paragraph()}\n`);
    return 1;
  }
}

/** What does not end by itself, a handler that hangs or a request without an answer, must not outlive the stop. */
const LAST_WORDS_MS = 500;

process.exitCode = await main();
setTimeout(() => process.exit(), LAST_WORDS_MS).unref();
