import type { ContainerDetail } from '../../docker/index.ts';
import type { Json } from '../../notify/index.ts';
import { asJson } from '../as-json.ts';
import { factsOf } from '../container-facts.ts';
import type { BotContext } from '../context.ts';
import type { ViewName } from '../presenter.ts';
import { tappedSubject } from '../subjects.ts';
import { findContainer } from '../taps/reference.ts';
import type { LookingOptions } from './looking.ts';

/** The Engine lists and inspects a hundred containers in a tenth of a second: later than this, the last picture is shown. */
const LOOK_DEADLINE_MS = 2500;
const DESCRIBE_DEADLINE_MS = 1500;
const SUBJECT = 'status:';

/** The pages of /status: all of them are one message, which turns from one into the other. */
export type StatusPage =
  | { readonly kind: 'home'; readonly page: number }
  | { readonly kind: 'project'; readonly reference: string; readonly page: number }
  | { readonly kind: 'container'; readonly reference: string; readonly more: boolean };

/** Looks at the Engine and shows the page: in the message that was tapped, where that one is a page of /status. */
export async function showStatus(options: LookingOptions, ctx: BotContext, page: StatusPage): Promise<void> {
  await freshPicture(options);
  const [view, params] = await contentOf(options, ctx, page);
  const shown = shownSubject(options, ctx);
  if (shown !== null) options.say.redraw(ctx, shown, 'main', view, params);
  else options.say.reply(ctx, view, params, 'main', { subject: `${SUBJECT}${ctx.work.updateId}` });
}

/** A new picture of the Engine, or the last one if it does not answer in time. */
export async function freshPicture({ rooms }: LookingOptions): Promise<void> {
  await within(rooms.recorder.lookNow(), LOOK_DEADLINE_MS);
}

/** The subject under which the tapped message is known, where it is a page of /status; a card must not turn into one. */
function shownSubject(options: LookingOptions, ctx: BotContext): string | null {
  const subject = tappedSubject(options, ctx);
  return subject?.startsWith(SUBJECT) === true ? subject : null;
}

async function contentOf(
  options: LookingOptions,
  ctx: BotContext,
  page: StatusPage,
): Promise<readonly [ViewName, Json]> {
  if (page.kind === 'home') return ['status', { page: page.page }];
  if (page.kind === 'project') return ['status-project', { reference: page.reference, page: page.page }];
  const container = findContainer(options.rooms.recorder.lastInventory()?.containers ?? [], page.reference);
  if (container !== null) return ['status-container', await containerParams(options, container, page)];
  // Nothing on its page would be true any more: what there is now takes its place.
  ctx.toast = { key: 'bot-status-container-gone' };
  return ['status', { page: 0 }];
}

async function containerParams(
  { rooms, maskSecrets }: LookingOptions,
  container: ContainerDetail,
  { reference, more }: Extract<StatusPage, { kind: 'container' }>,
): Promise<Json> {
  // What cannot be asked now is left out: the last picture holds the rest.
  const described = await rooms.docker.describe(container.id, { deadlineMs: DESCRIBE_DEADLINE_MS }).catch(() => null);
  return { reference, more, facts: asJson(factsOf(described ?? container, described, maskSecrets)) };
}

async function within<T>(work: Promise<T>, ms: number): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
