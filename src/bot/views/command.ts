import { z } from 'zod';
import type { Block, Button, Document, Inline } from '../../document/index.ts';
import { tap } from '../taps/data.ts';
import { bold, code, defineView } from './view.ts';
import { shortened } from './words.ts';

const PAGE = 16;
const reason = z.object({ key: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) });

/** The commands that one may run, a button each, with what cannot run here and why. */
export const commandList = defineView(
  z.object({
    items: z.array(z.object({ reference: z.string(), name: z.string(), asks: z.boolean() })),
    unavailable: z.array(z.object({ name: z.string(), reason })),
    /** How many of the configuration are for people with more access. */
    hidden: z.number(),
    inContainer: z.boolean(),
    page: z.number(),
  }),
  (params, { t }): Document => {
    const { items, unavailable, hidden, inContainer } = params;
    if (items.length + unavailable.length === 0) {
      return {
        blocks: [
          { kind: 'heading', level: 3, text: t('commands-title') },
          { kind: 'paragraph', text: t(hidden > 0 ? 'commands-none-allowed' : 'commands-none', { count: hidden }) },
        ],
      };
    }
    const pages = Math.max(1, Math.ceil(items.length / PAGE));
    const page = Math.min(Math.max(0, params.page), pages - 1);
    const shown = items.slice(page * PAGE, (page + 1) * PAGE);
    const buttons = shown.map(
      ({ reference, name, asks }): Button => ({
        label: shortened(`${asks ? '' : '👁 '}${name}`, 20),
        action: { kind: 'callback', data: tap('x', 'r', reference) },
      }),
    );
    const missing: Block[] =
      unavailable.length === 0
        ? []
        : [
            {
              kind: 'details',
              summary: `⚠️ ${t('commands-unavailable', { count: unavailable.length })}`,
              open: items.length === 0,
              blocks: [
                {
                  kind: 'list',
                  items: unavailable.map((each): Inline[] => [
                    bold(each.name),
                    `: ${t(each.reason.key, each.reason.params)}`,
                  ]),
                },
                ...(inContainer ? [{ kind: 'paragraph', text: t('commands-in-container') } as const] : []),
              ],
            },
          ];
    return {
      blocks: [
        { kind: 'heading', level: 3, text: t('commands-title') },
        { kind: 'paragraph', text: t(items.some(({ asks }) => !asks) ? 'commands-choose-eye' : 'commands-choose') },
        ...missing,
        ...(hidden > 0 ? [{ kind: 'paragraph', text: t('commands-hidden', { count: hidden }) } as const] : []),
      ],
      buttons: [...inRows(buttons, 2), ...(pages > 1 ? [turns(page, pages, (to) => tap('x', 'l', to))] : [])],
    };
  },
);

/** Asks for one parameter by buttons. `data` of each was made where the values are known. */
export const commandParam = defineView(
  z.object({
    name: z.string(),
    title: z.string(),
    ask: z.string().nullable(),
    /** What was chosen already: `name = value`. */
    chosen: z.array(z.string()),
    options: z.array(z.object({ label: z.string(), data: z.string() })),
    /** What turns the page: the number of the page comes after it. */
    turn: z.string(),
    page: z.number(),
    range: z.object({ min: z.number(), max: z.number() }).nullable(),
    /** What asks for the number to be typed. */
    type: z.string().nullable(),
  }),
  (params, { t }): Document => {
    const pages = Math.max(1, Math.ceil(params.options.length / PAGE));
    const page = Math.min(Math.max(0, params.page), pages - 1);
    const buttons = params.options
      .slice(page * PAGE, (page + 1) * PAGE)
      .map(({ label, data }): Button => ({ label: shortened(label, 20), action: { kind: 'callback', data } }));
    const isShort = params.options.every(({ label }) => label.length <= 6);
    const typed: Button[] =
      params.type === null
        ? []
        : [{ label: t('commands-button-type'), action: { kind: 'callback', data: params.type } }];
    return {
      blocks: [
        { kind: 'heading', level: 3, text: params.title },
        ...(params.chosen.length === 0 ? [] : [{ kind: 'paragraph', text: code(params.chosen.join(', ')) } as const]),
        { kind: 'paragraph', text: params.ask ?? t('commands-ask', { name: params.name }) },
        ...(params.range === null
          ? []
          : [{ kind: 'paragraph', text: t('commands-ask-range', { ...params.range }) } as const]),
        ...(params.options.length === 0 && params.type === null
          ? [{ kind: 'paragraph', text: t('commands-no-services') } as const]
          : []),
      ],
      buttons: [
        ...inRows(buttons, isShort ? 3 : 2),
        ...(pages > 1 ? [turns(page, pages, (to) => `${params.turn}.${to}`)] : []),
        ...(typed.length > 0 ? [typed] : []),
        [{ label: t('commands-button-list'), action: { kind: 'callback', data: tap('x', 'l', 0) } }],
      ],
    };
  },
);

/** Asks for a number to be typed, as a reply to this message. */
export const commandNumber = defineView(
  z.object({ title: z.string(), name: z.string(), ask: z.string().nullable(), min: z.number(), max: z.number() }),
  (params, { t }): Document => ({
    blocks: [
      { kind: 'paragraph', text: [bold(params.title), `\n${params.ask ?? t('commands-ask', { name: params.name })}`] },
      { kind: 'paragraph', text: t('commands-ask-range', { min: params.min, max: params.max }) },
    ],
    ask: { placeholder: `${params.min} … ${params.max}` },
  }),
);

/** The caption of the file with all of the output. */
export const commandOutput = defineView(z.object({ name: z.string() }), (params, { t }) => ({
  blocks: [{ kind: 'paragraph', text: t('commands-output-file', { name: params.name }) }],
}));

function inRows(buttons: readonly Button[], perRow: number): Button[][] {
  const rows: Button[][] = [];
  for (let start = 0; start < buttons.length; start += perRow) rows.push(buttons.slice(start, start + perRow));
  return rows;
}

function turns(page: number, pages: number, dataFor: (page: number) => string): Button[] {
  const turn = (label: string, to: number): Button => ({ label, action: { kind: 'callback', data: dataFor(to) } });
  return [turn('◂', (page + pages - 1) % pages), turn(`${page + 1}/${pages}`, page), turn('▸', (page + 1) % pages)];
}
