import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tappedAnswer } from '../../../../src/bot/conversations/triage-answers.ts';
import { tap, tapParts } from '../../../../src/bot/taps/data.ts';

const part = fc.oneof(fc.nat(), fc.stringMatching(/^[a-zA-Z0-9-]{0,12}$/));

test('what a button says comes back as its parts', () => {
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (parts) => {
      expect(tapParts(tap(...parts))).toEqual(parts.map(String));
    }),
  );
});

test.each([
  ['sev', 'P0', { kind: 'severity', severity: 'P0' }],
  ['impact', 'critical', { kind: 'impact', impact: 'critical' }],
  ['users', '1', { kind: 'users', impacted: true }],
  ['users', '0', { kind: 'users', impacted: false }],
  ['all', '', { kind: 'affected', choice: 'all' }],
  ['none', '', { kind: 'affected', choice: 'none' }],
  ['done', '', { kind: 'affected', choice: 'done' }],
  ['when', '', { kind: 'ask-noticed' }],
  ['ago', '0', { kind: 'noticed-ago', minutes: 0 }],
  ['ago', '60', { kind: 'noticed-ago', minutes: 60 }],
  ['summary', '', { kind: 'summary-suggested' }],
  ['back', '', { kind: 'back' }],
])('a triage button "%s.%s" means %j', (verb, argument, answer) => {
  expect(tappedAnswer(verb, argument)).toEqual(answer);
});

const old = expect.objectContaining({ key: 'bot-button-old' });

test.each([
  ['sev', 'P4'],
  ['sev', ''],
  ['impact', 'CRITICAL'],
  ['users', ''],
  ['users', 'yes'],
  ['ago', ''],
  ['ago', '-5'],
  ['ago', '5e3'],
  ['ago', '99999'],
  ['', ''],
  ['accept', ''],
  ['constructor', ''],
  ['toString', ''],
])('a button "%s.%s", of an older version or made up, is told to be old', (verb, argument) => {
  expect(() => tappedAnswer(verb, argument)).toThrowError(old);
});
