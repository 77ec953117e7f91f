import { Context } from 'grammy';
import type { Update } from 'grammy/types';
import { describe, expect, test } from 'vitest';
import type { BotContext } from '../../../../src/bot/context.ts';
import type { Heard } from '../../../../src/bot/conversations/heard.ts';
import { createTriageDialogue } from '../../../../src/bot/conversations/triage-dialogue.ts';
import type { Say } from '../../../../src/bot/say.ts';
import { serviceHash } from '../../../../src/bot/taps/reference.ts';
import { createWork } from '../../../../src/bot/work.ts';
import { container } from '../../triage/world.ts';
import { drafted, START, triageRoom } from '../triage-room.ts';
import { BEN, tapped, typed } from './stage.ts';

const GROUP = -100;

/** The real triage behind the dialogue; what it says is written down, and may fail. */
async function stageOf({ inGroup = false } = {}) {
  const room = triageRoom({
    containers: [
      container({ service: 'billing', state: 'restarting', restartCount: 9, exitCode: 1 }),
      container({ service: 'web' }),
    ],
  });
  const said: string[] = [];
  /** The first word that cannot be said; the process ends there. */
  const breaking: { at: string | null } = { at: null };
  const speak = (words: string) => {
    if (breaking.at !== null && words.startsWith(breaking.at)) throw new Error('killed');
    said.push(words);
  };
  const say: Say = {
    reply: (_ctx, view, _params, step) => speak(`${view} ${step ?? ''}`.trim()),
    notice: (_ctx, key) => speak(key),
    redraw: () => speak('redraw'),
    adopt: (_ctx, subject) => speak(`adopt ${subject.split(':')[0]}`),
    show: (_ctx, message) => speak(`show ${message.subject.split(':')[0]}`),
  };
  const dialogue = createTriageDialogue({ triage: room.triage, say, transaction: room.database.transaction });

  function contextOf(update: Update): BotContext {
    const chat = inGroup
      ? { id: GROUP, type: 'group' as const, title: 'Ops' }
      : { id: BEN.id, type: 'private' as const };
    const moved = JSON.parse(JSON.stringify(update).replaceAll(/"chat":\{[^}]*\}/g, `"chat":${JSON.stringify(chat)}`));
    const known = {
      person: { id: BEN.id, name: 'Ben', locale: 'en' },
      lane: { chatId: BEN.id, threadId: null, userId: BEN.id },
      work: createWork(update.update_id),
    };
    // What the dialogue asks of a context is the update and these three; nothing here reaches Telegram.
    return Object.assign(Object.create(new Context(moved, {} as never, {} as never)), known) as BotContext;
  }

  const id = await drafted(room.triage);
  const draft = () => {
    const found = room.triage.draft(id);
    if (!found) throw new Error('the draft is gone');
    return found;
  };
  return {
    ...room,
    id,
    said,
    breaking,
    dialogue,
    contextOf,
    draft,
    /** Hears one update; `ctx.toast` is what the tap would be answered with. */
    hear(update: Update, heard: Heard) {
      const ctx = contextOf(update);
      return { over: dialogue.hear(ctx, id, heard), toast: ctx.toast?.key };
    },
  };
}

const tap = (...parts: readonly string[]): Heard => ({ kind: 'tap', parts: ['t', 'x', ...parts] });

describe('an update that is handled again after a kill', () => {
  test('does not take a typed time for an answer to the next question', async () => {
    const stage = await stageOf();
    stage.hear(tapped('t.x.when'), tap('when'));
    const update = typed('02:30');
    const heard: Heard = { kind: 'text', text: '02:30' };
    expect(stage.hear(update, heard)).toEqual({ over: false, toast: undefined });
    const after = stage.draft();
    expect(after).toMatchObject({ step: 'offer', noticedAt: START - 30 * 60_000 });
    stage.said.length = 0;
    expect(stage.hear(update, heard)).toEqual({ over: false, toast: undefined });
    expect(stage.draft()).toEqual(after);
    expect(stage.said).toEqual([]);
  });

  test('does not tick a service twice', async () => {
    const stage = await stageOf();
    stage.hear(tapped('t.x.sev.P1'), tap('sev', 'P1'));
    const update = tapped('t.x.svc');
    const heard = tap('svc', serviceHash('local/shop/web'), '0');
    stage.hear(update, heard);
    stage.hear(update, heard);
    expect(stage.draft().answers.affected?.keys).toEqual(['local/shop/billing', 'local/shop/web']);
    // Another tap takes the tick away again.
    stage.hear(tapped('t.x.svc'), heard);
    expect(stage.draft().answers.affected?.keys).toEqual(['local/shop/billing']);
  });

  test.each([
    ['accept', 'opened'],
    ['cancel', 'cancelled'],
  ])('is not told that the triage is over, when it was this very "%s"', async (verb, state) => {
    const stage = await stageOf();
    const update = tapped(`t.x.${verb}`);
    expect(stage.hear(update, tap(verb))).toEqual({ over: true, toast: undefined });
    expect(stage.hear(update, tap(verb))).toEqual({ over: true, toast: undefined });
    expect(stage.draft().state).toBe(state);
    // Somebody else's, or a second tap, is.
    expect(stage.hear(tapped(`t.x.${verb}`), tap(verb))).toEqual({ over: true, toast: 'triage-over' });
  });

  test.each(['show', 'triage-ask'])(
    'finds either all of it done or nothing: without "%s" the answer does not count either',
    async (at) => {
      const stage = await stageOf({ inGroup: true });
      const before = stage.draft();
      const update = tapped('t.x.when');
      stage.breaking.at = at;
      expect(() => stage.hear(update, tap('when'))).toThrowError('killed');
      expect(stage.draft()).toEqual(before);
      stage.breaking.at = null;
      stage.hear(update, tap('when'));
      expect(stage.draft().step).toBe('noticed');
      // In a group the question is asked with a request for a reply, once.
      expect(stage.said.filter((words) => words.startsWith('triage-ask'))).toHaveLength(1);
      stage.hear(update, tap('when'));
      expect(stage.said.filter((words) => words.startsWith('triage-ask'))).toHaveLength(1);
    },
  );
});

test('a request for a reply is sent in groups only, and only when the question is new', async () => {
  const [privately, inGroup] = [await stageOf(), await stageOf({ inGroup: true })];
  for (const stage of [privately, inGroup]) {
    stage.hear(tapped('t.x.impact.low'), tap('impact', 'low'));
    stage.hear(typed(' '), { kind: 'text', text: ' ' });
    stage.hear(tapped('t.x.when'), tap('when'));
  }
  const asks = (said: readonly string[]) => said.filter((words) => words.startsWith('triage-ask'));
  expect(asks(privately.said)).toEqual([]);
  expect(asks(inGroup.said)).toHaveLength(2);
});

test('a second /triage shows the first one again, in case its message never arrived', async () => {
  const stage = await stageOf();
  expect(stage.dialogue.begin(stage.contextOf(typed('/triage')))).toBeNull();
  expect(stage.said).toEqual(['show triage', 'notice active']);
});

test('whichever message is tapped is the one that goes on', async () => {
  const stage = await stageOf();
  stage.hear(tapped('t.x.sev.P1'), tap('sev', 'P1'));
  expect(stage.said).toEqual(['adopt triage', 'show triage']);
});
