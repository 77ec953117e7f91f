import { accessSync, constants, mkdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { type DockerHostConfig, parseDockerHost } from './docker-host.ts';
import { ConfigProblem } from './problem.ts';

export type Locale = 'en' | 'ru';
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface ChatAddress {
  readonly chatId: number;
  /** Forum topic; null is the chat itself. */
  readonly threadId: number | null;
}

/** What comes from the environment: secrets, paths, addresses. */
export interface Environment {
  readonly botToken: string;
  readonly authorizedUserIds: readonly number[];
  readonly apiRoot: string;
  /** Where cards live; null: the private chat of each authorized person. */
  readonly oncallChat: ChatAddress | null;
  readonly dataDir: string;
  readonly docker: DockerHostConfig;
  readonly hostRoot: string | null;
  /** The configuration file and whether it was named (then it must exist). */
  readonly configFile: { readonly path: string; readonly named: boolean };
  readonly defaultLocale: Locale;
  readonly timeZone: string;
  readonly logLevel: LogLevel;
  readonly slackWebhookUrl: string | null;
  readonly httpListen: { readonly host: string; readonly port: number } | null;
  readonly webhook: { readonly url: string; readonly secret: string } | null;
  readonly richMessages: boolean;
  /** Only containers with this label exist for the bot (`key=value`); the demo uses it. */
  readonly onlyLabel: string | null;
  /** An image of the Engine with sh, rm, find and stat, for emptying volumes; null: one is made of this machine's busybox. */
  readonly helperImage: string | null;
  /** Backups are encrypted with a key made of it; null: they are not. */
  readonly backupPassphrase: string | null;
  readonly restic: {
    readonly repository: string;
    readonly password: string;
    /** What its storage wants beside: `AWS_ACCESS_KEY_ID` and the like. */
    readonly credentials: Readonly<Record<string, string>>;
  } | null;
}

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Parses the environment.
 * @throws ConfigProblem for the first value that is missing or malformed
 */
export function parseEnvironment(variables: Variables): Environment {
  const value = (name: string): string | null => variables[name]?.trim() || null;
  return {
    botToken: parseToken(value('TELEGRAM_BOT_TOKEN')),
    authorizedUserIds: parseUserIds(value('AUTHORIZED_USER_IDS')),
    apiRoot: parseApiRoot(value('TELEGRAM_API_ROOT')),
    oncallChat: parseChat(value('ONCALL_CHAT_ID')),
    dataDir: resolve(value('DATA_DIR') ?? './data'),
    docker: parseDockerHost({
      DOCKER_HOST: value('DOCKER_HOST') ?? undefined,
      DOCKER_TLS_VERIFY: value('DOCKER_TLS_VERIFY') ?? undefined,
      DOCKER_CERT_PATH: value('DOCKER_CERT_PATH') ?? undefined,
    }),
    hostRoot: value('HOST_ROOT'),
    configFile: { path: resolve(value('VAKHTA_CONFIG') ?? './vakhta.yaml'), named: value('VAKHTA_CONFIG') !== null },
    defaultLocale: parseChoice('DEFAULT_LOCALE', value('DEFAULT_LOCALE') ?? 'en', ['en', 'ru'] as const),
    timeZone: parseTimeZone(value('TZ') ?? Intl.DateTimeFormat().resolvedOptions().timeZone),
    logLevel: parseChoice('LOG_LEVEL', value('LOG_LEVEL') ?? 'info', ['debug', 'info', 'warn', 'error'] as const),
    slackWebhookUrl: optional(value('SLACK_WEBHOOK_URL'), (url) => parseUrl('SLACK_WEBHOOK_URL', url)),
    httpListen: optional(value('HTTP_LISTEN'), parseListen),
    webhook: parseWebhook(value('TELEGRAM_WEBHOOK_URL'), value('TELEGRAM_WEBHOOK_SECRET'), value('HTTP_LISTEN')),
    richMessages:
      parseChoice('TELEGRAM_RICH_MESSAGES', value('TELEGRAM_RICH_MESSAGES') ?? 'on', ['on', 'off'] as const) === 'on',
    onlyLabel: value('VAKHTA_ONLY_LABEL'),
    helperImage: value('HELPER_IMAGE'),
    backupPassphrase: parsePassphrase(value('BACKUP_PASSPHRASE')),
    restic: parseRestic(value('RESTIC_REPOSITORY'), value('RESTIC_PASSWORD'), variables),
  };
}

function parsePassphrase(passphrase: string | null): string | null {
  if (passphrase === null || passphrase.length >= 12) return passphrase;
  throw new ConfigProblem({
    what: 'BACKUP_PASSPHRASE is too short to protect anything.',
    where: 'the environment variable BACKUP_PASSPHRASE',
    expected: 'at least 12 characters; keep it somewhere else too, without it no backup can be read',
    example: 'BACKUP_PASSPHRASE=$(openssl rand -base64 24)',
  });
}

/** Of the storages that restic knows (its manual, "Environment Variables"), and proxies on the way there. */
const RESTIC_CREDENTIALS =
  /^(?:AWS|B2|AZURE|GOOGLE|OS|ST|RCLONE)_[A-Z0-9_]+$|^RESTIC_REST_(?:USERNAME|PASSWORD)$|^(?:HTTPS?|NO)_PROXY$/;

function parseRestic(repository: string | null, password: string | null, variables: Variables): Environment['restic'] {
  if (repository === null) return null;
  if (password === null) {
    throw new ConfigProblem({
      what: 'A restic repository needs its password.',
      where: 'the environment variable RESTIC_PASSWORD',
      expected: 'the password of the repository named in RESTIC_REPOSITORY',
      example: 'RESTIC_PASSWORD=$(openssl rand -base64 24)',
    });
  }
  if (!/^(?:local:)?\/|^(?:s3|sftp|rest|b2|azure|gs|swift|rclone):/.test(repository)) {
    throw new ConfigProblem({
      what: 'RESTIC_REPOSITORY is no repository.',
      where: 'the environment variable RESTIC_REPOSITORY',
      expected:
        'an absolute path, or an address that begins with s3:, sftp:, rest:, b2:, azure:, gs:, swift: or rclone:',
      example: 'RESTIC_REPOSITORY=s3:https://s3.example.com/backups',
    });
  }
  const credentials = Object.fromEntries(
    Object.entries(variables).flatMap(([name, text]) =>
      RESTIC_CREDENTIALS.test(name) && text !== undefined && text !== '' ? [[name, text]] : [],
    ),
  );
  return { repository, password, credentials };
}

function optional<T>(value: string | null, parse: (value: string) => T): T | null {
  return value === null ? null : parse(value);
}

/** @throws ConfigProblem when it is missing or malformed */
export function parseToken(token: string | null): string {
  const about = {
    where: 'the environment variable TELEGRAM_BOT_TOKEN (or .env)',
    expected: 'the token that @BotFather gave you: digits, a colon, 35 letters and digits',
    example: 'TELEGRAM_BOT_TOKEN=123456789:AAE-abcdefghijklmnopqrstuvwxyz01234',
  };
  if (token === null) throw new ConfigProblem({ what: 'The bot token is missing.', ...about });
  if (!/^\d{5,12}:[A-Za-z0-9_-]{30,50}$/.test(token)) {
    // The value is not printed: what looks like a broken token is often a whole one with something added.
    throw new ConfigProblem({ what: 'The bot token is malformed.', ...about });
  }
  return token;
}

function parseUserIds(list: string | null): number[] {
  const about = {
    where: 'the environment variable AUTHORIZED_USER_IDS (or .env)',
    expected:
      'at least one numeric Telegram user id, separated by commas or spaces (@userinfobot tells yours); an empty list never means "everyone"',
    example: 'AUTHORIZED_USER_IDS=123456789,987654321',
  };
  const parts = (list ?? '').split(/[\s,]+/).filter((part) => part !== '');
  if (parts.length === 0) throw new ConfigProblem({ what: 'Nobody is authorized to use the bot.', ...about });
  const ids = parts.map((part) => {
    const id = Number(part);
    if (!/^\d+$/.test(part) || !Number.isSafeInteger(id) || id <= 0) {
      throw new ConfigProblem({ what: `"${part.slice(0, 40)}" is not a Telegram user id.`, ...about });
    }
    return id;
  });
  return [...new Set(ids)];
}

function parseChat(address: string | null): ChatAddress | null {
  if (address === null) return null;
  const match = /^(-?\d+)(?:\/(\d+))?$/.exec(address);
  const chatId = Number(match?.[1]);
  if (!match || !Number.isSafeInteger(chatId) || chatId === 0) {
    throw new ConfigProblem({
      what: `"${address.slice(0, 60)}" is not a chat.`,
      where: 'the environment variable ONCALL_CHAT_ID',
      expected: 'the numeric id of a group, optionally with a topic after a slash',
      example: 'ONCALL_CHAT_ID=-1001234567890/45',
    });
  }
  return { chatId, threadId: match[2] === undefined ? null : Number(match[2]) };
}

/** The address of the Bot API without a slash at its end. @throws ConfigProblem */
export function parseApiRoot(url: string | null): string {
  return parseUrl('TELEGRAM_API_ROOT', url ?? 'https://api.telegram.org').replace(/\/+$/, '');
}

function parseUrl(name: string, value: string): string {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new ConfigProblem({
      what: `${name} is not a web address.`,
      where: `the environment variable ${name}`,
      expected: 'an address that begins with https:// (or http:// on your own network)',
      example: `${name}=https://example.com/path`,
    });
  }
  return value;
}

function parseChoice<T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const chosen = allowed.find((candidate) => candidate === value.toLowerCase());
  if (chosen === undefined) {
    throw new ConfigProblem({
      what: `"${value.slice(0, 40)}" is not a value of ${name}.`,
      where: `the environment variable ${name}`,
      expected: `one of ${allowed.join(', ')}`,
      example: `${name}=${allowed[0] ?? ''}`,
    });
  }
  return chosen;
}

function parseTimeZone(zone: string): string {
  try {
    // Checked, but kept as it was written: ICU would call Asia/Kolkata by its old name.
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch (cause) {
    throw new ConfigProblem(
      {
        what: `"${zone.slice(0, 60)}" is not a time zone.`,
        where: 'the environment variable TZ',
        expected: 'a name of the IANA time zone database',
        example: 'TZ=Europe/Moscow',
      },
      { cause },
    );
  }
}

function parseListen(value: string): { host: string; port: number } {
  const match = /^(?:(.+):)?(\d{1,5})$/.exec(value);
  const port = Number(match?.[2]);
  if (!match || port > 65_535) {
    throw new ConfigProblem({
      what: `"${value.slice(0, 60)}" is not an address to listen on.`,
      where: 'the environment variable HTTP_LISTEN',
      expected: 'a host and a port, or a port alone (then 127.0.0.1)',
      example: 'HTTP_LISTEN=127.0.0.1:8080',
    });
  }
  return { host: (match[1] ?? '127.0.0.1').replace(/^\[|\]$/g, ''), port };
}

function parseWebhook(url: string | null, secret: string | null, listen: string | null): Environment['webhook'] {
  if (url === null) return null;
  parseUrl('TELEGRAM_WEBHOOK_URL', url);
  if (listen === null) {
    throw new ConfigProblem({
      what: 'Webhook mode needs an address to listen on.',
      where: 'the environment variable HTTP_LISTEN',
      expected: 'the host and port to which your proxy forwards TELEGRAM_WEBHOOK_URL',
      example: 'HTTP_LISTEN=127.0.0.1:8080',
    });
  }
  if (secret === null || !/^[A-Za-z0-9_-]{16,256}$/.test(secret)) {
    throw new ConfigProblem({
      what: 'Webhook mode needs a secret, so that nobody else can send updates to the bot.',
      where: 'the environment variable TELEGRAM_WEBHOOK_SECRET',
      expected: '16 to 256 of the characters A-Z, a-z, 0-9, _ and -',
      example: 'TELEGRAM_WEBHOOK_SECRET=$(openssl rand -hex 32)',
    });
  }
  return { url, secret };
}

/**
 * Makes the data folder if it is missing and proves that it can be written.
 * @throws ConfigProblem when it cannot
 */
export function prepareDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new ConfigProblem(
      {
        what: `The data folder ${dataDir} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}.`,
        where: 'the environment variable DATA_DIR',
        expected: 'a folder that the user who runs Vakhta may create and write',
        example: 'DATA_DIR=/var/lib/vakhta  (and: chown the folder to that user)',
      },
      { cause },
    );
  }
}

/** Reads `.env` in the working folder into the variables that are not set already. A missing file is no error. */
export function withEnvFile(variables: Variables, file = resolve('.env')): Variables {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return variables;
  }
  return { ...parseEnv(text), ...variables };
}
