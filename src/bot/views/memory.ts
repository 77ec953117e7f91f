import { z } from 'zod';
import type { Button, Document } from '../../document/index.ts';
import { formatBytes } from '../../document/index.ts';
import { tap } from '../taps/data.ts';
import { bold, defineView } from './view.ts';

const MIB = 1024 * 1024;

/** How much memory a container may use: what it has, and what to choose from. */
export const memoryPicker = defineView(
  z.object({
    reference: z.string(),
    name: z.string(),
    limitBytes: z.number().nullable(),
    usedBytes: z.number().nullable(),
    hostBytes: z.number().nullable(),
    offered: z.array(z.number()),
  }),
  ({ reference, name, limitBytes, usedBytes, hostBytes, offered }, { t, locale }): Document => {
    const factor = (bytes: number) => (limitBytes === null ? '' : ` (${percentMore(bytes, limitBytes)})`);
    const choices = offered.map(
      (bytes): Button => ({
        label: `${formatBytes(bytes, locale)}${factor(bytes)}`,
        action: { kind: 'callback', data: tap('a', 'memory', reference, Math.round(bytes / MIB)) },
      }),
    );
    const typed: Button = {
      label: t('bot-button-type-limit'),
      action: { kind: 'callback', data: tap('a', 'memory', reference, 'type') },
    };
    return {
      blocks: [
        { kind: 'heading', level: 3, text: `🧠 ${t('bot-memory-title', { name })}` },
        {
          kind: 'list',
          items: [
            t('bot-memory-now', { limit: limitBytes ?? 'none' }),
            usedBytes === null ? t('bot-memory-used-unknown') : t('bot-memory-used', { used: usedBytes }),
            ...(hostBytes === null ? [] : [t('bot-memory-host', { host: hostBytes })]),
          ],
        },
        { kind: 'paragraph', text: t('bot-memory-choose') },
      ],
      buttons: [...choices.map((choice) => [choice]), [typed]],
    };
  },
);

/** "+25 %", "×2". */
function percentMore(bytes: number, of: number): string {
  const percent = Math.round((bytes / of - 1) * 100);
  return percent === 100 ? '×2' : `+${percent} %`;
}

/** Asks for a size to be typed; the answer is a reply to this message. */
export const memoryAsk = defineView(
  z.object({ reference: z.string(), name: z.string(), answered: z.boolean().default(false) }),
  ({ reference, name, answered }, { t }): Document =>
    answered
      ? { blocks: [{ kind: 'paragraph', text: t('bot-memory-asked-over', { name }) }] }
      : {
          blocks: [{ kind: 'paragraph', text: bold(t('bot-memory-ask', { name })) }],
          buttons: [
            [{ label: t('bot-button-back'), action: { kind: 'callback', data: tap('a', 'memory', reference) } }],
          ],
          ask: { placeholder: '512m' },
        },
);
