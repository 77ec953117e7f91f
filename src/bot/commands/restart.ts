import { Composer } from 'grammy';
import type { ContainerSummary } from '../../docker/index.ts';
import { UserError } from '../../errors.ts';
import { requireAccess } from '../../oncall/index.ts';
import type { BotContext } from '../context.ts';
import { candidatesIn, containersOf, namedTarget, targetOf } from '../logs/targets.ts';
import { tappedSubject } from '../subjects.ts';
import { askForAction } from '../taps/ask-action.ts';
import { incidentOf } from '../taps/incident-of.ts';
import { type Entry, entriesOf, entryOf, offersFor, projectEntries, replicaEntries } from '../taps/restart-choice.ts';
import { pageOf } from '../views/restart-picker.ts';
import { askedAgainBecauseLate } from './late.ts';
import type { LookingOptions } from './looking.ts';

const LIST_DEADLINE_MS = 4000;
const LONGEST_NAME = 60;
/** How the subjects of its messages begin: these turn into the question. */
export const PICKER = 'restart-picker:';

/** `/restart`, `/restart gateway`, `/restart shop/gateway`, `/restart shop`. */
export function createRestartCommand(options: LookingOptions): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.command('restart', async (ctx) => {
    requireAccess(ctx.person, 'responder');
    if (askedAgainBecauseLate(ctx, options.say, 'restart', options.clock.now())) return;
    const name = ctx.match.trim();
    if (name === '') await showRestartPicker(options, ctx, 'pick', 0);
    else await restartNamed(options, ctx, name);
  });
  return composer;
}

async function restartNamed(options: LookingOptions, ctx: BotContext, name: string): Promise<void> {
  const containers = await listed(options);
  const named = namedTarget(name, containers);
  const text = name.slice(0, LONGEST_NAME);
  if (named.kind !== 'found') {
    const close = named.candidates.flatMap((candidate) => entryOf(candidate, containers));
    const key = named.kind === 'ambiguous' ? 'several' : close.length > 0 ? 'unknown' : 'unknown-all';
    const entries = close.length > 0 ? close : entriesOf(containers);
    return show(options, ctx, { title: `bot-restart-${key}`, text, entries, page: 0, of: 'none' });
  }
  const { target } = named;
  const own = containersOf(target, containers);
  const [only] = own;
  if (target.kind === 'project') {
    const entries = candidatesIn(containers)
      .filter((one) => one.target.kind === 'project' && one.target.project === target.project)
      .flatMap((one) => entryOf(one, containers));
    return show(options, ctx, { title: 'bot-restart-projects', entries, page: 0, of: 'none' });
  }
  if (only === undefined) throw new UserError('bot-service-gone');
  if (own.length > 1) return show(options, ctx, replicas(text, own));
  const incident = incidentOf(options.rooms, [only.key]);
  return askForAction(options, ctx, { verb: 'restart', container: only, incident, inPlace: false });
}

/** The services with what is sick first, or the projects. */
export async function showRestartPicker(
  options: LookingOptions,
  ctx: BotContext,
  of: 'pick' | 'projects',
  page: number,
): Promise<void> {
  const containers = await listed(options);
  if (of === 'projects') {
    return show(options, ctx, { title: 'bot-restart-projects', entries: projectEntries(containers), page, of });
  }
  const offers = page === 0 ? offersFor(containers, options.rooms.actions.whatHelped) : [];
  const offered = new Set(offers.map((offer) => offer.data));
  const entries = entriesOf(containers).filter((entry) => !offered.has(entry.data));
  const title =
    entries.some((entry) => entry.unwell) || offers.length > 0 ? 'bot-restart-pick' : 'bot-restart-pick-well';
  return show(options, ctx, { title, entries, offers, page, of });
}

/** The containers of a service that has several. @throws UserError when it has none any more */
export async function showReplicas(options: LookingOptions, ctx: BotContext, reference: string): Promise<void> {
  const containers = await listed(options);
  const target = targetOf(reference, containers);
  const own = target === null ? [] : containersOf(target, containers);
  const [first] = own;
  if (first === undefined) throw new UserError('bot-service-gone');
  show(options, ctx, replicas(first.service, own));
}

function replicas(text: string, own: readonly ContainerSummary[]): Shown {
  return { title: 'bot-restart-several', text, entries: replicaEntries(own), page: 0, of: 'none' };
}

interface Shown {
  readonly title: string;
  readonly text?: string;
  readonly entries: readonly Entry[];
  readonly offers?: ReturnType<typeof offersFor>;
  readonly page: number;
  readonly of: 'pick' | 'projects' | 'none';
}

/** As an answer to the command, in place when a button of the picker was tapped. */
function show({ say, notify }: LookingOptions, ctx: BotContext, shown: Shown): void {
  if (shown.entries.length === 0 && (shown.offers ?? []).length === 0) {
    say.notice(ctx, 'bot-restart-none');
    return;
  }
  const { entries, page, pages } = pageOf(shown.entries, shown.page);
  const params = {
    title: { key: shown.title, params: shown.text === undefined ? {} : { text: shown.text } },
    offers: (shown.offers ?? []).map((offer) => ({ ...offer })),
    entries: entries.map((entry) => ({ ...entry })),
    page,
    pages,
    of: shown.of,
  };
  const subject = tappedSubject({ notify }, ctx);
  if (subject?.startsWith(PICKER) === true) {
    say.redraw(ctx, subject, 'main', 'restart-picker', params);
    return;
  }
  say.reply(ctx, 'restart-picker', params, 'restart', { subject: `${PICKER}${ctx.work.updateId}`, slot: 'main' });
}

async function listed({ rooms }: LookingOptions): Promise<ContainerSummary[]> {
  return rooms.docker.list({ deadlineMs: LIST_DEADLINE_MS });
}
