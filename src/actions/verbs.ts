import { z } from 'zod';
import type { ContainerState } from '../docker/index.ts';
import { parseTarget, type Target, targetSchema } from './target.ts';
import { type Judge, untilRest, untilWell, untilWellAnew, type Verb } from './verb.ts';
import { isSameRun, settledBy, type WaitOptions } from './well.ts';

const STANDING: readonly ContainerState[] = ['created', 'exited', 'dead', 'removing'];

export const restart: Verb<Target> = {
  kind: 'restart',
  parse: parseTarget,
  unfit: [],
  act: (docker, id) => docker.restart(id),
  stops: true,
  judge: untilWellAnew,
  words: 'restart',
  watched: true,
  breaker: true,
};

export const start: Verb<Target> = {
  kind: 'start',
  parse: parseTarget,
  unfit: ['running', 'paused', 'restarting', 'removing'],
  act: (docker, id) => docker.start(id),
  stops: false,
  judge: untilWellAnew,
  words: 'action',
  watched: true,
};

export const stop: Verb<Target> = {
  kind: 'stop',
  parse: parseTarget,
  unfit: STANDING,
  act: (docker, id) => docker.stop(id),
  stops: true,
  judge: untilRest('stop'),
  words: 'action',
  watched: false,
};

export const kill: Verb<Target> = {
  kind: 'kill',
  parse: parseTarget,
  // Between two runs there is no process to kill.
  unfit: [...STANDING, 'restarting'],
  act: (docker, id) => docker.kill(id),
  stops: false,
  judge: untilRest('kill'),
  well: () => ({ key: 'operations-kill-anew', params: {} }),
  words: 'action',
  watched: false,
};

export const pause: Verb<Target> = {
  kind: 'pause',
  parse: parseTarget,
  unfit: [...STANDING, 'restarting', 'paused'],
  act: (docker, id) => docker.pause(id),
  stops: false,
  judge: untilRest('pause'),
  words: 'action',
  watched: false,
};

export const unpause: Verb<Target> = {
  kind: 'unpause',
  parse: parseTarget,
  unfit: [...STANDING, 'restarting', 'running'],
  act: (docker, id) => docker.unpause(id),
  stops: false,
  judge: untilWell,
  words: 'action',
  watched: true,
};

const memorySchema = targetSchema.extend({ bytes: z.number().int().positive() });
export type MemoryParams = Readonly<z.infer<typeof memorySchema>>;

export const memory: Verb<MemoryParams> = {
  kind: 'memory',
  parse: (raw) => memorySchema.parse(raw),
  unfit: ['dead', 'removing'],
  act: (docker, id, { bytes }) => docker.updateMemory(id, bytes),
  stops: false,
  judge: untilLimited,
  well: (_detail, { bytes }) => ({ key: 'operations-memory-well', params: { size: bytes } }),
  words: 'action',
  watched: true,
};

/** The limit shows at once; a service that runs must bear it, one that stands has it from its next start on. */
function untilLimited(options: WaitOptions): Judge<MemoryParams> {
  const well = untilWell(options);
  return (sight, now, params) => {
    if (sight.kind !== 'seen') return well(sight, now, params);
    const { detail } = sight;
    const size = params.bytes;
    if (detail.memoryLimitBytes !== params.bytes) {
      if (now < settledBy(options)) return { kind: 'wait', doing: { key: 'operations-memory-acting', params: {} } };
      return { kind: 'bad', reason: { key: 'operations-memory-not-set', params: { size } }, nextStep: 'recreate' };
    }
    const stands = detail.state === 'exited' || detail.state === 'created';
    if (stands && isSameRun(options.before, detail)) {
      return { kind: 'down', reason: { key: 'operations-memory-stands', params: { size } } };
    }
    return well(sight, now, params);
  };
}
