import { Composer } from 'grammy';
import type { LookingOptions } from '../commands/looking.ts';
import { type StatusPage, showStatus } from '../commands/status.ts';
import type { BotContext } from '../context.ts';
import { tapParts } from './data.ts';

/** Pages of /status: `p.home.<page>`, `p.p.<project>.<page>`, `p.c.<container>`, `p.m.<container>` (its rarer actions). */
export function createStatusTaps(options: LookingOptions): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on('callback_query:data', async (ctx, next) => {
    const [router, ...rest] = tapParts(ctx.callbackQuery.data);
    const page = router === 'p' ? pageOf(rest) : null;
    return page === null ? next() : showStatus(options, ctx, page);
  });
  return composer;
}

/** Null for what is no page. */
export function pageOf([kind, first = '', second = '']: readonly string[]): StatusPage | null {
  switch (kind) {
    case 'home':
      return { kind, page: numberOf(first) };
    case 'p':
      return first === '' ? null : { kind: 'project', reference: first, page: numberOf(second) };
    case 'c':
    case 'm':
      return first === '' ? null : { kind: 'container', reference: first, more: kind === 'm' };
    default:
      return null;
  }
}

function numberOf(text: string): number {
  return /^\d{1,6}$/.test(text) ? Number(text) : 0;
}
