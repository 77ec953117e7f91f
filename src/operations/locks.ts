/**
 * What an operation needs for itself while it runs. Ids are paths, so that containment can be read from them:
 * engine `local` ⊃ project `local/shop` ⊃ service `local/shop/gateway`, volume `local/shop/data`.
 */
export interface Lock {
  readonly scope: 'engine' | 'project' | 'service' | 'volume';
  readonly id: string;
}

/** Stands for "belongs to no compose project"; compose names begin with a letter or a digit, so it cannot clash. */
const NO_PROJECT = '-';

function path(...segments: readonly string[]): string {
  return segments.map((segment) => encodeURIComponent(segment)).join('/');
}

export function engineLock(engine: string): Lock {
  return { scope: 'engine', id: path(engine) };
}

export function projectLock(engine: string, project: string | null): Lock {
  return { scope: 'project', id: path(engine, project ?? NO_PROJECT) };
}

export function serviceLock(engine: string, project: string | null, service: string): Lock {
  return { scope: 'service', id: path(engine, project ?? NO_PROJECT, service) };
}

export function volumeLock(engine: string, project: string | null, volume: string): Lock {
  return { scope: 'volume', id: path(engine, project ?? NO_PROJECT, volume) };
}

/** Whether everything that `inner` guards is guarded by `outer` too. A service and a volume of one name are different things. */
export function contains(outer: Lock, inner: Lock): boolean {
  if (outer.scope === inner.scope) return outer.id === inner.id;
  const isWider = outer.scope === 'engine' || (outer.scope === 'project' && inner.scope !== 'engine');
  return isWider && inner.id.startsWith(`${outer.id}/`);
}

/** Whether two operations, one under each set of locks, would touch the same thing. */
export function conflicts(some: readonly Lock[], others: readonly Lock[]): boolean {
  return some.some((one) => others.some((other) => contains(one, other) || contains(other, one)));
}
