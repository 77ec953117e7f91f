import { z } from 'zod';
import type { Block, Button, Document } from '../../document/index.ts';
import { tap } from '../taps/data.ts';
import { defineView } from './view.ts';
import { helpedLines } from './what-helped.ts';
import { shortened } from './words.ts';

const PAGE_SIZE = 12;

/** What to restart: what is sick with what helps it first, then every service; or the projects. */
export const restartPicker = defineView(
  z.object({
    title: z.object({ key: z.string(), params: z.record(z.string(), z.string()).default({}) }),
    offers: z
      .array(
        z.object({
          verb: z.enum([
            'restart',
            'start',
            'unpause',
            'memory',
            'project-restart',
            'project-start',
            'project-recreate',
          ]),
          name: z.string(),
          data: z.string(),
          key: z.string(),
        }),
      )
      .default([]),
    entries: z.array(z.object({ label: z.string(), data: z.string(), unwell: z.boolean() })),
    page: z.number(),
    pages: z.number(),
    /** Which tap turns the pages. */
    of: z.enum(['pick', 'projects', 'none']),
  }),
  (params, reader, rooms): Document => {
    const { t } = reader;
    const button = (label: string, data: string): Button => ({
      label: shortened(label, 20),
      action: { kind: 'callback', data },
    });
    const sick = params.offers.map(({ name, key }): Block => {
      const lines = helpedLines(key, reader, rooms);
      const { failure } = rooms.actions.whatHelped(key);
      const why = t('bot-restart-failure', { failure: failure.kind, code: failure.exitCode ?? 'unknown' });
      return { kind: 'paragraph', text: [`❌ ${name}: ${why}`, ...lines.map((line) => `\n${line}`)] };
    });
    const entries = params.entries.map(({ label, data, unwell }) => button(`${unwell ? '❌ ' : ''}${label}`, data));
    const turn = (label: string, to: number) => button(label, tap('a', params.of, to));
    const { page, pages } = params;
    const paging =
      pages > 1
        ? [[turn('◂', (page + pages - 1) % pages), turn(`${page + 1}/${pages}`, page), turn('▸', (page + 1) % pages)]]
        : [];
    const other =
      params.of === 'projects'
        ? button(t('bot-button-containers'), tap('a', 'pick', 0))
        : params.of === 'pick'
          ? button(t('bot-button-projects'), tap('a', 'projects', 0))
          : button(t('bot-button-all-containers'), tap('a', 'pick', 0));
    return {
      // What is wrong comes before what is asked.
      blocks: [...sick, { kind: 'paragraph', text: t(params.title.key, params.title.params) }],
      buttons: [
        ...params.offers.map(({ verb, name, data }) => [button(t('bot-button-offer', { verb, name }), data)]),
        ...pairs(entries),
        ...paging,
        [other],
      ],
    };
  },
);

/** The entries of one page, and which page of how many that is. */
export function pageOf<T>(all: readonly T[], wanted: number): { entries: readonly T[]; page: number; pages: number } {
  const pages = Math.max(1, Math.ceil(all.length / PAGE_SIZE));
  const page = Math.min(Math.max(0, wanted), pages - 1);
  return { entries: all.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE), page, pages };
}

function pairs(buttons: readonly Button[]): Button[][] {
  const rows: Button[][] = [];
  for (let at = 0; at < buttons.length; at += 2) rows.push(buttons.slice(at, at + 2));
  return rows;
}
