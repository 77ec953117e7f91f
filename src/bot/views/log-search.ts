import { z } from 'zod';
import type { Document } from '../../document/index.ts';
import { wordsFor } from '../logs/sources.ts';
import { bold, defineView } from './view.ts';

/** Asks what to look for; after an expression that is none it says what is wrong with it. */
export const logSearch = defineView(
  z.object({
    view: z.string(),
    problem: z
      .object({ key: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])).default({}) })
      .nullable()
      .default(null),
  }),
  ({ view, problem }, { t }, rooms): Document => {
    const target = rooms.logViews.get(view)?.state.target;
    const title = t('bot-logs-search-title', { name: target ? wordsFor(target) : '' });
    return {
      blocks: [
        ...(problem === null ? [] : [{ kind: 'paragraph', text: `⚠️ ${t(problem.key, problem.params)}` } as const]),
        { kind: 'paragraph', text: [bold(`🔎 ${title}`), `\n${t('bot-logs-search-how')}`] },
      ],
      ask: { placeholder: t('bot-logs-search-placeholder') },
    };
  },
);
