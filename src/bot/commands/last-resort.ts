import { Composer } from 'grammy';
import type { BotContext } from '../context.ts';
import { tapParts } from '../taps/data.ts';
import type { LookingOptions } from './looking.ts';

/** What nobody else understood: an old button, somebody else's button, a command with a slip, plain text. */
export function createLastResort({ say, rooms }: LookingOptions): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on('callback_query:data', (ctx) => {
    const [router, id = ''] = tapParts(ctx.callbackQuery.data);
    const draft = router === 't' ? rooms.triage.draft(id) : null;
    if (draft?.state === 'active' && draft.userId !== ctx.person.id) {
      ctx.toast = { key: 'bot-triage-not-yours', params: { who: rooms.people.person(draft.userId).name }, alert: true };
    } else if (draft && draft.incident !== null) {
      ctx.toast = { key: 'bot-triage-is-incident', params: { number: draft.incident } };
    } else {
      ctx.toast = { key: router === 'q' ? 'bot-question-over' : 'bot-button-old', alert: true };
    }
  });
  composer.on('message', (ctx) => {
    const text = ctx.message.text ?? '';
    if (text.startsWith('/')) {
      const command = text.split(/[\s@]/, 1)[0] ?? text;
      const isForOthers = ctx.chat.type !== 'private' && !text.split(/\s/, 1)[0]?.endsWith(`@${ctx.me.username}`);
      if (!isForOthers) say.notice(ctx, 'bot-unknown-command', { command: command.slice(0, 40) });
      return;
    }
    const isToBot = ctx.chat.type === 'private' || ctx.message.reply_to_message?.from?.id === ctx.me.id;
    if (isToBot) say.notice(ctx, 'bot-not-understood');
  });
  return composer;
}
