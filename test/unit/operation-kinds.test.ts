import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { composeHouse } from '../../src/compose.ts';
import { loadConfig } from '../../src/config/index.ts';
import { TWO_PERSON_OPERATIONS } from '../../src/config/schema.ts';
import { createTexts, locales } from '../../src/document/index.ts';
import { createOperations } from '../../src/operations/index.ts';

// What the composition root hands in is all that can be done to the host.
vi.mock('../../src/operations/index.ts', async (original) => {
  const room: object = await original();
  const create: unknown = Reflect.get(room, 'createOperations');
  if (typeof create !== 'function') throw new Error('there is no createOperations');
  return { ...room, createOperations: vi.fn((...given: unknown[]): unknown => create(...given)) };
});

let folder: string;
let kinds: readonly string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vakhta-kinds-'));
  writeFileSync(join(folder, 'vakhta.yaml'), 'people: []\n');
  const house = composeHouse(
    loadConfig({
      TELEGRAM_BOT_TOKEN: '123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
      AUTHORIZED_USER_IDS: '1001',
      DATA_DIR: folder,
      VAKHTA_CONFIG: join(folder, 'vakhta.yaml'),
      DOCKER_HOST: `unix://${join(folder, 'no-engine.sock')}`,
      LOG_LEVEL: 'error',
    }),
  );
  kinds = vi.mocked(createOperations).mock.calls.flatMap(([options]) => options.kinds.map(({ kind }) => kind));
  await house.bot.stop(0);
  house.docker.close();
  house.database.close();
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('two people can be demanded for whatever can be done to the host, and for nothing else', () => {
  expect(kinds.length).toBeGreaterThan(10);
  expect([...kinds].sort()).toEqual([...TWO_PERSON_OPERATIONS].sort());
});

test.each(locales)('whatever can be done has words for what it is and to what (%s)', (locale) => {
  const texts = createTexts();
  for (const kind of kinds) {
    const words = texts.t(locale, `bot-operation-${kind}`, { target: 'gateway' });
    expect(words, kind).toContain('gateway');
    expect(words, kind).not.toContain('bot-operation');
  }
});

test('the kinds are called differently', () => {
  expect(new Set(kinds).size).toBe(kinds.length);
});
