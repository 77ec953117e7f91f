import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { environmentFor, settingsFor } from '../../../scripts/demo/bot.ts';
import { composeFile } from '../../../scripts/demo/compose.ts';
import { parseOptions } from '../../../scripts/demo/options.ts';
import { endProcessesIn } from '../../../scripts/demo/processes.ts';
import { createRun, isLeftOver, OWNER_LABEL, RUN_LABEL, reapRuns } from '../../../scripts/demo/run.ts';
import { containerBody, SERVICES } from '../../../scripts/demo/services.ts';
import { SetupProblem } from '../../../scripts/setup/problem.ts';
import { parseEnvironment, parseSettings } from '../../../src/config/index.ts';

let base = '';
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'vakhta-unit-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

describe('parseOptions', () => {
  it('has defaults for everything', () => {
    expect(parseOptions([])).toEqual({ yes: false, port: null, lang: 'en', image: null, json: false, help: false });
  });
  it('reads what was given', () => {
    const args = ['--yes', '--port', '9000', '--lang=ru', '--image', 'busybox', '--once-ready-print-json'];
    expect(parseOptions(args)).toEqual({
      yes: true,
      port: 9000,
      lang: 'ru',
      image: 'busybox',
      json: true,
      help: false,
    });
  });
  it.each([[['--lang', 'de']], [['--port', 'x']], [['--port', '70000']], [['--nonsense']], [['stray']]])(
    'refuses %j with the usage',
    (args) => {
      expect(() => parseOptions(args)).toThrow(SetupProblem);
      expect(() => parseOptions(args)).toThrow('npm run demo -- ');
    },
  );
});

describe('the bot of the demo', () => {
  const place = () => ({
    run: createRun(base),
    apiRoot: 'http://127.0.0.1:8081',
    token: '7000000001:AAF-sandbox_token_for_tests_and_the_demo',
    lang: 'ru' as const,
    project: 'shop-demo',
    checks: { gatewayUrl: 'http://127.0.0.1:18790/health', databasePort: 5432 },
  });

  it('gets settings that it understands', () => {
    const settings = parseSettings(settingsFor(place()), 'vakhta.yaml');
    expect(settings.checks).toMatchObject([
      { kind: 'http', service: 'gateway', url: 'http://127.0.0.1:18790/health' },
      { kind: 'tcp', service: 'billing', port: 5432 },
      { kind: 'disk' },
    ]);
    expect(settings.commands.map(({ id }) => id)).toEqual(['uptime', 'df', 'stock', 'smoke']);
    expect(settings.people.map(({ id }) => id)).toEqual([1001, 1002]);
  });

  it('gets nothing of a real bot’s environment', () => {
    const outer = {
      PATH: '/bin',
      SLACK_WEBHOOK_URL: 'https://hooks.slack.com/x',
      ONCALL_CHAT_ID: '-1',
      DOCKER_HOST: 'unix:///e.sock',
    };
    const given = place();
    const environment = parseEnvironment(environmentFor(given, outer));
    expect(environment).toMatchObject({
      slackWebhookUrl: null,
      oncallChat: null,
      onlyLabel: `${RUN_LABEL}=${given.run.id}`,
      docker: { kind: 'unix', socketPath: '/e.sock' },
    });
    expect(environment.dataDir.startsWith(given.run.folder)).toBe(true);
  });
});

describe('what a killed run left', () => {
  const labels = (run: string, owner: string) => ({ [RUN_LABEL]: run, [OWNER_LABEL]: owner });

  it('is told from what lives, and from what is not ours', () => {
    const lives = (identity: string) => identity === '10:77';
    expect(isLeftOver(labels('a', 'host/10:77'), lives, 'host')).toBe(false);
    expect(isLeftOver(labels('a', 'host/10:78'), lives, 'host')).toBe(true);
    expect(isLeftOver(labels('a', 'another/10:78'), lives, 'host')).toBe(false);
    expect(isLeftOver({ [OWNER_LABEL]: 'host/10:78' }, lives, 'host')).toBe(false);
    expect(isLeftOver({}, lives, 'host')).toBe(false);
  });

  it('does not contain this run', () => {
    expect(createRun(base).labels[OWNER_LABEL].startsWith(`${hostname()}/${process.pid}:`)).toBe(true);
    expect(isLeftOver(createRun(base).labels)).toBe(false);
  });

  it('goes away with its folder, the living stay, and its Engine is not forgotten', () => {
    const living = createRun(base);
    const engine = { by: 'process', identity: living.labels[OWNER_LABEL].split('/').at(-1) };
    const dead = join(base, 'vakhta-demo-dead00');
    mkdirSync(dead);
    writeFileSync(join(dead, 'run.json'), JSON.stringify({ owner: '1:0', bot: '1:0', engine }));
    mkdirSync(join(base, 'vakhta-demo-young0'));
    expect(reapRuns(base)).toEqual(engine);
    expect(readdirSync(base).sort()).toEqual([`vakhta-demo-${living.id}`, 'vakhta-demo-young0'].sort());
  });
});

it('ends what still works in its folder, and nothing beside it', async () => {
  const folder = join(base, 'vakhta-demo-abc');
  const neighbour = join(base, 'vakhta-demo-abcdef');
  for (const each of [folder, neighbour, join(folder, 'shop')]) mkdirSync(each);
  const sleeper = (cwd: string) => spawn('sleep', ['60'], { cwd, stdio: 'ignore' });
  const [inside, beside] = [sleeper(join(folder, 'shop')), sleeper(neighbour)];
  try {
    await Promise.all([once(inside, 'spawn'), once(beside, 'spawn')]);
    const ended = once(inside, 'exit');
    endProcessesIn(folder);
    expect(await ended).toEqual([null, 'SIGKILL']);
    expect(beside.exitCode).toBeNull();
    expect(beside.kill(0)).toBe(true);
  } finally {
    for (const each of [inside, beside]) each.kill('SIGKILL');
  }
});

describe('the services', () => {
  const place = {
    project: 'shop',
    image: 'i',
    network: 'n',
    volume: 'v',
    labels: { [RUN_LABEL]: 'r' },
    publish: { address: '127.0.0.1', ports: { gateway: 1, worker: 2 } },
    folder: '/shop',
    composeVersion: '2.29.0',
  };

  it('all carry the labels of the run and of compose', () => {
    const bodies = SERVICES.map((service) => containerBody(service, place));
    expect(bodies).toHaveLength(5);
    for (const body of bodies) {
      expect(body).toMatchObject({ Labels: { [RUN_LABEL]: 'r', 'com.docker.compose.project': 'shop' } });
    }
    const known = new Set(SERVICES.map(({ name }) => name));
    expect(SERVICES.flatMap(({ dependsOn }) => dependsOn).filter((name) => !known.has(name))).toEqual([]);
  });

  it('stand in the compose file with the label of the run, and with nothing that a down would remove', () => {
    const file = parse(composeFile(place));
    expect(Object.keys(file.services)).toEqual(SERVICES.map(({ name }) => name));
    for (const service of Object.values(file.services)) {
      expect(service).toMatchObject({ image: 'i', labels: { [RUN_LABEL]: 'r' } });
      expect(service).not.toHaveProperty('build');
    }
    expect(file.services.worker).toMatchObject({ ports: ['127.0.0.1:2:8080'], volumes: ['orders:/orders'] });
    expect(file.networks).toEqual({ default: { name: 'n', external: true } });
    expect(file.volumes).toEqual({ orders: { name: 'v', external: true } });
  });

  it('leave no $ to compose, which would read it as a variable', () => {
    const scripts = [...composeFile(place).matchAll(/\$+/g)].map(([dollars]) => dollars.length);
    expect(scripts.length).toBeGreaterThan(5);
    expect(scripts.filter((length) => length % 2 === 1)).toEqual([]);
  });
});
