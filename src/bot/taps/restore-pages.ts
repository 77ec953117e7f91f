import { type Manifest, type RestoreChoice, shownPath } from '../../backups/index.ts';
import { UserError } from '../../errors.ts';
import type { BotContext } from '../context.ts';
import type { PlaceOf } from '../places-store.ts';
import { begin } from './backup-asking.ts';
import type { BrowseOptions } from './backup-browse.ts';
import { isPage, showPage } from './backup-message.ts';
import { backupNamed, manifestOf, setsNow, targetOfBackup } from './backup-sets.ts';

type Choice = PlaceOf<'choice'>;

/** What fits a message beside its buttons. */
const LONGEST_DIFF = 2500;

/** A backup that was chosen: all of its volumes, and no configuration, until somebody chooses otherwise. */
export async function showWhat(options: BrowseOptions, ctx: BotContext, id: string): Promise<void> {
  const { state } = backupNamed(options, id);
  if (state === 'damaged') throw new UserError('bot-restore-backup-damaged');
  const { trees } = await manifestOf(options, id);
  return showChoice(
    options,
    ctx,
    { kind: 'choice', backup: id, trees: trees.map(({ name }) => name), files: [], config: [] },
    0,
  );
}

export async function showChoice(options: BrowseOptions, ctx: BotContext, choice: Choice, page: number): Promise<void> {
  const { places } = options;
  backupNamed(options, choice.backup);
  const manifest = await manifestOf(options, choice.backup);
  const now = await setsNow(options);
  showPage(options, ctx, 'restore-choice', {
    backup: choice.backup,
    trees: manifest.trees.map(({ name, dataBytes }) => ({
      name,
      bytes: dataBytes,
      chosen: choice.trees.includes(name),
      next: places.keep({ ...choice, trees: toggled(manifest.trees, choice.trees, name) }),
    })),
    files: choice.files.map(shownPath),
    config: choice.config,
    hasConfig: manifest.configFiles.length > 0,
    emptyEngine: now !== null && manifest.project !== null && !now.some(({ project }) => project === manifest.project),
    here: places.keep(choice),
    canStart: choice.trees.length > 0 || choice.config.length > 0,
    page,
  });
}

/** In the order of the backup, so that the same choice is the same place. */
function toggled(trees: Manifest['trees'], chosen: readonly string[], name: string): string[] {
  const after = chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name];
  return trees.flatMap((tree) => (after.includes(tree.name) ? [tree.name] : []));
}

export async function showConfig(options: BrowseOptions, ctx: BotContext, choice: Choice, page: number): Promise<void> {
  const { places } = options;
  const { configFiles } = await manifestOf(options, choice.backup);
  showPage(options, ctx, 'restore-config', {
    backup: choice.backup,
    files: configFiles.map(({ path, role }) => {
      const after = choice.config.includes(path)
        ? choice.config.filter((one) => one !== path)
        : [...choice.config, path];
      const config = configFiles.flatMap((file) => (after.includes(file.path) ? [file.path] : []));
      return { path, role, chosen: choice.config.includes(path), next: places.keep({ ...choice, config }) };
    }),
    here: places.keep(choice),
    page,
  });
}

/** As it is against as it was: masked where it is read, and once more where it is drawn. */
export async function showDiff(options: BrowseOptions, ctx: BotContext, choice: Choice, index: number): Promise<void> {
  const { configFiles } = await manifestOf(options, choice.backup);
  const file = configFiles[index];
  if (file === undefined) throw new UserError('bot-button-old');
  const diff = options.maskSecrets(await options.rooms.backups.configDiff(choice.backup, file.path));
  showPage(options, ctx, 'restore-diff', {
    path: file.path,
    diff: diff.slice(0, LONGEST_DIFF),
    cut: diff.length > LONGEST_DIFF,
    here: options.places.keep(choice),
  });
}

/** What a restore would do, tried out; its live picture takes the place of the choice. */
export async function dryRun(options: BrowseOptions, ctx: BotContext, choice: Choice): Promise<void> {
  const { state } = backupNamed(options, choice.backup);
  if (state === 'damaged') throw new UserError('bot-restore-backup-damaged');
  if (choice.trees.length === 0 && choice.config.length === 0) throw new UserError('bot-restore-backup-nothing-chosen');
  const target = targetOfBackup(await manifestOf(options, choice.backup));
  const { trees, files, config } = choice;
  await beginDryRun(options, ctx, target, choice.backup, { trees, files, config });
}

export async function beginDryRun(
  options: BrowseOptions,
  ctx: BotContext,
  target: ReturnType<typeof targetOfBackup>,
  backup: string,
  choice: RestoreChoice,
): Promise<void> {
  begin(options, ctx, 'restore-dry-run', { ...target, backup, choice }, target, isPage(options, ctx));
}
