import { Composer } from 'grammy';
import { UserError } from '../../errors.ts';
import { requireAccess } from '../../oncall/index.ts';
import type { LookingOptions } from '../commands/looking.ts';
import type { BotContext } from '../context.ts';
import { createPlaces } from '../places-store.ts';
import type { BrowseOptions } from './backup-browse.ts';
import { showPage } from './backup-message.ts';
import { backupNamed, manifestOf, setNamed, targetOfBackup } from './backup-sets.ts';
import { tapParts } from './data.ts';
import { beginDryRun, dryRun, showChoice, showConfig, showDiff, showWhat } from './restore-pages.ts';

/**
 * The way to a restore: `r.home.<page>` whose data, `r.s.<set>.<page>` which backup, `r.b.<backup>` what of it,
 * `r.c.<place>.<page>` a choice, `r.g.<place>.<page>` its configuration files, `r.d.<place>.<n>` one of them as a diff,
 * `r.y.<place>` the dry run, `r.a.<operation>` the same dry run again. The restore itself is asked for by a dialogue.
 */
export function createRestoreTaps(looking: LookingOptions): Composer<BotContext> {
  const options: BrowseOptions = { ...looking, places: createPlaces(looking) };
  const composer = new Composer<BotContext>();
  composer.on('callback_query:data', async (ctx, next) => {
    const [router, verb = '', what = '', more = ''] = tapParts(ctx.callbackQuery.data);
    if (router === 'c' && verb === 'restore') return showPage(options, ctx, 'restore-sets', { page: 0 });
    if (router !== 'r') return next();
    const page = Number(more) || 0;
    switch (verb) {
      case 'home':
        return showPage(options, ctx, 'restore-sets', { page: Number(what) || 0 });
      case 's':
        return showPage(options, ctx, 'restore-pick', { set: await setNamed(options, what), page });
      case 'b':
        return showWhat(options, ctx, what);
      case 'c':
        return showChoice(options, ctx, options.places.find(what, 'choice'), page);
      case 'g':
        return showConfig(options, ctx, options.places.find(what, 'choice'), page);
      case 'd':
        return showDiff(options, ctx, options.places.find(what, 'choice'), page);
      case 'y':
        requireAccess(ctx.person, 'responder');
        return dryRun(options, ctx, options.places.find(what, 'choice'));
      case 'a':
        requireAccess(ctx.person, 'responder');
        return again(options, ctx, what);
      default:
        return next();
    }
  });
  return composer;
}

/** The data has moved on since: the same is tried out once more. */
async function again(options: BrowseOptions, ctx: BotContext, operation: string): Promise<void> {
  const run = options.rooms.backups.dryRun(operation);
  if (run === null) throw new UserError('bot-restore-backup-run-gone');
  backupNamed(options, run.backup);
  const target = targetOfBackup(await manifestOf(options, run.backup));
  return beginDryRun(options, ctx, target, run.backup, run.choice);
}
