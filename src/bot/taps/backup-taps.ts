import { Composer } from 'grammy';
import { UserError } from '../../errors.ts';
import { requireAccess } from '../../oncall/index.ts';
import type { LookingOptions } from '../commands/looking.ts';
import type { BotContext } from '../context.ts';
import { createPlaces } from '../places-store.ts';
import { askForBackup, askToPrune, drill, verify } from './backup-asking.ts';
import { type BrowseOptions, sendFile, showFile, showFolder, showTrees } from './backup-browse.ts';
import { askToImport, showImports } from './backup-imports.ts';
import { showBackup, showDrill, showHome, showPrune, showSet } from './backup-pages.ts';
import { setNamed } from './backup-sets.ts';
import { tapParts } from './data.ts';

/**
 * The pages of `/backup`: `k.home.<page>`, `k.s.<set>.<page>` one set, `k.o.<backup>` one backup, `k.p.<set>` what the
 * retention lets go of, `k.t.<backup>.<page>` its volumes, `k.f.<place>.<page>` a folder, `k.e.<place>` a file of it.
 * `k.i.<page>` archives of another script. What they do: `k.y.<archive>` import one, `k.b.<set>` back up, `k.v.<backup>` verify, `k.g.<backup>` and `k.g2|g3.<backup>` drill,
 * `k.x.<set>` clean up, `k.d.<place>` send a file.
 */
export function createBackupTaps(looking: LookingOptions): Composer<BotContext> {
  const options: BrowseOptions = { ...looking, places: createPlaces(looking) };
  const composer = new Composer<BotContext>();
  composer.on('callback_query:data', async (ctx, next) => {
    const [router, verb = '', what = '', more = ''] = tapParts(ctx.callbackQuery.data);
    if (router === 'c' && verb === 'backup') return showHome(options, ctx, 0);
    if (router !== 'k') return next();
    const page = Number(more) || 0;
    switch (verb) {
      case 'home':
        return showHome(options, ctx, Number(what) || 0);
      case 's':
        return showSet(options, ctx, await setNamed(options, what), page);
      case 'o':
        return showBackup(options, ctx, what);
      case 'i':
        return showImports(options, ctx, Number(what) || 0);
      case 'p':
        return showPrune(options, ctx, await setNamed(options, what));
      case 't':
        return showTrees(options, ctx, what, page);
      case 'f':
        return showFolder(options, ctx, options.places.find(what, 'folder'), page);
      case 'e':
        return showFile(options, ctx, options.places.find(what, 'entry'));
      default:
        return change(options, ctx, verb, what);
    }
  });
  return composer;
}

/** Whoever may only look is told so before anything is looked up. */
async function change(options: BrowseOptions, ctx: BotContext, verb: string, what: string): Promise<void> {
  requireAccess(ctx.person, verb === 'x' || verb === 'y' ? 'admin' : 'responder');
  switch (verb) {
    case 'b':
      return askForBackup(options, ctx, await setNamed(options, what));
    case 'v':
      return verify(options, ctx, what);
    case 'g':
      return showDrill(options, ctx, what);
    case 'g2':
      return drill(options, ctx, what, 2);
    case 'g3':
      return drill(options, ctx, what, 3);
    case 'y':
      return askToImport(options, ctx, what);
    case 'x':
      return askToPrune(options, ctx, await setNamed(options, what));
    case 'd':
      return sendFile(options, ctx, options.places.find(what, 'entry'));
    default:
      throw new UserError('bot-button-old');
  }
}
