import { basename, resolve } from 'node:path';
import { composeHouse, type House } from './compose.ts';
import { ConfigProblem, loadConfig } from './config/index.ts';
import { createTexts } from './document/index.ts';
import { UserError } from './errors.ts';
import { withoutTelegram } from './without-telegram.ts';

const USAGE = 'npm run backup -- import /backups/codefoundry-20250131-023000.tar.gz';

/**
 * `npm run backup -- list | import PATH [--set NAME] | fetch`: what can be done with backups at a terminal, without Telegram and
 * beside a bot that runs. Needs no more than DATA_DIR, and the passphrase where backups are encrypted.
 */
export async function runBackup(args: readonly string[]): Promise<number> {
  const [what, ...rest] = args;
  const house = composeHouse(loadConfig(withoutTelegram(process.env)), 'tool');
  try {
    if (what === 'list' && rest.length === 0) return await list(house);
    if (what === 'fetch' && rest.length === 0) return await fetchAll(house);
    if (what === 'import') return await importArchive(house, importArgs(rest));
    throw problem(what === undefined ? 'Nothing was asked for.' : `"${what.slice(0, 40)}" is not asked for like this.`);
  } finally {
    await house.backups.stop();
    house.docker.close();
    house.database.close();
  }
}

function problem(what: string): ConfigProblem {
  return new ConfigProblem({
    what,
    where: 'the command line',
    expected:
      'list, or fetch, or import and the path of one archive, and if you like --set and the name of the set that it is of',
    example: USAGE,
  });
}

function importArgs(args: readonly string[]): { path: string; set: string | null } {
  const at = args.indexOf('--set');
  const set = at < 0 ? null : (args[at + 1] ?? '');
  const paths = args.filter((_, index) => at < 0 || (index !== at && index !== at + 1));
  const [path] = paths;
  if (path === undefined || paths.length > 1 || set === '') throw problem('What to import is not clear.');
  return { path: resolve(path), set };
}

async function list({ backups }: House): Promise<number> {
  await backups.rescan();
  const all = backups.list();
  for (const { id, set, origin, state, dataBytes, consistency } of all) {
    process.stdout.write(`${id}  ${set}  ${origin}  ${state}  ${consistency}  ${dataBytes} bytes\n`);
  }
  if (all.length === 0) process.stdout.write('There are no backups.\n');
  return 0;
}

/** What only the restic repository has: for a server that was lost. */
async function fetchAll({ backups }: House): Promise<number> {
  try {
    const all = await backups.fetch();
    for (const { id, set, end } of all) process.stdout.write(`${id}  ${set}  ${end}\n`);
    if (all.length === 0) process.stdout.write('There are no backups in the repository.\n');
    return all.some(({ end }) => end === 'damaged') ? 1 : 0;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`${createTexts({ strict: false }).t('en', error.key, error.params)}\n`);
    return 1;
  }
}

async function importArchive({ backups }: House, { path, set }: { path: string; set: string | null }): Promise<number> {
  const texts = createTexts({ strict: false });
  const say = (key: string, params: Readonly<Record<string, string | number>> = {}) => texts.t('en', key, params);
  try {
    const { id, set: into, manifest, sum, left } = await backups.importFile(path, set);
    const bytes = manifest.trees.reduce((all, tree) => all + tree.dataBytes, 0);
    process.stdout.write(`${basename(path)} → ${id} of ${into}: ${manifest.trees.length} volumes, ${bytes} bytes.\n`);
    if (sum === 'none') process.stdout.write(`${say('backups-import-no-sum')}\n`);
    for (const { key, params } of backups.lacks(manifest)) process.stdout.write(`${say(key, params)}\n`);
    if (left.length > 0) process.stdout.write(`Not taken: ${left.join(', ')}\n`);
    process.stdout.write('Verify and drill it in the chat: /backup\n');
    return 0;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`${say(error.key, error.params)}\n`);
    return 1;
  }
}
