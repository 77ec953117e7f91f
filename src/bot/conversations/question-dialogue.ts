import type { Clock } from '../../clock.ts';
import { UserError } from '../../errors.ts';
import { type Incidents, POSTMORTEM_FIELDS, type PostmortemField, type TimeField } from '../../incidents/index.ts';
import type { Message } from '../../notify/index.ts';
import { parseNoticed } from '../../triage/index.ts';
import type { BotContext } from '../context.ts';
import type { Say } from '../say.ts';
import type { Heard } from './heard.ts';

/** What can be asked for: a note, a line of the post-mortem, or one of the times. */
export type Topic = 'note' | PostmortemField | TimeField;

export interface Asked {
  readonly incident: number;
  readonly topic: Topic;
  /** From 1. */
  readonly position: number;
  readonly of: number;
}

export type AfterAnswer = 'next' | 'again' | 'end';

export interface QuestionDialogue {
  ask(ctx: BotContext, asked: Asked): void;
  /** Takes the answer; never throws for what a person said. */
  hear(ctx: BotContext, asked: Asked, heard: Heard): AfterAnswer;
}

export interface QuestionDialogueOptions {
  readonly incidents: Incidents;
  readonly say: Say;
  readonly clock: Clock;
  readonly timeZone: string;
}

function isPostmortemField(topic: Topic): topic is PostmortemField {
  return POSTMORTEM_FIELDS.some((field) => field === topic);
}

export function createQuestionDialogue({ incidents, say, clock, timeZone }: QuestionDialogueOptions): QuestionDialogue {
  function message(ctx: BotContext, asked: Asked, answered: string | null): Message {
    return {
      subject: `question:${ctx.lane.userId}:${asked.incident}:${asked.topic}`,
      slot: 'main',
      mode: answered === null ? 'new' : 'upsert',
      view: 'question',
      params: {
        incident: asked.incident,
        what: asked.topic,
        position: asked.of > 1 ? `${asked.position}/${asked.of}` : null,
        skippable: isPostmortemField(asked.topic),
        answered,
        group: ctx.chat?.type !== 'private',
      },
      // After what is told of the incident itself ("resolved"), so that the question stands last.
      priority: 1,
      replyTo: { subject: `incident:${asked.incident}`, slot: 'card' },
    };
  }

  function take(ctx: BotContext, asked: Asked, text: string): void {
    const cause = ctx.work.cause(asked.topic);
    const by = ctx.person.id;
    if (asked.topic === 'note') {
      const said = ctx.message;
      const place = said ? { chatId: said.chat.id, messageId: said.message_id } : null;
      incidents.note(asked.incident, { text, message: place }, by, cause);
    } else if (isPostmortemField(asked.topic)) {
      incidents.setPostmortem(asked.incident, asked.topic, text, by, cause);
    } else {
      incidents.correctTime(asked.incident, asked.topic, parseNoticed(text, timeZone, clock.now()), by, cause);
    }
  }

  /** The question above shows the answer; below what was typed something has to say that it is over. */
  function confirmKept(ctx: BotContext, { incident }: Asked): void {
    const replyTo = { subject: `incident:${incident}`, slot: 'card' };
    say.reply(ctx, 'notice', { key: 'bot-answer-kept', params: { number: incident } }, 'kept', {
      silent: true,
      replyTo,
    });
  }

  return {
    ask: (ctx, asked) => say.show(ctx, message(ctx, asked, null), `ask-${asked.topic}`),
    hear: (ctx, asked, heard) => {
      if (heard.kind === 'tap') {
        const skipped = heard.parts[3] === 'skip';
        say.show(ctx, message(ctx, asked, skipped ? '–' : '✕'));
        return skipped ? 'next' : 'end';
      }
      if (heard.kind === 'other') {
        say.notice(ctx, 'bot-question-text-expected');
        return 'again';
      }
      try {
        take(ctx, asked, heard.text);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        say.notice(ctx, error.key, error.params);
        return 'again';
      }
      say.show(ctx, message(ctx, asked, heard.text));
      if (asked.position === asked.of) confirmKept(ctx, asked);
      return 'next';
    },
  };
}
