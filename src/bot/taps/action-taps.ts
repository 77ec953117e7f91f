import { Composer } from 'grammy';
import { VERBS } from '../../actions/index.ts';
import type { ContainerSummary } from '../../docker/index.ts';
import { UserError } from '../../errors.ts';
import type { LookingOptions } from '../commands/looking.ts';
import { PICKER, showReplicas, showRestartPicker } from '../commands/restart.ts';
import type { BotContext } from '../context.ts';
import { tappedSubject } from '../subjects.ts';
import { askForAction } from './ask-action.ts';
import { tapParts } from './data.ts';
import { incidentOf } from './incident-of.ts';
import { answeredReference, memoryTap, memoryTyped } from './memory-flow.ts';
import { findContainer } from './reference.ts';

const LIST_DEADLINE_MS = 4000;

/**
 * Actions on one container: `a.<verb>.<container>[.<argument>]`, and the pages of `/restart`: `a.pick.<page>`,
 * `a.projects.<page>`, `a.of.<service>`.
 */
export function createActionTaps(options: LookingOptions): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on('callback_query:data', async (ctx, next) => {
    const [router, verb = '', reference = '', argument = ''] = tapParts(ctx.callbackQuery.data);
    if (router === 'c' && verb === 'restart') return showRestartPicker(options, ctx, 'pick', 0);
    if (router !== 'a') return next();
    if (verb === 'pick' || verb === 'projects') return showRestartPicker(options, ctx, verb, Number(reference) || 0);
    if (verb === 'of') return showReplicas(options, ctx, reference);
    const named = VERBS.find((one) => one === verb);
    if (named === undefined) return next();
    const container = await containerOf(options, reference);
    if (named === 'memory') return memoryTap(options, ctx, container, argument);
    const incident = incidentOf(options.rooms, [container.key]);
    return askForAction(options, ctx, { verb: named, container, incident, inPlace: isPicker(options, ctx) });
  });
  composer.on('message:text', async (ctx, next) => {
    const reference = answeredReference(options, ctx);
    if (reference === null || ctx.message.text.startsWith('/')) return next();
    return memoryTyped(options, ctx, await containerOf(options, reference));
  });
  return composer;
}

async function containerOf({ rooms }: LookingOptions, reference: string): Promise<ContainerSummary> {
  const found = findContainer(await rooms.docker.list({ deadlineMs: LIST_DEADLINE_MS }), reference);
  if (found === null) throw new UserError('bot-service-gone');
  return found;
}

function isPicker(options: LookingOptions, ctx: BotContext): boolean {
  return tappedSubject(options, ctx)?.startsWith(PICKER) === true;
}
