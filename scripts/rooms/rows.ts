/**
 * The rooms of src/, highest row first. A room imports from lower rows, and from its own row where that makes no
 * circle. A new room is added here before it can import or be imported.
 */
export const ROWS: readonly (readonly string[])[] = [
  ['bot', 'intake', 'schedule'],
  [
    'actions',
    'audit',
    'cleanup',
    'commands',
    'health',
    'logs',
    'operations',
    'triage',
    'incidents',
    'announce',
    'watch',
    'runbooks',
    'backups',
    'oncall',
    'notify',
    'inbox',
  ],
  ['recorder', 'docker', 'host', 'checks'],
  ['document', 'masking', 'database', 'config'],
];

/** Files of src/ itself that every room may import; they import no room. */
export const FREE_FILES: readonly string[] = ['clock.ts', 'errors.ts', 'log.ts'];

/** Packages that one room only may import. */
export const OWNERS: readonly { readonly package: RegExp; readonly room: string }[] = [
  { package: /^dockerode(\/|$)/, room: 'docker' },
  { package: /^(grammy(\/|$)|@grammyjs\/)/, room: 'bot' },
  { package: /^better-sqlite3(\/|$)/, room: 'database' },
];
