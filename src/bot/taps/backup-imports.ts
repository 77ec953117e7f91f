import { createHash } from 'node:crypto';
import { ENGINE } from '../../docker/index.ts';
import { UserError } from '../../errors.ts';
import { requireAccess } from '../../oncall/index.ts';
import type { LookingOptions } from '../commands/looking.ts';
import type { BotContext } from '../context.ts';
import { ask } from './ask.ts';
import { showPage } from './backup-message.ts';

/** A short name of an archive for callback data. */
export function archiveReference(file: string): string {
  return createHash('sha256').update(`archive:${file}`).digest('hex').slice(0, 10);
}

/** What lies in the folders for imports. */
export async function showImports(options: LookingOptions, ctx: BotContext, page: number): Promise<void> {
  const { settings, backups } = options.rooms;
  const files = (await backups.importables()).map(({ file, madeAt, bytes, imported }) => ({
    ...{ file, madeAt, bytes, imported },
    reference: archiveReference(file),
  }));
  const folders = ['DATA_DIR/import', ...settings.backups.importFrom];
  showPage(options, ctx, 'backup-imports', { files, folders, page });
}

/** Asks before an archive is read in. @throws UserError when it is gone or was imported meanwhile */
export async function askToImport(options: LookingOptions, ctx: BotContext, reference: string): Promise<void> {
  requireAccess(ctx.person, 'admin');
  const found = (await options.rooms.backups.importables()).find(({ file }) => archiveReference(file) === reference);
  if (found === undefined) throw new UserError('bot-backup-import-gone');
  const { file, label, bytes, imported } = found;
  if (imported !== null) throw new UserError('backups-import-known', { file, id: imported, set: label });
  ask(options, ctx, {
    kind: 'backup-import',
    params: { engine: ENGINE, project: null, services: [], name: file, set: label, file },
    incident: null,
    title: { key: 'bot-backup-import-ask', params: { file } },
    facts: [
      { key: 'bot-backup-import-fact-size', params: { bytes } },
      { key: 'bot-backup-import-fact-what', params: {} },
    ],
    button: { key: 'bot-backup-button-import-now', params: {} },
  });
}
