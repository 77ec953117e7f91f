import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseSettings } from '../../../src/config/index.ts';

const path = new URL('../../../examples/ainetic.yaml', import.meta.url);
const text = readFileSync(path, 'utf8');
const settings = parseSettings(text, 'ainetic.yaml');

describe('examples/ainetic.yaml', () => {
  test('has every step of their procedures that is typed on the host', () => {
    const lines = settings.commands.map(({ argv }) => argv.join(' '));
    expect(lines).toEqual(
      expect.arrayContaining([
        'make status',
        'make health',
        'make logs-short',
        'make logs',
        'make logs-gateway',
        'make logs-bot',
        'make restart-test',
        'make stop-test',
        'make start-test',
        'make clean',
        'make prune',
        'make backup-prune',
        'make backup-test',
        './test-telegram.sh',
      ]),
    );
    expect(settings.checks.map(({ kind }) => kind)).toEqual(['ping', 'dns', 'tls', 'http', 'telegram', 'disk']);
  });

  test('asks before everything that changes something, and keeps what destroys for admins', () => {
    const changing = ['restart-test', 'stop-test', 'start-test', 'clean', 'prune', 'backup-prune', 'backup-test'];
    const asking = settings.commands.filter(({ confirm }) => confirm).map(({ id }) => id);
    expect(asking).toEqual(changing);
    const admins = settings.commands.filter(({ access }) => access === 'admin').map(({ id }) => id);
    expect(admins).toEqual(['clean', 'prune', 'backup-prune', 'backup-test']);
  });

  test('names their folder in one place', () => {
    expect(text.match(/\/root\/projects/g)).toHaveLength(1);
    expect(new Set(settings.commands.map(({ cwd }) => cwd)).size).toBe(1);
  });

  test('holds no token, and is right with the people switched on', () => {
    expect(text).not.toMatch(/\d{5,12}:[A-Za-z0-9_-]{30}/);
    const people = parseSettings(text.replaceAll(/^#(?! \S|$)/gm, ''), 'ainetic.yaml').people;
    expect(people.map(({ role }) => role)).toEqual(['DevOps lead', 'Senior DevOps', 'CTO']);
  });
});
