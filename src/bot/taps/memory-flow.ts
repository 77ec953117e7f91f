import { checkLimit, offeredLimits, parseLimit } from '../../actions/index.ts';
import type { ContainerSummary } from '../../docker/index.ts';
import { requireAccess } from '../../oncall/index.ts';
import { asJson } from '../as-json.ts';
import type { LookingOptions } from '../commands/looking.ts';
import type { BotContext } from '../context.ts';
import { repliedSubject, tappedSubject } from '../subjects.ts';
import { betterAction, helpedFacts } from '../views/what-helped.ts';
import { actionFacts } from './action-facts.ts';
import { ask } from './ask.ts';
import { targetOf } from './ask-action.ts';
import { orAskAgain } from './ask-again.ts';
import { incidentOf } from './incident-of.ts';
import { containerReference } from './reference.ts';

const MIB = 1024 * 1024;
const SUBJECT = /^memory-ask:([0-9a-f]+):\d+$/;

/** `a.memory.<ref>`: the choice · `….<MiB>`: the question in red · `….type`: asks for a size to be typed. */
export async function memoryTap(
  options: LookingOptions,
  ctx: BotContext,
  container: ContainerSummary,
  argument: string,
): Promise<void> {
  if (argument === '') return showChoice(options, ctx, container);
  if (argument === 'type') return askToType(options, ctx, container);
  return askForMemory(options, ctx, container, Number(argument) * MIB, isChoice(options, ctx));
}

/** The container's reference, where the message is an answer to the question for a size; else null. */
export function answeredReference(options: LookingOptions, ctx: BotContext): string | null {
  return SUBJECT.exec(repliedSubject(options, ctx) ?? '')?.[1] ?? null;
}

/** A size that was typed; for a text that is no size, or a size that would not do, it asks again. */
export async function memoryTyped(
  options: LookingOptions,
  ctx: BotContext,
  container: ContainerSummary,
): Promise<void> {
  await orAskAgain(options, ctx, /^operations-memory-/, '512m', async () => {
    await askForMemory(options, ctx, container, parseLimit(ctx.message?.text ?? ''), false);
    const message = askMessage(ctx, container);
    options.say.show(ctx, { ...message, mode: 'upsert', params: { ...message.params, answered: true } });
  });
}

async function showChoice(options: LookingOptions, ctx: BotContext, container: ContainerSummary): Promise<void> {
  const now = await options.rooms.actions.memory(targetOf(container), await hostBytes(options));
  const reference = containerReference(container);
  const params = { reference, name: nameOf(container), ...now, offered: offeredLimits(now) };
  const subject = `memory:${reference}`;
  if (isChoice(options, ctx)) options.say.redraw(ctx, subject, 'main', 'memory-picker', params);
  else options.say.reply(ctx, 'memory-picker', params, 'memory', { subject });
}

function askToType(options: LookingOptions, ctx: BotContext, container: ContainerSummary): void {
  requireAccess(ctx.person, 'responder');
  options.say.show(ctx, { ...askMessage(ctx, container), mode: 'new' }, 'memory-type');
}

function askMessage(ctx: BotContext, container: ContainerSummary) {
  const reference = containerReference(container);
  return {
    subject: `memory-ask:${reference}:${ctx.person.id}`,
    slot: 'main',
    view: 'memory-ask',
    params: { reference, name: nameOf(container) },
    priority: 0,
  } as const;
}

async function askForMemory(
  options: LookingOptions,
  ctx: BotContext,
  container: ContainerSummary,
  bytes: number,
  inPlace: boolean,
): Promise<void> {
  const { rooms } = options;
  const target = targetOf(container);
  const plan = await rooms.actions.plan('memory', target);
  const now = await rooms.actions.memory(target, await hostBytes(options));
  checkLimit(bytes, now);
  const before = rooms.actions.whatHelped(container.key);
  const helped = helpedFacts('memory', before);
  const params = { verb: 'memory', name: nameOf(container) };
  const used = now.usedBytes === null ? [] : [{ key: 'bot-plan-memory-used', params: { used: now.usedBytes } }];
  ask(
    options,
    ctx,
    {
      kind: 'memory',
      params: asJson({ ...plan.params, bytes }),
      incident: incidentOf(rooms, [container.key]),
      title: { key: 'bot-plan-title', params },
      facts: [
        { key: 'bot-plan-memory', params: { from: now.limitBytes ?? 'none', to: bytes } },
        ...used,
        ...helped.facts,
        ...actionFacts('memory', plan),
        ...(container.project === null ? [] : [{ key: 'bot-plan-memory-lost', params: {} }]),
      ],
      warnings: helped.warnings,
      button: { key: 'bot-button-act', params },
      ...betterAction('memory', container, before),
    },
    inPlace,
  );
}

/** The choice turns into the question; a page of a container stays a page. */
function isChoice(options: LookingOptions, ctx: BotContext): boolean {
  return tappedSubject(options, ctx)?.startsWith('memory:') === true;
}

async function hostBytes({ host }: LookingOptions): Promise<number | null> {
  return (await host.snapshot()).memory.value?.totalBytes ?? null;
}

function nameOf({ oneOff, name, service }: ContainerSummary): string {
  return oneOff ? name : service;
}
