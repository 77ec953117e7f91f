import type { Channel, ChannelName } from './channel.ts';
import type { Pace } from './pace.ts';
import type { Timers } from './timers.ts';

/** A channel has its own time-outs; this one only keeps it from being doubted for ever. */
const PROBE_DEADLINE_MS = 60_000;

/**
 * After a failure a channel is asked whether it answers at all before a message is risked on it: each message tried
 * during an outage in which requests hang would be one more of which nobody knows whether it arrived.
 * @param done something changed: look again at what is due
 * @returns whether messages may be given to the channel now; if not, the question is on its way
 */
export function createProbing(pace: Pace, timers: Timers, done: () => void) {
  const underWay = new Set<ChannelName>();

  function ask(name: ChannelName, probe: () => Promise<boolean>): void {
    const seen = pace.failures(name);
    underWay.add(name);
    let answered = false;
    const end = (answers: boolean): void => {
      if (answered) return;
      answered = true;
      callOff();
      underWay.delete(name);
      if (answers) pace.vouch(name);
      else pace.channelFailed(name, seen, 0);
      done();
    };
    const callOff = timers.after(PROBE_DEADLINE_MS, () => end(false));
    probe().then(end, () => end(false));
  }

  return {
    mayBegin(name: ChannelName, { probe }: Channel): boolean {
      if (probe === undefined || !pace.doubtful(name)) return true;
      if (!underWay.has(name)) ask(name, probe);
      return false;
    },
  };
}
