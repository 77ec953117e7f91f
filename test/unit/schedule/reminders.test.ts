import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Answer,
  firstAsked,
  isOpen,
  onAnswer,
  onEnded,
  onOverdue,
  onTime,
  type Reminder,
} from '../../../src/schedule/reminders.ts';

const HOUR = 3_600_000;
const AGAIN = 24 * HOUR;
const asked = (now = 0): Reminder => ({ ...firstAsked('shop', now, now, AGAIN), id: 1 });

type Event =
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'ended'; readonly began: boolean };

const events: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 4 * AGAIN }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('answer' as const),
      answer: fc.constantFrom<Answer>(
        { kind: 'run', operation: 'op' },
        { kind: 'tomorrow', until: 0 },
        { kind: 'skip', reason: 'moving house' },
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('ended' as const), began: fc.boolean() }) },
);

interface Lived {
  readonly reminder: Reminder;
  readonly told: string | null;
}

function afterEvent(reminder: Reminder, event: Event, now: number): Lived {
  if (event.kind === 'wait') {
    const step = onTime(reminder, now, AGAIN);
    return step === null ? { reminder, told: null } : { reminder: step.reminder, told: step.effect };
  }
  if (event.kind === 'ended') {
    const after = onEnded(reminder, event.began, now, AGAIN);
    return { reminder: after, told: after === reminder ? null : event.began ? 'done' : 'called-off' };
  }
  const answer = event.answer.kind === 'tomorrow' ? { ...event.answer, until: now + AGAIN } : event.answer;
  const after = onAnswer(reminder, answer, 7, now);
  return after === null ? { reminder, told: null } : { reminder: after, told: answer.kind };
}

/** What a person would have seen: each question and each end, in order. */
function live(history: readonly Event[]): { reminder: Reminder; told: string[] } {
  let now = 0;
  let reminder = asked();
  const told = ['ask'];
  for (const event of history) {
    if (event.kind === 'wait') now += event.ms;
    const after = afterEvent(reminder, event, now);
    reminder = after.reminder;
    if (after.told !== null) told.push(after.told);
  }
  return { reminder, told };
}

describe('a reminder of a restore test', () => {
  test('is repeated twice, then counts as missed', () => {
    const day = { kind: 'wait', ms: AGAIN } as const;
    expect(live([day, day, day, day, day]).told).toEqual(['ask', 'ask', 'ask', 'missed']);
    expect(live([{ kind: 'wait', ms: AGAIN - 1 }]).told).toEqual(['ask']);
  });

  test('after a week away it is asked again before anything counts as missed', () => {
    const { reminder, told } = live([{ kind: 'wait', ms: 7 * AGAIN }]);
    expect(told).toEqual(['ask', 'ask']);
    expect(reminder).toMatchObject({ state: 'asked', nextAt: 8 * AGAIN });
  });

  test('the first answer holds, from whomever the second one comes', () => {
    const skipped = onAnswer(asked(), { kind: 'skip', reason: 'moving house' }, 7, 5);
    expect(skipped).toMatchObject({ state: 'skipped', answeredBy: 7, answeredAt: 5, reason: 'moving house' });
    expect(skipped === null ? '' : onAnswer(skipped, { kind: 'run', operation: 'op' }, 8, 6)).toBeNull();
    expect(skipped === null ? '' : onOverdue(skipped)).toBeNull();
    expect(onOverdue(asked())).toMatchObject({ reminder: { state: 'missed' }, effect: 'missed' });
  });

  test('whatever happens: what is over stays so and is told once', () => {
    fc.assert(
      fc.property(fc.array(events, { maxLength: 30 }), (history) => {
        const { reminder, told } = live(history);
        const ends = told.filter((word) => ENDS.includes(word));
        const isUnderWay = isOpen(reminder) || reminder.state === 'running';
        expect(ends).toEqual(isUnderWay ? [] : [told.at(-1)]);
        expect(reminder.nextAt !== null).toBe(isOpen(reminder));
      }),
    );
  });

  test('whatever happens: three questions without an answer are followed by no fourth one', () => {
    fc.assert(
      fc.property(fc.array(events, { maxLength: 30 }), (history) => {
        const { told } = live(history);
        expect(told.join(' ')).not.toMatch(/ask ask ask ask/);
      }),
    );
  });
});

const ENDS = ['skip', 'missed', 'done'];
