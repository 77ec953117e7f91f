import { createInterface } from 'node:readline/promises';

/** How a question about the machine is answered: by a flag or CI, by a person at a terminal, or not at all. */
export type Consent = 'given' | 'ask' | 'impossible';

/** `--yes` and CI=true answer yes beforehand; without a terminal nobody can be asked. */
export function consentFrom(options: { yes: boolean; env: NodeJS.ProcessEnv; isTerminal: boolean }): Consent {
  if (options.yes || /^(true|1)$/i.test(options.env.CI ?? '')) return 'given';
  return options.isTerminal ? 'ask' : 'impossible';
}

/** Asks on the terminal; only y and yes mean yes. */
export async function askYesNo(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
