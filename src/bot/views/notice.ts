import { z } from 'zod';
import { tap } from '../taps/data.ts';
import { withCommands } from './commands.ts';
import { defineView } from './view.ts';

/** A short sentence: an answer, a hint, an error. `buttons`: label key and callback data. `placeholder`: it waits for a reply. */
export const notice = defineView(
  z.object({
    key: z.string(),
    params: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
    buttons: z.array(z.object({ label: z.string(), data: z.string() })).default([]),
    placeholder: z.string().nullable().default(null),
  }),
  (params, reader) => ({
    blocks: [{ kind: 'paragraph', text: withCommands(reader.t(params.key, params.params)) }],
    buttons: params.buttons.map((button) => [
      { label: reader.t(button.label), action: { kind: 'callback', data: button.data } as const },
    ]),
    ...(params.placeholder === null ? {} : { ask: { placeholder: params.placeholder } }),
  }),
);

/** "Choose your words again": a late command is asked once more instead of being done. */
export function againButton(command: string): { label: string; data: string } {
  return { label: 'bot-button-do-it-now', data: tap('c', command) };
}
