import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ConfigProblem, loadConfig, parseEnvironment } from '../../../src/config/index.ts';

const TOKEN = '987654321:BBF-zyxwvutsrqponmlkjihgfedcba98765';
const NEEDED = { TELEGRAM_BOT_TOKEN: TOKEN, AUTHORIZED_USER_IDS: '1001' };
const SECRET = 'a-secret_of-24-characters';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vakhta-config-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What stops the start. */
function problemOf(work: () => unknown): ConfigProblem {
  try {
    work();
  } catch (error) {
    if (error instanceof ConfigProblem) return error;
    throw error;
  }
  throw new Error('It was accepted.');
}

test('a token and one person are enough', () => {
  const { dataDir, configFile, timeZone, ...rest } = parseEnvironment({ ...NEEDED, TZ: '' });
  expect(rest).toEqual({
    botToken: TOKEN,
    authorizedUserIds: [1001],
    apiRoot: 'https://api.telegram.org',
    oncallChat: null,
    docker: { kind: 'unix', socketPath: '/var/run/docker.sock' },
    hostRoot: null,
    defaultLocale: 'en',
    logLevel: 'info',
    slackWebhookUrl: null,
    httpListen: null,
    webhook: null,
    richMessages: true,
    onlyLabel: null,
    helperImage: null,
    backupPassphrase: null,
    restic: null,
  });
  expect(dataDir).toBe(join(process.cwd(), 'data'));
  expect(configFile).toEqual({ path: join(process.cwd(), 'vakhta.yaml'), named: false });
  expect(timeZone).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
});

describe('what is understood', () => {
  test.each<[string, Record<string, string>, object]>([
    [
      'ids with commas, spaces, lines and repeats',
      { AUTHORIZED_USER_IDS: ' 5, 6\n7,,5 ' },
      { authorizedUserIds: [5, 6, 7] },
    ],
    ['a token with spaces around it', { TELEGRAM_BOT_TOKEN: ` ${TOKEN}\n` }, { botToken: TOKEN }],
    ['a group', { ONCALL_CHAT_ID: '-100123' }, { oncallChat: { chatId: -100123, threadId: null } }],
    ['a topic of a group', { ONCALL_CHAT_ID: '-100123/45' }, { oncallChat: { chatId: -100123, threadId: 45 } }],
    ['an API root with a slash', { TELEGRAM_API_ROOT: 'http://localhost:8081/' }, { apiRoot: 'http://localhost:8081' }],
    ['a port', { HTTP_LISTEN: '8080' }, { httpListen: { host: '127.0.0.1', port: 8080 } }],
    ['a host and a port', { HTTP_LISTEN: '0.0.0.0:80' }, { httpListen: { host: '0.0.0.0', port: 80 } }],
    ['an IPv6 address', { HTTP_LISTEN: '[::1]:80' }, { httpListen: { host: '::1', port: 80 } }],
    ['a language in capitals', { DEFAULT_LOCALE: 'RU' }, { defaultLocale: 'ru' }],
    ['a time zone, as it was written', { TZ: 'Asia/Kolkata' }, { timeZone: 'Asia/Kolkata' }],
    [
      'a restic repository, and what its storage wants beside',
      { RESTIC_REPOSITORY: '/srv/r', RESTIC_PASSWORD: 'long enough', AWS_ACCESS_KEY_ID: 'key', HOME: '/root' },
      { restic: { repository: '/srv/r', password: 'long enough', credentials: { AWS_ACCESS_KEY_ID: 'key' } } },
    ],
    ['rich messages off', { TELEGRAM_RICH_MESSAGES: 'off' }, { richMessages: false }],
    ['a file that is named', { VAKHTA_CONFIG: '/etc/v.yaml' }, { configFile: { path: '/etc/v.yaml', named: true } }],
    [
      'a webhook',
      { TELEGRAM_WEBHOOK_URL: 'https://x.org/hook', TELEGRAM_WEBHOOK_SECRET: SECRET, HTTP_LISTEN: '80' },
      { webhook: { url: 'https://x.org/hook', secret: SECRET } },
    ],
    [
      'a variable that is empty as one that is not set',
      { ONCALL_CHAT_ID: ' ', LOG_LEVEL: '', SLACK_WEBHOOK_URL: '' },
      { oncallChat: null, logLevel: 'info', slackWebhookUrl: null },
    ],
  ])('%s', (_what, variables, expected) => {
    expect(parseEnvironment({ ...NEEDED, ...variables })).toMatchObject(expected);
  });
});

describe('what is refused says what, where, what was expected, and an example', () => {
  const webhook = { TELEGRAM_WEBHOOK_URL: 'https://x.org/hook', HTTP_LISTEN: '80' };
  test.each<[string, Record<string, string>, string, string]>([
    ['no token', { TELEGRAM_BOT_TOKEN: '' }, 'TELEGRAM_BOT_TOKEN', 'missing'],
    ['a token without its colon', { TELEGRAM_BOT_TOKEN: TOKEN.replace(':', '') }, 'TELEGRAM_BOT_TOKEN', 'malformed'],
    ['a token in quotes', { TELEGRAM_BOT_TOKEN: `"${TOKEN}"` }, 'TELEGRAM_BOT_TOKEN', 'malformed'],
    ['a token that is too short', { TELEGRAM_BOT_TOKEN: TOKEN.slice(0, 30) }, 'TELEGRAM_BOT_TOKEN', 'malformed'],
    ['the word "bot" before the token', { TELEGRAM_BOT_TOKEN: `bot${TOKEN}` }, 'TELEGRAM_BOT_TOKEN', 'malformed'],
    ['no list', { AUTHORIZED_USER_IDS: '' }, 'AUTHORIZED_USER_IDS', 'Nobody'],
    ['a list of nothing', { AUTHORIZED_USER_IDS: ' ,\n, ' }, 'AUTHORIZED_USER_IDS', 'Nobody'],
    ['everybody', { AUTHORIZED_USER_IDS: '*' }, 'AUTHORIZED_USER_IDS', '"*"'],
    ['a name', { AUTHORIZED_USER_IDS: '1001 @anna' }, 'AUTHORIZED_USER_IDS', '"@anna"'],
    ['a group', { AUTHORIZED_USER_IDS: '-100123' }, 'AUTHORIZED_USER_IDS', '"-100123"'],
    ['zero', { AUTHORIZED_USER_IDS: '0' }, 'AUTHORIZED_USER_IDS', '"0"'],
    ['a fraction', { AUTHORIZED_USER_IDS: '1.5' }, 'AUTHORIZED_USER_IDS', '"1.5"'],
    ['a number in another notation', { AUTHORIZED_USER_IDS: '1e3' }, 'AUTHORIZED_USER_IDS', '"1e3"'],
    [
      'more than a number can hold',
      { AUTHORIZED_USER_IDS: '9007199254740993' },
      'AUTHORIZED_USER_IDS',
      '"9007199254740993"',
    ],
    ['a chat by name', { ONCALL_CHAT_ID: '@oncall' }, 'ONCALL_CHAT_ID', '"@oncall"'],
    [
      'a chat with a name for a topic',
      { ONCALL_CHAT_ID: '-100123/incidents' },
      'ONCALL_CHAT_ID',
      '"-100123/incidents"',
    ],
    ['chat zero', { ONCALL_CHAT_ID: '0' }, 'ONCALL_CHAT_ID', '"0"'],
    ['an API root that is no address', { TELEGRAM_API_ROOT: 'localhost' }, 'TELEGRAM_API_ROOT', 'TELEGRAM_API_ROOT'],
    ['another protocol', { SLACK_WEBHOOK_URL: 'ftp://x.org' }, 'SLACK_WEBHOOK_URL', 'SLACK_WEBHOOK_URL'],
    ['a language that there is not', { DEFAULT_LOCALE: 'fr' }, 'DEFAULT_LOCALE', '"fr"'],
    ['a level that there is not', { LOG_LEVEL: 'loud' }, 'LOG_LEVEL', '"loud"'],
    ['a switch that is neither', { TELEGRAM_RICH_MESSAGES: 'maybe' }, 'TELEGRAM_RICH_MESSAGES', '"maybe"'],
    ['no time zone', { TZ: 'Mars/Olympus' }, 'TZ', '"Mars/Olympus"'],
    ['a port that there is not', { HTTP_LISTEN: '99999' }, 'HTTP_LISTEN', '"99999"'],
    ['a host without a port', { HTTP_LISTEN: 'localhost' }, 'HTTP_LISTEN', '"localhost"'],
    ['a webhook without a secret', webhook, 'TELEGRAM_WEBHOOK_SECRET', 'secret'],
    [
      'a webhook with a short secret',
      { ...webhook, TELEGRAM_WEBHOOK_SECRET: 'short' },
      'TELEGRAM_WEBHOOK_SECRET',
      'secret',
    ],
    [
      'a webhook with a secret that Telegram refuses',
      { ...webhook, TELEGRAM_WEBHOOK_SECRET: `${SECRET}!` },
      'TELEGRAM_WEBHOOK_SECRET',
      'secret',
    ],
    [
      'a webhook that nothing listens for',
      { TELEGRAM_WEBHOOK_URL: 'https://x.org/h', TELEGRAM_WEBHOOK_SECRET: SECRET },
      'HTTP_LISTEN',
      'listen',
    ],
  ])('%s', (_what, variables, where, what) => {
    const problem = problemOf(() => parseEnvironment({ ...NEEDED, ...variables }));
    expect(problem.where).toContain(where);
    expect(problem.what).toContain(what);
    expect(problem.paragraph()).toMatch(/^\S.* Where: .+\. Expected: .+\. Example: .+$/);
  });

  test('a secret is never repeated, whatever is wrong with it', () => {
    const tail = TOKEN.slice(-20);
    for (const token of [`"${TOKEN}"`, `bot${TOKEN}`, `${TOKEN} ${TOKEN}`]) {
      expect(problemOf(() => parseEnvironment({ ...NEEDED, TELEGRAM_BOT_TOKEN: token })).paragraph()).not.toContain(
        tail,
      );
    }
    const wrong = { TELEGRAM_WEBHOOK_URL: 'https://x.org/h', TELEGRAM_WEBHOOK_SECRET: 'hunter2!', HTTP_LISTEN: '80' };
    expect(problemOf(() => parseEnvironment({ ...NEEDED, ...wrong })).paragraph()).not.toContain('hunter2');
  });

  test('whatever is written there, it is a list of ids, or one paragraph', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        try {
          const { authorizedUserIds } = parseEnvironment({ ...NEEDED, AUTHORIZED_USER_IDS: text });
          expect(authorizedUserIds.length).toBeGreaterThan(0);
          expect(authorizedUserIds.every((id) => Number.isSafeInteger(id) && id > 0)).toBe(true);
        } catch (error) {
          if (!(error instanceof ConfigProblem)) throw error;
          expect(error.paragraph()).not.toContain('\n');
        }
      }),
    );
  });
});

describe('all of it together', () => {
  const variables = () => ({ ...NEEDED, DATA_DIR: join(folder, 'data'), VAKHTA_CONFIG: join(folder, 'vakhta.yaml') });

  test('makes the data folder, for its user alone, and knows every secret', () => {
    writeFileSync(join(folder, 'vakhta.yaml'), 'checks:\n  - { id: bot, kind: telegram, tokenFrom: SHOP_BOT_TOKEN }\n');
    const slack = 'https://hooks.slack.com/services/T0/B0/secret';
    const config = loadConfig({ ...variables(), SHOP_BOT_TOKEN: 'token-of-the-shop', SLACK_WEBHOOK_URL: slack });
    expect(existsSync(join(folder, 'data'))).toBe(true);
    expect(config.secrets).toEqual([TOKEN, slack, 'token-of-the-shop']);
    expect(config.secretFrom('SHOP_BOT_TOKEN')).toBe('token-of-the-shop');
    expect(config.secretFrom('NOTHING')).toBeNull();
  });

  test('a file in the place of the data folder stops the start', () => {
    writeFileSync(join(folder, 'vakhta.yaml'), '');
    writeFileSync(join(folder, 'data'), '');
    const problem = problemOf(() => loadConfig(variables()));
    expect(problem.where).toContain('DATA_DIR');
    expect(problem.what).toContain(join(folder, 'data'));
  });

  test('a file that was named must be there, and must be a file', () => {
    expect(problemOf(() => loadConfig(variables())).where).toBe(join(folder, 'vakhta.yaml'));
    mkdirSync(join(folder, 'vakhta.yaml'));
    expect(problemOf(() => loadConfig(variables())).what).toContain('EISDIR');
  });
});
