import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMasker, isSecretName, maskDeep, maskSecrets } from '../../../src/masking/index.ts';
import { ordinaryLines } from './ordinary.ts';
import { inContext, surroundings, telegramToken, tokens } from './secrets.ts';
import { vendorSecrets } from './vendor-secrets.ts';

describe('maskSecrets', () => {
  test('hides every known token wherever it stands', () => {
    const seen = tokens.flatMap((token) =>
      surroundings.map((surround) => ({ token, masked: maskSecrets(surround(token)) })),
    );
    // No run of twelve characters of the secret's body may remain; prefixes are public.
    const leaked = seen.filter(({ token, masked }) => partsOf(token).some((part) => masked.includes(part)));
    expect(leaked).toEqual([]);
    expect(seen.filter(({ masked }) => !masked.includes('[masked:'))).toEqual([]);
  });

  test('hides a secret of every rule of gitleaks that is used, wherever it stands', () => {
    const all = vendorSecrets();
    expect(new Set(all.map(({ id }) => id)).size).toBeGreaterThan(190);
    const leaked = all.flatMap(({ id, text, secret }) =>
      surroundings
        .map((surround) => maskSecrets(surround(text)))
        .filter((masked) => masked.includes(secret))
        .map((masked) => ({ id, masked })),
    );
    expect(leaked).toEqual([]);
  });

  test.each(inContext)('hides what stands in $text', ({ text, secret }) => {
    const masked = maskSecrets(text);
    expect(masked).not.toContain(secret);
    expect(masked).toContain('[masked:');
  });

  test('keeps what is not secret beside it', () => {
    expect(maskSecrets('postgres://app:hunter2@db:5432/main')).toBe('postgres://app:[masked:password]@db:5432/main');
    expect(maskSecrets('{"user":"bob","secret":"x y","n":1}')).toBe('{"user":"bob","secret":"[masked:secret]","n":1}');
    expect(maskSecrets('(password=hunter2), user=bob')).toBe('(password=[masked:password]), user=bob');
    expect(maskSecrets('"{\\"password\\":\\"in\\",\\"user\\":\\"bob\\"}"')).toBe(
      '"{\\"password\\":\\"[masked:password]\\",\\"user\\":\\"bob\\"}"',
    );
    expect(maskSecrets(`/bot${telegramToken}/getMe`)).toBe('/bot[masked:telegram-token]/getMe');
    expect(maskSecrets('PASSWORD=\nUSER=bob')).toBe('PASSWORD=\nUSER=bob');
  });

  test('masks hardly any ordinary line', () => {
    const lines = ordinaryLines(24_000);
    expect(new Set(lines).size).toBeGreaterThan(20_000);
    const touched = lines.filter((line) => maskSecrets(line) !== line);
    expect(touched.length / lines.length, touched.slice(0, 5).join('\n')).toBeLessThan(0.001);
  });

  test('leaves a whole log of ordinary lines as it is, and finds the one secret in it', () => {
    const lines = ordinaryLines(4000);
    const log = [...lines.slice(0, 2000), `key ${tokens[3]}`, ...lines.slice(2000)].join('\n');
    const masked = maskSecrets(log).split('\n');
    expect(masked[2000]).toBe('key [masked:github-token]');
    expect(masked.filter((line, index) => index !== 2000 && !lines.includes(line))).toEqual([]);
  });

  test('masking twice changes nothing more', () => {
    const samples = [...inContext.map(({ text }) => text), ...tokens, ...ordinaryLines(200)];
    for (const sample of samples) expect(maskSecrets(maskSecrets(sample))).toBe(maskSecrets(sample));
  });

  test('comes to an end on any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => typeof maskSecrets(text) === 'string'),
    );
  });

  // A quadratic pattern would need minutes for a megabyte of its own prefix, and the test's time-out would end it.
  test.each([
    'ey-',
    'a',
    '_',
    '-',
    '--token-',
    '://',
    'http://a:',
    'http://a:b',
    '-----BEGIN PRIVATE KEY-----',
    '-----BEGIN ',
    'eyJhbGciOiJIUzI1NiJ9.ey',
    'xoxb-',
    'SG.',
    'SG.aaaaaaaaaaaaaaaaaaaa.',
    'sk-',
    'x-',
    'curl ',
    'curl -u a',
    'bearer ',
    'authorization: ',
    'password="',
    'password=\\"\\\\',
    '"password":',
    "secret='\\",
    'A_',
    '123456:A',
    '$2b$',
    'cookie: a=',
    'token>',
    '?sig=',
    'identified by ',
    ' ',
    '\n',
    '\\',
    '0',
    'Ж',
  ])('a megabyte of %j is done', (piece) => {
    const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
    expect(maskSecrets(text).length).toBeGreaterThan(0);
  });
});

describe('isSecretName', () => {
  test.each([
    'DB_PASSWORD',
    'apiKey',
    'API_KEY',
    'TELEGRAM_BOT_TOKEN',
    'client_secret',
    'SECRET_KEY_BASE',
    'APP_KEY',
    'MYSQL_PWD',
    'SENTRY_DSN',
  ])('%s', (name) => expect(isSecretName(name)).toBe(true));
  test.each([
    'PATH',
    'PWD',
    'OLDPWD',
    'POSTGRES_PASSWORD_FILE',
    'max_tokens',
    'HOSTNAME',
    'MONKEY',
    'KEYBOARD',
    'TOKEN_TTL',
    'Author',
  ])('not %s', (name) => expect(isSecretName(name)).toBe(false));
});

describe('maskDeep', () => {
  test('masks what the Engine tells of a container and keeps its shape', () => {
    const inspect = {
      Config: {
        Env: ['PATH=/usr/bin', 'DB_PASSWORD=a b;c', 'EMPTY_TOKEN=', 'URL=redis://:pw@cache'],
        Cmd: ['serve', '--password=x', '--port=1'],
        Labels: { 'app.token': 'abc', 'com.docker.compose.service': 'gateway' },
      },
      State: { Pid: 12, Health: null },
    };
    expect(maskDeep(inspect)).toEqual({
      Config: {
        Env: ['PATH=/usr/bin', 'DB_PASSWORD=[masked:secret]', 'EMPTY_TOKEN=', 'URL=redis://:[masked:password]@cache'],
        Cmd: ['serve', '--password=[masked:secret]', '--port=1'],
        Labels: { 'app.token': '[masked:secret]', 'com.docker.compose.service': 'gateway' },
      },
      State: { Pid: 12, Health: null },
    });
  });
});

describe('createMasker', () => {
  test('hides configured secrets of any shape, also as a URL or JSON has them', () => {
    const masker = createMasker({ known: ['odd "secret"/1', 'short', ''] });
    const text = `a odd "secret"/1 b ${encodeURIComponent('odd "secret"/1')} c ${JSON.stringify({ v: 'odd "secret"/1' })} short`;
    expect(masker.text(text)).toBe(
      'a [masked:configured-secret] b [masked:configured-secret] c {"v":"[masked:configured-secret]"} short',
    );
    expect(masker.deep({ list: ['x odd "secret"/1'] })).toEqual({ list: ['x [masked:configured-secret]'] });
  });
});

/** Pieces of a secret's second half, which no issuer's public prefix reaches. */
function partsOf(token: string): string[] {
  const parts: string[] = [];
  for (let at = Math.floor(token.length / 2); at + 12 <= token.length; at += 6) parts.push(token.slice(at, at + 12));
  return parts.filter((part) => !part.includes('-----') && !part.includes('KEY'));
}
