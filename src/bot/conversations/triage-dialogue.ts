import { type TextParams, UserError } from '../../errors.ts';
import type { Message } from '../../notify/index.ts';
import type { Answer, Draft, Triage } from '../../triage/index.ts';
import type { BotContext } from '../context.ts';
import type { Say } from '../say.ts';
import { serviceHash } from '../taps/reference.ts';
import type { Heard } from './heard.ts';
import { tappedAnswer } from './triage-answers.ts';

export interface TriageDialogue {
  /** Begins a triage in this chat, or points to the one that is under way. Returns the draft that was begun. */
  begin(ctx: BotContext): Draft | null;
  /** Takes one answer; tells whether the dialogue is over. Never throws for what a person said. */
  hear(ctx: BotContext, draftId: string, heard: Heard): boolean;
  cancel(ctx: BotContext, draft: Draft): void;
}

/** The one message of a triage; whoever changes something of it enqueues this, the latest picture wins. */
export function triageMessage(draftId: string, page = 0): Message {
  return {
    subject: `triage:${draftId}`,
    slot: 'main',
    mode: 'upsert',
    view: 'triage',
    params: { draft: draftId, page },
    priority: 0,
  };
}

export interface TriageDialogueOptions {
  readonly triage: Triage;
  readonly say: Say;
  /** Of the database: an answer and what is said about it are kept together or not at all. */
  readonly transaction: <T>(work: () => T) => T;
}

export function createTriageDialogue({ triage, say, transaction }: TriageDialogueOptions): TriageDialogue {
  function begin(ctx: BotContext): Draft | null {
    const { chatId, threadId, userId } = ctx.lane;
    try {
      const draft = triage.start({ chatId, threadId, userId, locale: ctx.person.locale }, ctx.work.cause('triage'));
      say.show(ctx, triageMessage(draft.id));
      triage.collect(draft.id);
      return draft;
    } catch (error) {
      const active = triage.activeDraft(chatId, threadId, userId);
      if (!(error instanceof UserError) || !active) throw error;
      // Changes nothing where it is shown already; a kill may have taken it on its way.
      say.show(ctx, triageMessage(active.id));
      say.reply(ctx, 'notice', { key: 'bot-triage-active', params: {} }, 'active', {
        replyTo: { subject: `triage:${active.id}`, slot: 'main' },
      });
      return null;
    }
  }

  function hear(ctx: BotContext, draftId: string, heard: Heard): boolean {
    const draft = triage.draft(draftId);
    // Done, and said, before a kill: the draft stands one question further now, for which this was no answer.
    if (draft && triage.knows(ctx.work.cause('answer'))) return draft.state !== 'active';
    if (draft?.state !== 'active') {
      ctx.toast = { key: 'triage-over' };
      if (draft) say.show(ctx, triageMessage(draftId));
      return true;
    }
    try {
      return transaction(() => act(ctx, draft, heard));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      if (ctx.callbackQuery) ctx.toast = { key: error.key, params: error.params, alert: true };
      else pointBack(ctx, draft, error.key, error.params);
      return triage.draft(draftId)?.state !== 'active';
    }
  }

  function act(ctx: BotContext, draft: Draft, heard: Heard): boolean {
    const isDone = heard.kind === 'tap' ? tapped(ctx, draft, heard.parts) : typed(ctx, draft, heard);
    if (!isDone) return false;
    const after = triage.draft(draft.id) ?? draft;
    // Ticking a service leaves the page open on which it stands.
    const page = heard.kind === 'tap' && after.step === 'affected' ? Number(heard.parts[4] ?? 0) || 0 : 0;
    say.show(ctx, triageMessage(draft.id, page));
    askInGroup(ctx, draft, after);
    return after.state !== 'active';
  }

  /** Tells whether the draft may have changed; turning a page changes only what is shown. */
  function tapped(ctx: BotContext, draft: Draft, [, , verb = '', argument = '']: readonly string[]): boolean {
    const { subject, slot } = triageMessage(draft.id);
    say.adopt(ctx, subject, slot);
    const cause = ctx.work.cause('answer');
    if (verb === 'page') {
      say.show(ctx, triageMessage(draft.id, Number(argument) || 0));
      return false;
    }
    if (verb === 'accept') triage.accept(draft.id, cause);
    else if (verb === 'cancel') triage.cancel(draft.id, cause);
    else if (verb === 'svc')
      triage.answer(draft.id, { kind: 'affected', choice: { toggle: serviceKeyOf(draft, argument) } }, cause);
    else triage.answer(draft.id, tappedAnswer(verb, argument), cause);
    return true;
  }

  function typed(ctx: BotContext, draft: Draft, heard: Heard): boolean {
    const answer = heard.kind === 'text' ? typedAnswer(draft, heard.text) : null;
    if (answer) {
      triage.answer(draft.id, answer, ctx.work.cause('answer'));
      if (answer.kind === 'noticed-typed') pointBack(ctx, draft, 'bot-triage-noticed', {});
      return true;
    }
    const isTyping = draft.step === 'summary' || draft.step === 'noticed';
    pointBack(ctx, draft, isTyping ? 'bot-triage-text-expected' : 'bot-triage-tap-expected', {});
    return false;
  }

  function serviceKeyOf(draft: Draft, hash: string): string {
    const services = triage.evidence(draft.id).containers.data?.services ?? [];
    const chosen = services.find((service) => serviceHash(service.key) === hash);
    if (!chosen) throw new UserError('bot-service-gone');
    return chosen.key;
  }

  function typedAnswer(draft: Draft, text: string): Answer | null {
    if (draft.step === 'summary') return { kind: 'summary-typed', text };
    if (draft.step === 'noticed') return { kind: 'noticed-typed', text };
    return null;
  }

  /** In a group only replies reach the bot: when a step can be typed, a message that asks for a reply is sent along. */
  function askInGroup(ctx: BotContext, before: Draft, after: Draft): void {
    if (ctx.chat?.type === 'private' || after.state !== 'active' || before.step === after.step) return;
    if (after.step !== 'summary' && after.step !== 'noticed') return;
    say.reply(ctx, 'triage-ask', { draft: after.id, what: after.step }, 'ask', {
      replyTo: { subject: `triage:${after.id}`, slot: 'main' },
    });
  }

  /**
   * What was typed stands below the triage: in private the answer quotes the triage, so that a tap leads back to its
   * buttons; in a group it quotes the person, who has to notice it.
   */
  function pointBack(ctx: BotContext, draft: Draft, key: string, params: TextParams): void {
    const { subject, slot } = triageMessage(draft.id);
    const quoted = ctx.chat?.type === 'private' ? { replyTo: { subject, slot } } : {};
    say.reply(ctx, 'notice', { key, params: { ...params } }, `notice-${key}`, quoted);
  }

  return {
    begin,
    hear,
    cancel: (ctx, draft) => {
      triage.cancel(draft.id, ctx.work.cause('cancel'));
      say.show(ctx, triageMessage(draft.id));
    },
  };
}
