import { describe, expect, it } from 'vitest';
import { argvFor, composeEnvironment, upArguments } from '../../../src/actions/compose-cli.ts';
import { readConfig, readHashes, scaleObstacle, unsetVariables } from '../../../src/actions/compose-config.ts';
import { locateFiles, majorOf, originOf } from '../../../src/actions/compose-labels.ts';
import { container } from './fake-docker.ts';

const PREFIX = 'com.docker.compose';

function labelled(labels: Record<string, string>, createdAt = 0) {
  return container({
    createdAt,
    labels: Object.fromEntries(Object.entries(labels).map(([name, value]) => [`${PREFIX}.${name}`, value])),
  });
}

describe('where a project comes from', () => {
  it('is told by its newest container, whichever version made it', () => {
    const old = labelled({ version: '1.29.2', 'project.working_dir': '/old', 'project.config_files': 'a.yml' }, 1);
    const fresh = labelled(
      {
        version: '2.29.1',
        'project.working_dir': '/srv/shop',
        'project.config_files': '/srv/shop/compose.yaml,/srv/shop/prod.yaml',
        'project.environment_file': '/srv/shop/prod.env',
      },
      2,
    );
    expect(originOf('shop', [old, fresh])).toEqual({
      project: 'shop',
      workingDir: '/srv/shop',
      configFiles: ['/srv/shop/compose.yaml', '/srv/shop/prod.yaml'],
      envFiles: ['/srv/shop/prod.env'],
      major: 2,
    });
    expect(originOf('shop', [])).toBeNull();
    expect(['1.29.2', 'v2.3.0', '5.0.1', 'dev', ''].map(majorOf)).toEqual([1, 2, 2, null, null]);
  });

  const locate = (configFiles: string[], there: string[], workingDir: string | null = '/srv/shop') =>
    locateFiles({ project: 'shop', workingDir, configFiles, envFiles: [], major: 1 }, async (path) =>
      there.includes(path),
    );

  it.each([
    ['absolute', ['/a/x.yml'], ['/a/x.yml'], ['/a/x.yml']],
    [
      'beside',
      ['docker-compose.yml', 'over.yml'],
      ['/srv/shop/docker-compose.yml', '/srv/shop/over.yml'],
      ['/srv/shop/docker-compose.yml', '/srv/shop/over.yml'],
    ],
    [
      'called from above',
      ['shop/dc.yml', 'shop/over.yml'],
      ['/srv/shop/dc.yml', '/srv/shop/over.yml'],
      ['/srv/shop/dc.yml', '/srv/shop/over.yml'],
    ],
  ])('finds files: %s', async (_, files, there, found) => {
    expect(await locate(files, there)).toMatchObject({ found: { files: found, projectDir: '/srv/shop' } });
  });

  it.each([
    ['of another project above', ['docker-compose.yml'], ['/srv/docker-compose.yml'], '/srv/shop/docker-compose.yml'],
    ['one of two', ['a.yml', 'b.yml'], ['/srv/shop/a.yml'], '/srv/shop/b.yml'],
    ['from standard input', ['-'], [], null],
    ['none named', [], [], null],
  ])('does not take what is not there: %s', async (_, files, there, missing) => {
    expect(await locate(files, there)).toEqual({ missing });
  });

  it('does not guess without a working folder', async () => {
    expect(await locate(['a.yml'], ['/a.yml'], null)).toEqual({ missing: null });
  });
});

describe('how compose is called', () => {
  const files = {
    project: 'shop',
    projectDir: '/srv/my shop',
    files: ['/a.yml', '/b;rm.yml'],
    envFiles: ['/prod.env'],
  };

  it('is an argv: nothing in it is read by a shell', () => {
    expect(argvFor({ command: ['docker', 'compose'] }, files, ['debug'], ['down'])).toEqual([
      ...['docker', 'compose', '--ansi', 'never', '--project-name', 'shop', '--project-directory', '/srv/my shop'],
      ...['--file', '/a.yml', '--file', '/b;rm.yml', '--env-file', '/prod.env', '--profile', 'debug', 'down'],
    ]);
  });

  it('pulls and builds nothing, and keeps the numbers; version 1 has no --pull', () => {
    expect(upArguments({ major: 2 }, [['worker', 3]])).toEqual([
      'up',
      '-d',
      '--no-build',
      '--pull',
      'never',
      '--scale',
      'worker=3',
    ]);
    expect(upArguments({ major: 1 }, [])).toEqual(['up', '-d', '--no-build']);
  });

  it('gets the Engine and the paths, and none of our secrets', () => {
    const ours = { PATH: '/bin', HOME: '/root', TELEGRAM_BOT_TOKEN: '1:secret', SLACK_WEBHOOK_URL: 'https://x' };
    expect(composeEnvironment({ kind: 'unix', socketPath: '/run/d.sock' }, ours)).toEqual({
      PATH: '/bin',
      HOME: '/root',
      LC_ALL: 'C.UTF-8',
      PYTHONUNBUFFERED: '1',
      DOCKER_HOST: 'unix:///run/d.sock',
    });
    const key = Buffer.from('k');
    const tls = { ca: key, cert: key, key, folder: '/certs' };
    expect(composeEnvironment({ kind: 'tcp', host: 'fd00::5', port: 2376, tls }, {})).toMatchObject({
      DOCKER_HOST: 'tcp://[fd00::5]:2376',
      DOCKER_TLS_VERIFY: '1',
      DOCKER_CERT_PATH: '/certs',
    });
  });
});

describe('what compose says', () => {
  const text = `
services:
  api:
    image: shop/api:3
    depends_on:
      db: {condition: service_healthy}
      job: {condition: service_completed_successfully}
    links: [cache:redis, db]
    ports: ["127.0.0.1:8080:80/tcp"]
  db: {build: {context: /srv}, container_name: maindb}
  worker:
    image: w
    depends_on: [api]
    profiles: [night]
    ports: ["80", {target: 90, published: "9000-9010"}, {target: 91}]
  front: {image: f, ports: [{target: 80, published: 443}]}
`;

  it('is read of both versions: images, dependencies, ports that only one can have', () => {
    const [api, db, worker, front] = readConfig(text, 'shop', 1);
    expect(api).toMatchObject({
      image: 'shop/api:3',
      fixedPorts: [8080],
      dependsOn: [
        { service: 'db', condition: 'healthy' },
        { service: 'job', condition: 'completed' },
        { service: 'cache', condition: 'started' },
      ],
    });
    expect(db).toMatchObject({ image: 'shop_db', isBuilt: true, containerName: 'maindb' });
    expect(worker).toMatchObject({
      profiles: ['night'],
      fixedPorts: [],
      dependsOn: [{ service: 'api', condition: 'started' }],
    });
    expect(front?.fixedPorts).toEqual([443]);
    expect(readConfig(text, 'shop', 2)[1]?.image).toBe('shop-db');
    expect([api, db, worker, front].map((one) => one && scaleObstacle(one)?.key)).toEqual([
      'operations-scale-port',
      'operations-scale-named',
      undefined,
      'operations-scale-port',
    ]);
  });

  it('names the variables that nobody sets, as either version words it', () => {
    const words =
      'The TAG variable is not set. Defaulting to a blank string.\ntime="x" level=warning msg="The \\"DB_URL\\" variable is not set. Defaulting to a blank string."\nThe TAG variable is not set.';
    expect(unsetVariables(words)).toEqual(['TAG', 'DB_URL']);
  });

  it('gives hashes a line each', () => {
    const hash = 'a'.repeat(64);
    expect(readHashes(`api ${hash}\nnonsense\n`)).toEqual(new Map([['api', hash]]));
  });
});
