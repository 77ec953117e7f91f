import type { Update } from 'grammy/types';
import { z } from 'zod';

const update = z.looseObject({ update_id: z.number() });

/** An update back from its row of the inbox. It is what Telegram sent; handlers check each field that they use. */
export function storedUpdate(payload: unknown): Update {
  return update.parse(payload) as Update;
}
