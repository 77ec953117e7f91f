import { expect, test } from 'vitest';
import { envFromBackup } from '../../../../src/backups/proof/copy-env.ts';

const env = {
  path: '/srv/.env',
  role: 'env',
  text: '# secrets\nPASSWORD="p#w \'1"\nexport PORT = 5432 # usual\nEMPTY=\n',
} as const;
const compose = (text: string) => ({ path: '/srv/docker-compose.yml', role: 'compose', text }) as const;

test('values come from the compose file first, then from the env files; what is nowhere is said', () => {
  const file = compose(`services:
  db:
    environment:
      PORT: 1
      DSN: "u:\${PASSWORD}@\${HOST:-db}"
`);
  expect(envFromBackup('db', ['PASSWORD', 'PORT', 'DSN', 'EMPTY', 'PATH'], [env, file])).toEqual({
    env: ["PASSWORD=p#w '1", 'PORT=1', "DSN=u:p#w '1@db", 'EMPTY='],
    unknown: ['PATH'],
  });
});

test('as a list, too; a name alone is taken from the env file', () => {
  const file = compose('services:\n  db:\n    environment: ["PORT", "A=b=c", "COST=$$5"]\n');
  expect(envFromBackup('db', ['PORT', 'A', 'COST'], [env, file]).env).toEqual(['PORT=5432', 'A=b=c', 'COST=$5']);
});

test('a value with a variable that nobody knows is not made up', () => {
  const file = compose('services: {db: {environment: {KEY: "x$UNKNOWN"}}}');
  expect(envFromBackup('db', ['KEY'], [env, file])).toEqual({ env: [], unknown: ['KEY'] });
});

test('another service’s environment is another matter, and a broken file says nothing', () => {
  const other = compose('services: {web: {environment: {KEY: x}}}');
  expect(envFromBackup('db', ['KEY'], [other, compose('{{{')])).toEqual({ env: [], unknown: ['KEY'] });
});
