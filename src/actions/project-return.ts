import { type EffectOptions, patiently, type Refusal, startMembers } from './project-effects.ts';
import { type Member, memberOf, membersOf } from './project-members.ts';
import { placeOf } from './project-wait.ts';

const LOOK_EVERY_MS = 500;
/** On top of the stop time-out: the Engine's own work. */
const MARGIN_MS = 2000;
/** For a container that may take for ever to stop. */
const LONGEST_STOP_S = 60;

/**
 * Starts what ran before and stands, after a process that was stopping things was killed. The Engine goes on with a stop
 * that it was told: one that still runs may fall only now. So it is looked at for as long as the longest stop may take,
 * or until all of them run anew.
 * @throws EngineError when the Engine does not come back
 */
export async function bringBack(
  options: EffectOptions,
  project: string,
  ran: readonly Member[],
): Promise<readonly Refusal[]> {
  const before = new Map(ran.map((member) => [placeOf(member), member]));
  const refused = new Map<string, Refusal>();
  for (const settledAt = options.now() + longestStopMs(ran); ; await options.sleep(LOOK_EVERY_MS)) {
    const all = await patiently(options, () => membersOf(options.docker, project));
    const details = all.filter((detail) => before.has(placeOf(detail)));
    const standing = details
      .filter((detail) => detail.state !== 'running' && detail.state !== 'restarting')
      .map(memberOf)
      .filter((member) => !refused.has(member.id));
    if (standing.length > 0) {
      const { refusals } = await startMembers(options, standing);
      for (const refusal of refusals) refused.set(refusal.member.id, refusal);
    }
    const isAnew = details.every((detail) => detail.startedAt !== before.get(placeOf(detail))?.startedAt);
    if (options.now() >= settledAt || (isAnew && standing.length === 0)) return [...refused.values()];
  }
}

function longestStopMs(members: readonly Member[]): number {
  const seconds = members.map(({ stopTimeoutS }) => (stopTimeoutS < 0 ? LONGEST_STOP_S : stopTimeoutS));
  return Math.max(0, ...seconds) * 1000 + MARGIN_MS;
}
