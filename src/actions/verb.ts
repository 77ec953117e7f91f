import type { ContainerDetail, ContainerState, Docker } from '../docker/index.ts';
import type { Reason } from '../operations/index.ts';
import { beginRest, judgeRest, type RestState, type RestVerdict } from './rest.ts';
import type { Target } from './target.ts';
import { beginWait, judgeWait, type Sight, type WaitOptions, type WaitState } from './well.ts';

/** What can be done to one container. */
export const VERBS = ['restart', 'start', 'stop', 'kill', 'pause', 'unpause', 'memory'] as const;
export type VerbName = (typeof VERBS)[number];

/** What differs between the changes of one container; what they share is in `container-kind.ts`. */
export interface Verb<P extends Target> {
  readonly kind: VerbName;
  readonly parse: (raw: unknown) => P;
  /** States in which there is nothing to do or nothing to do it to. */
  readonly unfit: readonly ContainerState[];
  readonly act: (docker: Docker, id: string, params: P) => Promise<void>;
  /** Whether the Engine waits for the stop time-out in it. */
  readonly stops: boolean;
  readonly judge: (options: WaitOptions) => Judge<P>;
  /** The words of a good end, where they are not those of every start. */
  readonly well?: (detail: ContainerDetail, params: P) => Reason;
  /** What is written for its journal, its cancelling and its refusals: a restart has words of its own. */
  readonly words: 'restart' | 'action';
  /** Whether a ✓ is watched for two minutes more. */
  readonly watched: boolean;
  readonly breaker?: true;
}

/** Looks again and again until it is decided. */
export type Judge<P> = (sight: Sight, now: number, params: P) => RestVerdict;

/** Until it has started anew and is well. */
export function untilWellAnew(options: WaitOptions): Judge<unknown> {
  return waiting(beginWait(options, true));
}

/** Until the run that goes on is well. */
export function untilWell(options: WaitOptions): Judge<unknown> {
  return waiting(beginWait(options, false));
}

/** Until it rests; after a kill its restart policy may start it anew, which is then judged as a start. */
export function untilRest(goal: RestState['goal']): (options: WaitOptions) => Judge<unknown> {
  return (options) => {
    let state = beginRest(goal, options);
    const anew = untilWellAnew(options);
    let hasBegunAnew = false;
    return (sight, now, params) => {
      if (hasBegunAnew) return anew(sight, now, params);
      const judged = judgeRest(state, sight, now);
      state = judged.state;
      if (judged.verdict.kind !== 'anew') return judged.verdict;
      hasBegunAnew = true;
      return anew(sight, now, params);
    };
  };
}

function waiting(begun: WaitState): Judge<unknown> {
  let state = begun;
  return (sight, now) => {
    const judged = judgeWait(state, sight, now);
    state = judged.state;
    return judged.verdict;
  };
}
