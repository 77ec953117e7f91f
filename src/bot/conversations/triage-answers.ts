import { UserError } from '../../errors.ts';
import { IMPACTS, SEVERITIES } from '../../incidents/index.ts';
import type { Answer } from '../../triage/index.ts';

/** The answer behind a button of a triage. @throws UserError for a button of an older version */
export function tappedAnswer(verb: string, argument: string): Answer {
  const answer = answerOf(verb, argument);
  if (!answer) throw new UserError('bot-button-old');
  return answer;
}

/** The verbs of triage buttons, each with what its argument means. */
function answerOf(verb: string, argument: string): Answer | null {
  switch (verb) {
    case 'sev': {
      const severity = SEVERITIES.find((candidate) => candidate === argument);
      return severity ? { kind: 'severity', severity } : null;
    }
    case 'impact': {
      const impact = IMPACTS.find((candidate) => candidate === argument);
      return impact ? { kind: 'impact', impact } : null;
    }
    case 'users':
      return argument === '0' || argument === '1' ? { kind: 'users', impacted: argument === '1' } : null;
    case 'all':
    case 'none':
    case 'done':
      return { kind: 'affected', choice: verb };
    case 'when':
      return { kind: 'ask-noticed' };
    case 'ago':
      return /^\d{1,4}$/.test(argument) ? { kind: 'noticed-ago', minutes: Number(argument) } : null;
    case 'summary':
      return { kind: 'summary-suggested' };
    case 'back':
      return { kind: 'back' };
    default:
      return null;
  }
}
