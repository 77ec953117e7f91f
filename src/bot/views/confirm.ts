import { z } from 'zod';
import type { Document } from '../../document/index.ts';
import { tap } from '../taps/data.ts';
import { bold, defineView } from './view.ts';
import { shortened } from './words.ts';

const reason = z.object({ key: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) });

/** Asks once, in red, and says what will happen. */
export const confirm = defineView(
  z.object({
    token: z.string(),
    title: reason,
    facts: z.array(reason),
    warnings: z.array(reason).default([]),
    button: reason,
  }),
  (params, { t }): Document => ({
    blocks: [
      { kind: 'heading', level: 3, text: t(params.title.key, params.title.params) },
      ...params.warnings.map(
        (warning) => ({ kind: 'paragraph', text: ['⚠️ ', bold(t(warning.key, warning.params))] }) as const,
      ),
      { kind: 'list', items: params.facts.map((fact) => t(fact.key, fact.params)) },
      { kind: 'paragraph', text: t('bot-plan-valid') },
    ],
    buttons: [
      [
        {
          label: shortened(t(params.button.key, params.button.params), 20),
          style: 'danger',
          action: { kind: 'callback', data: tap('o', params.token, 'go') },
        },
        { label: t('bot-button-cancel'), action: { kind: 'callback', data: tap('o', params.token, 'no') } },
      ],
    ],
  }),
);

/** The question after it lost its validity: what it was about and why nothing happens any more. */
export const questionOver = defineView(
  z.object({ title: reason, over: z.string(), who: z.string().default('') }),
  (params, { t }): Document => ({
    blocks: [
      { kind: 'heading', level: 3, text: t(params.title.key, params.title.params) },
      { kind: 'paragraph', text: t(params.over, { who: params.who }) },
    ],
  }),
);
