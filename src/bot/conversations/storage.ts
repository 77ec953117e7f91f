import type { ConversationData, ConversationStorage } from '@grammyjs/conversations';
import type { BotContext } from '../context.ts';
import { laneKey } from '../lane.ts';
import type { ConversationStore } from './conversation-store.ts';

/**
 * The version of everything that is replayed. Change it with any change to the order of `wait` and `external` in a
 * conversation: older dialogues are then ended with a word to the person instead of dying in a bad replay.
 */
export const CONVERSATIONS_VERSION = '1';

type Stored = NonNullable<Awaited<ReturnType<ContextAdapter['read']>>>;
type ContextAdapter = Extract<ConversationStorage<BotContext, ConversationData>, { type: 'context' }>['adapter'];

/** State is read from its row; the new state is staged, and written in the transaction that marks the update as handled. */
export function createConversationStorage(store: ConversationStore): ConversationStorage<BotContext, ConversationData> {
  return {
    type: 'context',
    version: CONVERSATIONS_VERSION,
    adapter: {
      // The row was written by `write` below and carries its version; the plugin checks that version itself.
      read: (ctx) => store.read(laneKey(ctx.lane)) as Stored | undefined,
      write: (ctx, state) => {
        ctx.work.stage('conversation', () => store.write(laneKey(ctx.lane), CONVERSATIONS_VERSION, state));
      },
      delete: (ctx) => {
        ctx.work.stage('conversation', () => store.remove(laneKey(ctx.lane)));
      },
    },
  };
}
