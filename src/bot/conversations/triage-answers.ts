import { UserError } from '../../errors.ts';
import { IMPACTS, SEVERITIES } from '../../incidents/index.ts';
import type { Answer } from '../../triage/index.ts';

/** The verbs of triage buttons, each with what its argument means. */
const ANSWERS: Readonly<Record<string, (argument: string) => Answer | null>> = {
  sev: (argument) => {
    const severity = SEVERITIES.find((candidate) => candidate === argument);
    return severity ? { kind: 'severity', severity } : null;
  },
  impact: (argument) => {
    const impact = IMPACTS.find((candidate) => candidate === argument);
    return impact ? { kind: 'impact', impact } : null;
  },
  users: (argument) => ({ kind: 'users', impacted: argument === '1' }),
  all: () => ({ kind: 'affected', choice: 'all' }),
  none: () => ({ kind: 'affected', choice: 'none' }),
  done: () => ({ kind: 'affected', choice: 'done' }),
  when: () => ({ kind: 'ask-noticed' }),
  ago: (argument) => ({ kind: 'noticed-ago', minutes: Number(argument) || 0 }),
  summary: () => ({ kind: 'summary-suggested' }),
  back: () => ({ kind: 'back' }),
};

/** The answer behind a button of a triage. @throws UserError for a button of an older version */
export function tappedAnswer(verb: string, argument: string): Answer {
  const answer = ANSWERS[verb]?.(argument);
  if (!answer) throw new UserError('bot-button-old');
  return answer;
}
