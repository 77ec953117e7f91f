import { Composer } from 'grammy';
import { PROJECT_VERBS, type ProjectPlan, type ProjectVerb } from '../../actions/index.ts';
import { ENGINE, serviceKey } from '../../docker/index.ts';
import { UserError } from '../../errors.ts';
import type { Reason } from '../../operations/index.ts';
import { asJson } from '../as-json.ts';
import type { LookingOptions } from '../commands/looking.ts';
import type { BotContext } from '../context.ts';
import { ask } from './ask.ts';
import { tapParts } from './data.ts';
import { incidentOf } from './incident-of.ts';
import { limitsLostByRecreate } from './lost-limits.ts';
import { projectFacts, projectWarnings } from './project-facts.ts';
import { projectReference, serviceHash } from './reference.ts';

const LIST_DEADLINE_MS = 4000;
const LIMITS_LOOK_BACK_MS = 365 * 24 * 3_600_000;

/** Everything that is done to a project: `j.<verb>.<project>`, and `j.scale.<project>[.<service>[.<count>]]`. */
export function createProjectTaps(options: LookingOptions): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on('callback_query:data', async (ctx, next) => {
    const [router, verb = '', reference = '', service = '', count = ''] = tapParts(ctx.callbackQuery.data);
    if (router !== 'j') return next();
    const project = await findProject(options, reference);
    const known = PROJECT_VERBS.find((each) => each === verb);
    if (known !== undefined) return askForProject(options, ctx, known, project);
    if (verb !== 'scale') return next();
    if (service === '') return showServices(options, ctx, project);
    return askToScale(options, ctx, project, service, count);
  });
  return composer;
}

/** @throws UserError when no container of it is left · EngineError */
async function findProject({ rooms }: LookingOptions, reference: string): Promise<string> {
  const containers = await rooms.docker.list({ deadlineMs: LIST_DEADLINE_MS });
  const found = containers.find((each) => each.project !== null && projectReference(each.project) === reference);
  if (found === undefined || found.project === null) throw new UserError('bot-project-gone');
  return found.project;
}

async function askForProject(
  options: LookingOptions,
  ctx: BotContext,
  verb: ProjectVerb,
  project: string,
): Promise<void> {
  // compose takes seconds to read its files: whoever waits longer than a moment is told, and does not tap again.
  const looking = { key: 'bot-toast-looking' };
  ctx.toast = looking;
  const plan = await options.rooms.projects.plan(verb, project);
  if (ctx.toast === looking) delete ctx.toast;
  const keys = plan.services.map((service) => serviceKey({ engine: ENGINE, project, service }));
  ask(options, ctx, {
    kind: `project-${verb}`,
    params: asJson(plan.params),
    incident: incidentOf(options.rooms, keys),
    title: { key: 'bot-project-title', params: { verb, project } },
    facts: projectFacts(verb, plan),
    warnings: [...projectWarnings(plan), ...(await lostLimits(options, plan, project))],
    button: { key: 'bot-project-do', params: { verb, project } },
  });
}

/** Limits that were raised in the night and are in no file yet. */
async function lostLimits({ rooms, clock }: LookingOptions, plan: ProjectPlan, project: string): Promise<Reason[]> {
  // Only compose makes new containers; what is stopped and started keeps its limit.
  if (plan.way?.via !== 'compose') return [];
  const containers = await rooms.docker.list({ deadlineMs: LIST_DEADLINE_MS });
  const operations = rooms.operations.listSince(clock.now() - LIMITS_LOOK_BACK_MS).map(({ operation }) => operation);
  const services = limitsLostByRecreate(project, containers, operations);
  return services.length === 0 ? [] : [{ key: 'bot-project-limits-lost', params: { services: services.join(', ') } }];
}

function scaleSubject(project: string): string {
  return `project-scale:${projectReference(project)}`;
}

/** Which service to run more or less often: a new message, since the page that was tapped stays a page. */
async function showServices({ rooms, say }: LookingOptions, ctx: BotContext, project: string): Promise<void> {
  const choices = await rooms.projects.scaleChoices(project);
  const params = {
    project,
    choices: choices.map(({ service, count, obstacle }) => ({
      service,
      count,
      hash: serviceHash(serviceKey({ engine: ENGINE, project, service })),
      obstacle: obstacle === null ? null : { key: obstacle.key, params: { ...obstacle.params } },
    })),
  };
  say.reply(ctx, 'project-scale', params, 'scale', { subject: scaleSubject(project) });
}

async function askToScale(
  options: LookingOptions,
  ctx: BotContext,
  project: string,
  hash: string,
  count: string,
): Promise<void> {
  const { rooms, say } = options;
  const containers = await rooms.docker.list({ deadlineMs: LIST_DEADLINE_MS });
  const own = containers.filter((each) => each.project === project && !each.oneOff && serviceHash(each.key) === hash);
  const service = own[0]?.service;
  if (service === undefined) throw new UserError('bot-service-gone');
  if (count === '') {
    const params = { project, service, hash, count: own.length };
    say.redraw(ctx, scaleSubject(project), 'scale', 'project-scale-count', params);
    return;
  }
  const params = await rooms.projects.planScale(project, service, Number(count));
  const { from } = params;
  ask(
    options,
    ctx,
    {
      kind: 'scale',
      params: asJson(params),
      incident: incidentOf(rooms, [serviceKey({ engine: ENGINE, project, service })]),
      title: { key: 'bot-scale-title', params: { service, from, count: params.count } },
      facts: [
        {
          key: params.count > from ? 'bot-scale-more' : 'bot-scale-less',
          params: { by: Math.abs(params.count - from) },
        },
        { key: 'bot-scale-others', params: {} },
        { key: 'bot-scale-until-recreate', params: {} },
      ],
      button: { key: 'bot-scale-do', params: { service, count: params.count } },
    },
    true,
  );
}
