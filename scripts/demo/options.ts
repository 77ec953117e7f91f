import { parseArgs } from 'node:util';
import { SetupProblem } from '../setup/problem.ts';

export interface DemoOptions {
  /** Whatever has to be installed may be. */
  readonly yes: boolean;
  /** Where the phone page listens; null: the usual port, or a free one where that is taken. */
  readonly port: number | null;
  readonly lang: 'en' | 'ru';
  /** An image with a shell that the Engine has already, instead of one made from busybox. */
  readonly image: string | null;
  /** One line of JSON on standard output when it is ready, and nothing else there. */
  readonly json: boolean;
  readonly help: boolean;
}

export const USAGE = `npm run demo -- [--yes] [--port N] [--lang en|ru] [--image NAME] [--once-ready-print-json]

Brings up a small shop with troubles on this machine's Docker Engine, a Telegram of its own with a phone in the
browser, and Vakhta. Ctrl-C removes everything again.

  --yes                     install what is missing without asking (CI=true does the same)
  --port N                  the port of the phone page; 8081, or a free one, when left out
  --lang en|ru              whose phone is shown first: Ben's (English) or Anna's (Russian)
  --image NAME              an image with a shell, httpd and wget that the Engine has already (busybox, say)
  --once-ready-print-json   for scripts: print one line of JSON when it is ready`;

/** @throws SetupProblem for arguments that it does not know */
export function parseOptions(args: readonly string[]): DemoOptions {
  const values = readArguments(args);
  const lang = values.lang ?? 'en';
  if (lang !== 'en' && lang !== 'ru') throw new SetupProblem(`--lang is en or ru, not "${lang}".\n\n${USAGE}`);
  const port = values.port === undefined ? null : Number(values.port);
  if (port !== null && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    throw new SetupProblem(`--port is a number up to 65535, not "${values.port}".\n\n${USAGE}`);
  }
  return {
    yes: values.yes ?? false,
    port,
    lang,
    image: values.image ?? null,
    json: values['once-ready-print-json'] ?? false,
    help: values.help ?? false,
  };
}

function readArguments(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        yes: { type: 'boolean', short: 'y' },
        port: { type: 'string' },
        lang: { type: 'string' },
        image: { type: 'string' },
        'once-ready-print-json': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    return values;
  } catch (error) {
    throw new SetupProblem(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
}
