import { Composer } from 'grammy';
import { UserError } from '../../errors.ts';
import type { BotContext } from '../context.ts';
import { showImports } from '../taps/backup-imports.ts';
import { showPage } from '../taps/backup-message.ts';
import { showHome, showSet } from '../taps/backup-pages.ts';
import { setsNow } from '../taps/backup-sets.ts';
import type { LookingOptions } from './looking.ts';

const LONGEST_NAME = 60;

/** `/backup`, `/backup shop`, `/backup import`; `/restore`, `/restore shop`. They only lead there: whatever changes something is asked for. */
export function createBackupCommands(options: LookingOptions): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.command('backup', async (ctx) => {
    const name = ctx.match.trim();
    if (name === '') return showHome(options, ctx, 0);
    if (/^import\b/i.test(name)) return showImports(options, ctx, 0);
    return showSet(options, ctx, await named(options, name), 0);
  });
  composer.command('restore', async (ctx) => {
    const name = ctx.match.trim();
    if (name === '') return showPage(options, ctx, 'restore-sets', { page: 0 });
    return showPage(options, ctx, 'restore-pick', { set: await named(options, name), page: 0 });
  });
  return composer;
}

/** Letter case does not matter, and the beginning is enough where only one set begins so. @throws UserError */
async function named(options: LookingOptions, text: string): Promise<string> {
  const standing = ((await setsNow(options)) ?? []).map(({ name }) => name);
  const names = [...new Set([...standing, ...options.rooms.backups.setsWithBackups()])].sort();
  const wanted = text.toLowerCase();
  const exact = names.find((name) => name === text) ?? names.find((name) => name.toLowerCase() === wanted);
  const close = names.filter((name) => name.toLowerCase().startsWith(wanted));
  const found = exact ?? (close.length === 1 ? close[0] : undefined);
  if (found !== undefined) return found;
  const known = names.slice(0, 8).join(', ');
  throw new UserError(names.length === 0 ? 'bot-backup-unknown-none' : 'bot-backup-unknown', {
    text: text.slice(0, LONGEST_NAME),
    names: known,
  });
}
