import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  conflicts,
  contains,
  engineLock,
  type Lock,
  projectLock,
  serviceLock,
  volumeLock,
} from '../../../src/operations/index.ts';

const ENGINES = ['local', 'local2'];
const PROJECTS = ['a', 'ab', 'a/b', null];
const THINGS = ['x', 'xy', 'b/x'];

/** Everything that a lock guards, written out: the meaning that paths must have. */
function guarded(lock: Wanted): Set<string> {
  const all = new Set<string>();
  for (const engine of ENGINES) {
    for (const project of PROJECTS) {
      for (const thing of THINGS) {
        for (const scope of ['service', 'volume'] as const) {
          const inside =
            lock.engine === engine &&
            (lock.scope === 'engine' ||
              (lock.project === project &&
                (lock.scope === 'project' || (lock.scope === scope && lock.thing === thing))));
          if (inside) all.add(JSON.stringify([engine, project, scope, thing]));
        }
      }
    }
  }
  return all;
}

interface Wanted {
  scope: Lock['scope'];
  engine: string;
  project: string | null;
  thing: string;
}

const wanted = fc.record<Wanted>({
  scope: fc.constantFrom('engine', 'project', 'service', 'volume'),
  engine: fc.constantFrom(...ENGINES),
  project: fc.constantFrom(...PROJECTS),
  thing: fc.constantFrom(...THINGS),
});

function lockOf({ scope, engine, project, thing }: Wanted): Lock {
  if (scope === 'engine') return engineLock(engine);
  if (scope === 'project') return projectLock(engine, project);
  return scope === 'service' ? serviceLock(engine, project, thing) : volumeLock(engine, project, thing);
}

describe('locks', () => {
  it('contain each other exactly when what they guard does', () => {
    fc.assert(
      fc.property(wanted, wanted, (outer, inner) => {
        expect(contains(lockOf(outer), lockOf(inner))).toBe(
          [...guarded(inner)].every((each) => guarded(outer).has(each)),
        );
      }),
    );
  });

  it('conflict exactly when they guard something in common', () => {
    const some = fc.array(wanted, { maxLength: 3 });
    fc.assert(
      fc.property(some, some, (left, right) => {
        const shared = left.some((one) =>
          right.some((other) => [...guarded(one)].some((each) => guarded(other).has(each))),
        );
        expect(conflicts(left.map(lockOf), right.map(lockOf))).toBe(shared);
        expect(conflicts(right.map(lockOf), left.map(lockOf))).toBe(shared);
      }),
    );
  });
});
