import { type DockerHostConfig, parseDockerHost } from './docker-host.ts';
import { type Environment, parseApiRoot, parseToken } from './environment.ts';
import { ConfigProblem } from './problem.ts';

/** The parts that name something to reach; null for one that does not hold by itself. */
export interface Salvage {
  readonly docker: DockerHostConfig | null;
  readonly telegram: Pick<Environment, 'apiRoot' | 'botToken'> | null;
}

/** Takes from an environment of which something is wrong what is right by itself. Never throws a ConfigProblem. */
export function salvageEnvironment(variables: Readonly<Record<string, string | undefined>>): Salvage {
  const { TELEGRAM_API_ROOT: apiRoot, TELEGRAM_BOT_TOKEN: token } = variables;
  return {
    docker: ifRight(() => parseDockerHost(variables)),
    telegram: ifRight(() => ({
      apiRoot: parseApiRoot(apiRoot?.trim() || null),
      botToken: parseToken(token?.trim() || null),
    })),
  };
}

function ifRight<T>(parse: () => T): T | null {
  try {
    return parse();
  } catch (error) {
    if (error instanceof ConfigProblem) return null;
    throw error;
  }
}
