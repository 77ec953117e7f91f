import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AuditEntry, csvOf } from '../../audit/index.ts';
import type { BotContext } from '../context.ts';
import { auditSentence } from '../views/audit.ts';
import { targetOf } from '../views/operation.ts';
import type { Reader } from '../views/view.ts';
import type { LookingOptions } from './looking.ts';

const DAY_MS = 24 * 3_600_000;
const HEADER = ['time_utc', 'person_id', 'person', 'second_person', 'incident', 'action', 'target', 'outcome'];

/** Sends what `/audit` shows as a file: English, UTC, masked, a row each. */
export async function sendAudit(options: LookingOptions, ctx: BotContext, days: number): Promise<void> {
  const { rooms, clock, config, say, maskSecrets } = options;
  const now = clock.now();
  const english: Reader = {
    locale: 'en',
    timeZone: 'UTC',
    now,
    viewer: null,
    t: (key, params) => rooms.texts.t('en', key, params),
  };
  const entries = rooms.audit.since(now - days * DAY_MS);
  const rows = entries.map((entry) => [
    ...rowOf(entry, (id) => rooms.people.person(id).name),
    auditSentence(entry, english, rooms),
  ]);
  const text = maskSecrets(csvOf([...HEADER, 'sentence'], rows));
  const folder = join(config.environment.dataDir, 'reports');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const name = `audit-${new Date(now).toISOString().slice(0, 10)}-${days}d.csv`;
  const path = join(folder, name);
  await writeFile(path, text, { mode: 0o600 });
  say.reply(ctx, 'audit-file', { days, rows: rows.length }, 'audit-file', { file: { name, path } });
}

function rowOf(entry: AuditEntry, nameOf: (id: number) => string): (string | number | null)[] {
  const at = new Date(entry.at).toISOString();
  const who = entry.by === 'vakhta' ? ['', 'Vakhta'] : [entry.by, nameOf(entry.by)];
  if (entry.kind === 'incident') {
    return [at, ...who, '', entry.entry.incident, entry.entry.kind, '', ''];
  }
  const { operation, secondedBy } = entry;
  const second = secondedBy === null ? '' : nameOf(secondedBy);
  return [at, ...who, second, operation.incident, operation.kind, targetOf(operation), operation.state];
}
