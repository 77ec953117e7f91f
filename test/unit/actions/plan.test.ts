import { describe, expect, it } from 'vitest';
import { dependentsOf } from '../../../src/actions/dependents.ts';
import type { Target } from '../../../src/actions/index.ts';
import { planAction } from '../../../src/actions/plan.ts';
import type { Docker } from '../../../src/docker/index.ts';
import { UserError } from '../../../src/errors.ts';
import { container, fakeDocker } from './fake-docker.ts';

const PARAMS: Target = {
  engine: 'local',
  project: 'shop',
  service: 'web',
  number: null,
  containerIdAtRequest: 'aaaa',
  reason: null,
};

const planRestart = (docker: Docker, target: Target) => planAction({ docker, root: '/nowhere' }, 'restart', target);

describe('who depends on a service', () => {
  it('is found through others, nearest first, and each once', () => {
    const project = new Map([
      ['db', []],
      ['api', ['db']],
      ['web', ['api', 'db']],
      ['shop', ['web']],
    ]);
    expect(dependentsOf('db', project)).toEqual([
      { service: 'api', through: null },
      { service: 'web', through: null },
      { service: 'shop', through: 'web' },
    ]);
    expect(dependentsOf('shop', project)).toEqual([]);
  });

  it('ends in a ring where it began', () => {
    const ring = new Map([
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['a']],
    ]);
    expect(dependentsOf('a', ring).map((found) => found.service)).toEqual(['c', 'b']);
  });
});

describe('the plan of a restart', () => {
  it('finds the container that replaced the one that was seen', async () => {
    const { docker } = fakeDocker(container({ id: 'bbbb' }));
    const plan = await planRestart(docker, PARAMS);
    expect(plan.params).toEqual({ ...PARAMS, number: 1, containerIdAtRequest: 'bbbb' });
  });

  it('does not claim to know dependents where compose wrote none down', async () => {
    const { docker } = fakeDocker(container());
    expect(await planRestart(docker, PARAMS)).toMatchObject({ dependents: [], dependentsKnown: false });
  });

  it('shows published ports only', async () => {
    const published = { containerPort: 80, protocol: 'tcp', hostIp: '0.0.0.0', hostPort: 8080 };
    const inside = { containerPort: 9000, protocol: 'tcp', hostIp: null, hostPort: null };
    const { docker } = fakeDocker(container({ ports: [published, inside] }));
    expect((await planRestart(docker, PARAMS)).ports).toEqual([published]);
  });

  it('refuses the container that Vakhta itself runs in, and one that is gone', async () => {
    const { docker, world } = fakeDocker(container());
    const insider = { ...docker, selfContainerId: async () => 'aaaa' };
    await expect(planRestart(insider, PARAMS)).rejects.toMatchObject({
      key: 'operations-own-container',
      params: { name: 'shop-web-1' },
    });
    world.container = null;
    await expect(planRestart(docker, PARAMS)).rejects.toThrow(UserError);
  });
});
