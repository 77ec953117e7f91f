import { UserError } from '../errors.ts';
import { noticedAgo, parseNoticed } from './noticed.ts';
import { nextStep } from './steps.ts';
import type { Answer, Answers, Draft, Effective, ServiceEvidence } from './types.ts';

/** As long as a line of the card and of the report bears. In characters as people count them. */
export const MAX_SUMMARY = 500;

export interface AnswerContext {
  readonly effective: Effective;
  /** What can be ticked. */
  readonly services: readonly ServiceEvidence[];
  readonly timeZone: string;
  readonly now: number;
}

/**
 * The draft after one answer; `open`: it was the last. Pure.
 * @throws UserError `triage-…` for what is not an answer; the draft then stays as it is
 */
export function applyAnswer(draft: Draft, answer: Answer, context: AnswerContext): { draft: Draft; open: boolean } {
  const said: Draft = {
    ...draft,
    answers: { ...draft.answers, ...saidBy(answer, context) },
    noticedAt: noticedBy(answer, draft, context),
  };
  const next = nextStep(draft.step, draft.returnStep, answer);
  return next === 'open' ? { draft: said, open: true } : { draft: { ...said, ...next }, open: false };
}

function saidBy(answer: Answer, context: AnswerContext): Answers {
  switch (answer.kind) {
    case 'severity':
      return { severity: answer.severity };
    case 'affected':
      return { affected: affectedBy(answer.choice, context) };
    case 'users':
      return { usersImpacted: answer.impacted };
    case 'impact':
      return { businessImpact: answer.impact };
    case 'summary-typed':
      return { summary: summaryFrom(answer.text) };
    case 'summary-suggested':
      // Kept as it was read: later evidence does not change what somebody agreed to.
      return { summary: context.effective.summary };
    default:
      return {};
  }
}

function affectedBy(
  choice: Extract<Answer, { kind: 'affected' }>['choice'],
  { effective, services }: AnswerContext,
): { all: boolean; keys: readonly string[] } {
  const every = services.map((service) => service.key);
  const ticked = effective.affectedAll ? every : effective.affected;
  if (choice === 'all') return { all: true, keys: every };
  if (choice === 'none') return { all: false, keys: [] };
  if (choice === 'done') return { all: effective.affectedAll, keys: ticked };
  const { toggle } = choice;
  if (!every.includes(toggle) && !ticked.includes(toggle)) throw new UserError('triage-unknown-service');
  const keys = ticked.includes(toggle) ? ticked.filter((key) => key !== toggle) : [...ticked, toggle];
  return { all: false, keys };
}

function noticedBy(answer: Answer, draft: Draft, { timeZone, now }: AnswerContext): number | null {
  if (answer.kind === 'noticed-ago') return answer.minutes === 0 ? null : noticedAgo(answer.minutes, timeZone, now);
  if (answer.kind === 'noticed-typed') return parseNoticed(answer.text, timeZone, now);
  return draft.noticedAt;
}

function summaryFrom(text: string): string {
  const summary = text.replace(/\s+/g, ' ').trim();
  const length = [...summary].length;
  if (length === 0) throw new UserError('triage-summary-empty', { max: MAX_SUMMARY });
  if (length > MAX_SUMMARY) throw new UserError('triage-summary-long', { length, max: MAX_SUMMARY });
  return summary;
}
