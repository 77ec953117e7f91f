import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { reportFileName } from '../../incidents/index.ts';
import type { BotContext } from '../context.ts';
import type { BotDependencies } from '../dependencies.ts';
import { reportText } from '../report-input.ts';
import type { Say } from '../say.ts';

/** Sends the report of one incident: the readable message, then the Markdown file. */
export async function sendReport(
  options: BotDependencies & { readonly say: Say },
  ctx: BotContext,
  number: number,
): Promise<void> {
  const { say, rooms, config } = options;
  const incident = rooms.incidents.get(number);
  const text = reportText(number, rooms, options.clock.now(), options.maskSecrets);
  if (!incident || text === null) {
    say.notice(ctx, 'bot-incident-unknown', { number });
    return;
  }
  const folder = join(config.environment.dataDir, 'reports');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const name = reportFileName(incident);
  const path = join(folder, name);
  await writeFile(path, text, { mode: 0o600 });
  say.reply(ctx, 'report', { incident: number }, 'report');
  say.reply(ctx, 'report-file', { incident: number }, 'report-file', { file: { name, path } });
}
