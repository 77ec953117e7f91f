import { Composer } from 'grammy';
import { UserError } from '../../errors.ts';
import { POSTMORTEM_FIELDS, TIME_FIELDS } from '../../incidents/index.ts';
import { may, requireAccess } from '../../oncall/index.ts';
import type { BotContext } from '../context.ts';
import { QUESTION } from '../conversations/question.ts';
import type { Topic } from '../conversations/question-dialogue.ts';
import { TRIAGE } from '../conversations/triage.ts';
import type { TriageDialogue } from '../conversations/triage-dialogue.ts';
import { parseIncidentTap } from '../taps/incident-taps.ts';
import { unwellAffected } from '../views/status.ts';
import { askedAgainBecauseLate } from './late.ts';
import type { LookingOptions } from './looking.ts';

export interface ChangingOptions extends LookingOptions {
  readonly dialogue: TriageDialogue;
}

/** `/cancel`: stands above the dialogues, so that it ends whichever is under way. */
export function createCancel({ say, rooms, dialogue, database }: ChangingOptions): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.command('cancel', async (ctx) => {
    const { chatId, threadId, userId } = ctx.lane;
    const isAsked = Object.keys(ctx.conversation.active()).length > 0;
    await ctx.conversation.exitAll();
    // Done, and said, before a kill.
    if (rooms.triage.knows(ctx.work.cause('cancel'))) return;
    const draft = rooms.triage.activeDraft(chatId, threadId, userId);
    database.transaction(() => {
      if (draft) dialogue.cancel(ctx, draft);
      say.notice(ctx, draft ? 'bot-cancelled-triage' : isAsked ? 'bot-cancelled-question' : 'bot-nothing-to-cancel');
    });
  });
  return composer;
}

/** Whoever may change nothing any more since a dialogue began does not go on with it: all that they ask for is written. */
export async function leaveWithoutAccess(
  ctx: {
    readonly person: Pick<BotContext['person'], 'access'>;
    readonly conversation: { active(): object; exitAll(): Promise<unknown> };
  },
  next: () => Promise<void>,
): Promise<void> {
  const isAsked = Object.keys(ctx.conversation.active()).length > 0;
  if (isAsked && !may(ctx.person, 'responder')) await ctx.conversation.exitAll();
  await next();
}

/** What begins a dialogue: `/triage`, and the buttons of a card that need something typed. Stands below the dialogues. */
export function createChanging(options: ChangingOptions): Composer<BotContext> {
  const { say, dialogue, clock, rooms } = options;
  const composer = new Composer<BotContext>();

  async function beginTriage(ctx: BotContext): Promise<void> {
    requireAccess(ctx.person, 'responder');
    const draft = dialogue.begin(ctx);
    if (!draft) return;
    await ctx.conversation.exitAll();
    await ctx.conversation.enter(TRIAGE, draft.id);
  }

  /** Asks for the topics, one after the other. An open triage goes before: two dialogues would take each other's answers. */
  async function ask(ctx: BotContext, incident: number, topics: readonly Topic[]): Promise<void> {
    requireAccess(ctx.person, 'responder');
    const { chatId, threadId, userId } = ctx.lane;
    if (rooms.triage.activeDraft(chatId, threadId, userId)) throw new UserError('bot-finish-triage-first');
    await ctx.conversation.exitAll();
    await ctx.conversation.enter(QUESTION, incident, topics);
  }

  composer.command('triage', async (ctx) => {
    if (!askedAgainBecauseLate(ctx, say, 'triage', clock.now())) await beginTriage(ctx);
  });

  composer.on('callback_query:data', async (ctx, next) => {
    const { data } = ctx.callbackQuery;
    if (data === 'c.triage') return beginTriage(ctx);
    const [router, draftId = ''] = data.split('.');
    const draft = router === 't' ? rooms.triage.draft(draftId) : null;
    if (draft?.state === 'active' && draft.userId === ctx.lane.userId && draft.chatId === ctx.lane.chatId) {
      // The dialogue was lost (a new version of the code), its rows were not: it goes on.
      requireAccess(ctx.person, 'responder');
      await resume(ctx, draftId, data.split('.'));
      return;
    }
    const tapped = parseIncidentTap(data);
    if (!tapped) return next();
    if (tapped.verb === 'resolve') return resolve(ctx, tapped.number);
    const topic = topicOf(tapped.verb, tapped.argument);
    if (!topic) return next();
    return ask(ctx, tapped.number, [topic]);
  });

  /** Resolves, then asks for what is not written yet; written before a reopening, it stays. */
  async function resolve(ctx: BotContext, number: number): Promise<void> {
    requireAccess(ctx.person, 'responder');
    const before = rooms.incidents.get(number);
    const unwell = before ? unwellAffected(before, rooms, clock.now()).map((service) => service.key) : [];
    const incident = rooms.incidents.resolve(number, ctx.person.id, ctx.work.cause('resolve'), unwell);
    const missing = POSTMORTEM_FIELDS.filter((field) => incident[field] === null);
    ctx.toast = { key: 'bot-toast-resolved', params: { number, questions: missing.length } };
    if (missing.length > 0) await ask(ctx, number, missing);
  }

  async function resume(ctx: BotContext, draftId: string, parts: readonly string[]): Promise<void> {
    if (dialogue.hear(ctx, draftId, { kind: 'tap', parts })) return;
    await ctx.conversation.exitAll();
    await ctx.conversation.enter(TRIAGE, draftId);
  }

  return composer;
}

function topicOf(verb: string, argument: string): Topic | null {
  if (verb === 'note') return 'note';
  if (verb === 'postmortem') return POSTMORTEM_FIELDS[Number(argument)] ?? null;
  return verb === 'time' ? (TIME_FIELDS[Number(argument)] ?? null) : null;
}
