import { type Answer, type MainStep, STEPS, type Step } from './types.ts';

/** What comes after an answer; `open`: nothing is left to ask. Pure. */
export function nextStep(
  step: Step,
  returnStep: MainStep,
  answer: Answer,
): { step: Step; returnStep: MainStep } | 'open' {
  const to = (next: MainStep) => ({ step: next, returnStep: next });
  switch (answer.kind) {
    case 'severity':
      return to('affected');
    case 'affected':
      return to(typeof answer.choice === 'object' ? 'affected' : 'users');
    case 'users':
      return to('impact');
    case 'impact':
      return to('summary');
    case 'summary-typed':
    case 'summary-suggested':
      return 'open';
    case 'ask-noticed':
      return { step: 'noticed', returnStep: step === 'noticed' ? returnStep : step };
    case 'noticed-ago':
    case 'noticed-typed':
      return to(step === 'noticed' ? returnStep : step);
    case 'back':
      return to(step === 'noticed' ? returnStep : before(step));
  }
}

function before(step: MainStep): MainStep {
  return STEPS[Math.max(0, STEPS.indexOf(step) - 1)] ?? 'offer';
}
