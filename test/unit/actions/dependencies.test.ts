import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dependenciesFromLabels, startOrder, stopOrder } from '../../../src/actions/dependencies.ts';
import { container } from './fake-docker.ts';

const needs = (map: Record<string, string[]>) =>
  new Map(
    Object.entries(map).map(([service, names]) => [
      service,
      names.map((name) => ({ service: name, condition: 'started' as const })),
    ]),
  );

describe('dependencies', () => {
  it('are read from the label of Compose v2; without any label nothing is known', () => {
    const label = 'com.docker.compose.depends_on';
    const api = container({
      service: 'api',
      labels: { [label]: 'db:service_healthy:false,job:service_completed_successfully:true,q' },
    });
    const db = container({ service: 'db', labels: { [label]: '' } });
    expect(dependenciesFromLabels([api, db])).toEqual(
      new Map([
        [
          'api',
          [
            { service: 'db', condition: 'healthy' },
            { service: 'job', condition: 'completed' },
            { service: 'q', condition: 'started' },
          ],
        ],
        ['db', []],
      ]),
    );
    expect(dependenciesFromLabels([container({ labels: {} })])).toBeNull();
  });

  it('decide who starts first and who stops first', () => {
    const order = startOrder(['web', 'api', 'db', 'cache'], needs({ web: ['api'], api: ['db', 'cache', 'not-here'] }));
    expect(order).toEqual({ levels: [['cache', 'db'], ['api'], ['web']], rings: [] });
    expect(stopOrder(order)).toEqual([['web'], ['api'], ['cache', 'db']]);
  });

  it('in a ring go together, after all that is free', () => {
    const order = startOrder(['a', 'b', 'c', 'd'], needs({ a: ['b'], b: ['a'], c: ['a'], d: [] }));
    expect(order).toEqual({ levels: [['d'], ['a', 'b', 'c']], rings: ['a', 'b', 'c'] });
  });

  it('whatever they are: every service once, and none before what it needs', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const graph = fc.dictionary(fc.constantFrom(...names), fc.uniqueArray(fc.constantFrom(...names)));
    fc.assert(
      fc.property(graph, (drawn) => {
        const { levels, rings } = startOrder(names, needs(drawn));
        expect(levels.flat().sort()).toEqual(names);
        const at = (service: string) => levels.findIndex((level) => level.includes(service));
        for (const [service, needed] of Object.entries(drawn)) {
          for (const other of needed.filter((one) => one !== service && !rings.includes(service))) {
            expect(at(other)).toBeLessThan(at(service));
          }
        }
      }),
    );
  });
});
