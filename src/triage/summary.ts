import type { Reason } from '../checks/index.ts';
import { serviceNameOf } from '../incidents/index.ts';
import { namesOf } from './suggestion.ts';
import type { Answers, Suggestion } from './types.ts';

const OTHER: Reason = { key: 'triage-summary-other', params: {} };

/**
 * The suggested summary, made to fit what the person said is affected: it names no service that is not. Pure.
 * @param affected what the person answered; undefined: nothing yet
 */
export function fittingSummary(
  { summary, summaryServices }: Pick<Suggestion, 'summary' | 'summaryServices'>,
  affected: Answers['affected'],
): Reason {
  if (affected === undefined || affected.all) return summary;
  const isOutage = summary.key === 'triage-summary-outage';
  // Public names, a disk, the Engine: no answer about services changes those.
  if (summaryServices.length === 0 && !isOutage) return summary;
  if (affected.keys.length === 0) return OTHER;
  const left = summaryServices.filter((key) => affected.keys.includes(key));
  const services = namesOf((left.length > 0 ? left : affected.keys).map(serviceNameOf));
  return isOutage
    ? { key: 'triage-summary-not-responding', params: { services } }
    : { ...summary, params: { ...summary.params, services } };
}
