import type { Target, VerbName } from '../../actions/index.ts';
import type { ContainerSummary } from '../../docker/index.ts';
import { asJson } from '../as-json.ts';
import type { LookingOptions } from '../commands/looking.ts';
import type { BotContext } from '../context.ts';
import { betterAction, helpedFacts } from '../views/what-helped.ts';
import { actionFacts } from './action-facts.ts';
import { ask } from './ask.ts';

/** What an operation on this container is told. */
export function targetOf(container: ContainerSummary): Target {
  const { engine, project, service, number, id, oneOff, name } = container;
  return {
    engine,
    project,
    service,
    number,
    containerIdAtRequest: id,
    reason: null,
    ...(oneOff ? ({ name, oneOff: true } as const) : {}),
  };
}

/**
 * The question in red for one action on one container.
 * @throws UserError where it makes no sense · EngineError
 */
export async function askForAction(
  options: LookingOptions,
  ctx: BotContext,
  asked: {
    readonly verb: Exclude<VerbName, 'memory'>;
    readonly container: ContainerSummary;
    readonly incident: number | null;
    readonly inPlace: boolean;
  },
): Promise<void> {
  const { rooms } = options;
  const { verb, container, incident } = asked;
  const plan = await rooms.actions.plan(verb, targetOf(container));
  const before = rooms.actions.whatHelped(container.key);
  const helped = helpedFacts(verb, before);
  const params = { verb, name: plan.params.name ?? plan.params.service };
  ask(
    options,
    ctx,
    {
      kind: verb,
      params: asJson(plan.params),
      incident,
      title: { key: 'bot-plan-title', params },
      facts: [...helped.facts, ...actionFacts(verb, plan)],
      warnings: helped.warnings,
      button: { key: 'bot-button-act', params },
      ...betterAction(verb, container, before),
    },
    asked.inPlace,
  );
}
