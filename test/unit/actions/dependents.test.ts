import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { needsInFile, needsOf } from '../../../src/actions/dependents.ts';
import { container } from './fake-docker.ts';

const PREFIX = 'com.docker.compose';
let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vakhta-needs-'));
  mkdirSync(join(root, 'srv/shop'), { recursive: true });
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function labelled(files: string) {
  return container({
    labels: {
      [`${PREFIX}.project`]: 'shop',
      [`${PREFIX}.project.working_dir`]: '/srv/shop',
      [`${PREFIX}.project.config_files`]: files,
      [`${PREFIX}.version`]: '1.29.2',
    },
  });
}

const write = (name: string, text: string) => writeFileSync(join(root, 'srv/shop', name), text);

describe('who needs whom, from a compose file', () => {
  it('knows depends_on in both spellings, links, a shared network, anchors', () => {
    const text = `
x-base: &base { depends_on: [db] }
services:
  db: {}
  api: { <<: *base, image: api }
  web: { depends_on: { api: { condition: service_healthy } }, links: ["db:database"] }
  proxy: { network_mode: "service:web" }
  bare:
`;
    expect(Object.fromEntries(needsInFile(text) ?? [])).toEqual({
      db: [],
      api: ['db'],
      web: ['api', 'db'],
      proxy: ['web'],
      bare: [],
    });
  });

  it.each(['', 'just words', 'services: [1, 2]', 'services: {a: {depends_on: 7}}', 'a: &a [*a', '\u0000'])(
    'says nothing of what is no compose file: %j',
    (text) => {
      expect(needsInFile(text)?.size ?? 0).toBe(0);
    },
  );

  it('does not blow up on a file of aliases of aliases', () => {
    const levels = Array.from(
      { length: 12 },
      (_, at) => `a${at + 1}: &a${at + 1} [${Array(9).fill(`*a${at}`).join(',')}]`,
    );
    expect(needsInFile(['a0: &a0 [x]', ...levels].join('\n'))).toBeNull();
  });
});

describe('who needs whom, of containers that Compose 1 made', () => {
  it('is read from its files, where the host’s files begin', async () => {
    write('docker-compose.yml', 'services: {web: {depends_on: [db]}, db: {}}');
    write('override.yml', 'services: {web: {depends_on: [queue]}}');
    const needs = await needsOf('shop', [labelled('docker-compose.yml,override.yml')], root);
    expect(needs?.get('web')).toEqual(['db', 'queue']);
  });

  it('is not known when one of its files cannot be read, or is none', async () => {
    write('docker-compose.yml', 'services: {web: {depends_on: [db]}}');
    expect(await needsOf('shop', [labelled('docker-compose.yml,gone.yml')], root)).toBeNull();
    write('broken.yml', 'services: [');
    expect(await needsOf('shop', [labelled('docker-compose.yml,broken.yml')], root)).toBeNull();
    expect(await needsOf('shop', [container()], root)).toBeNull();
  });
});
