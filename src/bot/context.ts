import type { ConversationFlavor } from '@grammyjs/conversations';
import type { Context } from 'grammy';
import type { Person } from '../oncall/index.ts';
import type { Lane } from './lane.ts';
import type { Toast } from './toast.ts';
import type { Work } from './work.ts';

/** What every handler knows about the update beside the update itself. */
interface Known {
  person: Person;
  lane: Lane;
  work: Work;
  /** What the answer to a tap will say; set by handlers. */
  toast?: Toast;
  /** Says the toast as a message, where the tap had to be answered before the handler ended. */
  afterToast?: (toast: Toast) => void;
}

export type BotContext = ConversationFlavor<Context & Known>;

/** Inside a conversation nothing but the update is needed: whatever is done leaves through `external`. */
export type InsideContext = Context;
