import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Answer, type MainStep, STEPS, type Step } from '../../../src/triage/index.ts';
import { nextStep } from '../../../src/triage/steps.ts';

const key = 'local/shop/api';

test.each<[Step, Answer, Step | 'open']>([
  ['offer', { kind: 'severity', severity: 'P1' }, 'affected'],
  ['affected', { kind: 'affected', choice: { toggle: key } }, 'affected'],
  ['affected', { kind: 'affected', choice: 'done' }, 'users'],
  ['affected', { kind: 'affected', choice: 'all' }, 'users'],
  ['affected', { kind: 'affected', choice: 'none' }, 'users'],
  ['users', { kind: 'users', impacted: true }, 'impact'],
  ['impact', { kind: 'impact', impact: 'high' }, 'summary'],
  ['summary', { kind: 'summary-suggested' }, 'open'],
  ['summary', { kind: 'summary-typed', text: 'x' }, 'open'],
  ['offer', { kind: 'back' }, 'offer'],
  ['affected', { kind: 'back' }, 'offer'],
  ['users', { kind: 'back' }, 'affected'],
  ['impact', { kind: 'back' }, 'users'],
  ['summary', { kind: 'back' }, 'impact'],
])('%s, %j: %s', (step, answer, expected) => {
  const next = nextStep(step, 'offer', answer);
  expect(next === 'open' ? next : next.step).toBe(expected);
});

test('the question of when comes back to where it was asked', () => {
  for (const step of STEPS) {
    const asked = nextStep(step, 'offer', { kind: 'ask-noticed' });
    expect(asked).toEqual({ step: 'noticed', returnStep: step });
    for (const answer of [
      { kind: 'noticed-ago', minutes: 5 },
      { kind: 'noticed-typed', text: '1:00' },
      { kind: 'back' },
    ] as const) {
      expect(nextStep('noticed', step, answer)).toMatchObject({ step });
    }
  }
});

test('from wherever one is, five taps open the incident', () => {
  const forward: Record<MainStep, Answer> = {
    offer: { kind: 'severity', severity: 'P2' },
    affected: { kind: 'affected', choice: 'done' },
    users: { kind: 'users', impacted: false },
    impact: { kind: 'impact', impact: 'low' },
    summary: { kind: 'summary-suggested' },
  };
  const any = fc.constantFrom<Answer>(
    ...Object.values(forward).filter((answer) => answer.kind !== 'summary-suggested'),
    { kind: 'back' },
    { kind: 'ask-noticed' },
    { kind: 'noticed-ago', minutes: 5 },
    { kind: 'affected', choice: { toggle: key } },
  );
  fc.assert(
    fc.property(fc.array(any), (wandering) => {
      let at: { step: Step; returnStep: MainStep } = { step: 'offer', returnStep: 'offer' };
      for (const answer of wandering) {
        const next = nextStep(at.step, at.returnStep, answer);
        if (next !== 'open') at = next;
      }
      let taps = 0;
      for (;;) {
        const answer: Answer = at.step === 'noticed' ? { kind: 'back' } : forward[at.step];
        if (at.step !== 'noticed') taps += 1;
        const next = nextStep(at.step, at.returnStep, answer);
        if (next === 'open') break;
        at = next;
      }
      expect(taps).toBeLessThanOrEqual(5);
    }),
  );
});
