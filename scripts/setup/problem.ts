/** What this machine lacks, in words for whoever typed the command; the process then ends with code 1. */
export class SetupProblem extends Error {
  override readonly name = 'SetupProblem';
}

/** Runs the body of a command; a SetupProblem becomes its sentence on standard error and code 1. */
export async function asCommand(body: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await body();
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
