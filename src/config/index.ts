import { isSecretName } from '../masking/index.ts';
import { type DockerHostConfig, parseDockerHost } from './docker-host.ts';
import { type Environment, parseEnvironment, prepareDataDir, withEnvFile } from './environment.ts';
import { ConfigProblem } from './problem.ts';
import { type Salvage, salvageEnvironment } from './salvage.ts';
import type { Settings } from './schema.ts';
import { readSettings } from './settings-file.ts';

export { ACCESS, type Access } from './access.ts';
export type { BackupsConfig, HookConfig, SchedulesConfig, SetConfig } from './backup-schema.ts';
export { type CheckConfig, checkSchema } from './check-schema.ts';
export { type CommandConfig, type CommandParam, fillPlaceholders } from './command-schema.ts';
export type { ChatAddress, Environment, Locale } from './environment.ts';
export { type PersonConfig, type Settings, settingsSchema } from './schema.ts';
export { parseSettings } from './settings-file.ts';
export { duration } from './values.ts';
export { ConfigProblem, type DockerHostConfig, parseDockerHost, parseEnvironment, withEnvFile };

export interface Config {
  readonly environment: Environment;
  readonly settings: Settings;
  /** Secrets that must never leave the host in any text: masked by their exact value too. */
  readonly secrets: readonly string[];
  /** Variables that `vakhta.yaml` refers to by name (tokens of product bots). */
  secretFrom(variable: string): string | null;
}

/**
 * Reads everything that can be configured: `.env`, the environment, `vakhta.yaml`; and proves that the data folder can be written.
 * @throws ConfigProblem for the first thing that is wrong
 */
export function loadConfig(variables: Readonly<Record<string, string | undefined>>): Config {
  const merged = withEnvFile(variables);
  const environment = parseEnvironment(merged);
  const settings = readSettings(environment.configFile);
  requireRepository(environment, settings);
  prepareDataDir(environment.dataDir);
  const secretFrom = (variable: string) => merged[variable]?.trim() || null;
  const referred = settings.checks.flatMap((check) => (check.kind === 'telegram' ? [secretFrom(check.tokenFrom)] : []));
  const passedOn = settings.commands.flatMap((command) => command.env.filter(isSecretName).map(secretFrom));
  const own = [
    environment.botToken,
    environment.slackWebhookUrl,
    environment.webhook?.secret,
    environment.backupPassphrase,
    environment.restic?.password,
    ...Object.entries(environment.restic?.credentials ?? {}).flatMap(([name, text]) =>
      isSecretName(name) ? [text] : [],
    ),
  ];
  return {
    environment,
    settings,
    secrets: [...own, ...referred, ...passedOn].filter(
      (secret): secret is string => typeof secret === 'string' && secret.length >= 8,
    ),
    secretFrom,
  };
}

function requireRepository({ restic }: Environment, { backups }: Settings): void {
  if (backups.store !== 'restic' || restic !== null) return;
  throw new ConfigProblem({
    what: 'Backups are to go to restic, and no repository is named.',
    where: 'the environment variable RESTIC_REPOSITORY',
    expected: 'a repository as restic names it (S3, SFTP, REST, an absolute path), or `backups: { store: local }`',
    example: 'RESTIC_REPOSITORY=s3:https://s3.example.com/backups',
  });
}

/** What of a wrong configuration can be used all the same, to say what would be reached with it. */
export function salvageConfig(variables: Readonly<Record<string, string | undefined>>): Salvage {
  return salvageEnvironment(withEnvFile(variables));
}
