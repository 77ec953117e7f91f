import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import BetterSqlite3 from 'better-sqlite3';
import { StartError } from '../errors.ts';

export type SqlValue = string | number | bigint | Buffer | null;

/** A prepared statement. Rows come back as `unknown`: each store parses its own rows. */
export interface Statement {
  run(...values: SqlValue[]): { changes: number; lastInsertRowid: number };
  get(...values: SqlValue[]): unknown;
  all(...values: SqlValue[]): unknown[];
}

export interface Database {
  /** Prepares (and caches by its text) one statement. */
  prepare(sql: string): Statement;
  /** Runs `work` in one immediate transaction; nested calls join the outer one. Rolls back when `work` throws. `work` must be synchronous. */
  transaction<T>(work: () => T): T;
  /** Calls `work` once the outermost transaction has committed, or at once when there is none. Dropped on rollback. */
  afterCommit(work: () => void): void;
  /** When this installation began, UTC milliseconds. */
  createdAt(): number;
  close(): void;
}

/** The file was written by a newer version of Vakhta; opening it would lose what the newer version knows. */
export class DatabaseTooNewError extends StartError {
  readonly found: number;
  readonly known: number;

  constructor(found: number, known: number) {
    super(`database schema ${found} is newer than ${known}`);
    this.name = 'DatabaseTooNewError';
    this.found = found;
    this.known = known;
  }

  override paragraph(): string {
    return (
      `The database was written by a newer version of Vakhta. Where: vakhta.db in DATA_DIR, schema ${this.found}. ` +
      `Expected: at most schema ${this.known}, which this version knows. ` +
      'Example: update Vakhta to the version that wrote it, or set DATA_DIR to another folder.'
    );
  }
}

/** The file is no SQLite database, is damaged, or cannot be read. */
export class DatabaseUnusableError extends StartError {
  readonly file: string;

  constructor(file: string, cause: Error) {
    super(cause.message, { cause });
    this.name = 'DatabaseUnusableError';
    this.file = file;
  }

  override paragraph(): string {
    return (
      `The database cannot be opened: ${this.message}. Where: ${this.file}. ` +
      'Expected: the SQLite file that Vakhta made, readable and writable. ' +
      'Example: put back a copy of it, or move it away to start with an empty one.'
    );
  }
}

interface Migration {
  readonly version: number;
  readonly sql: string;
}

const MIGRATIONS_FOLDER = fileURLToPath(new URL('../../migrations', import.meta.url));

/** Reads `migrations/NNN-name.sql`, in the order of their numbers. */
function readMigrations(folder: string): Migration[] {
  return readdirSync(folder)
    .filter((name) => /^\d{3}-.*\.sql$/.test(name))
    .sort()
    .map((name) => ({ version: Number(name.slice(0, 3)), sql: readFileSync(join(folder, name), 'utf8') }));
}

/**
 * Opens (and creates) the SQLite file in WAL mode and applies the migrations it lacks, each in its own transaction.
 * @param file a path, or `:memory:` in tests
 * @throws DatabaseTooNewError when the file knows migrations that this version does not · DatabaseUnusableError
 */
export function openDatabase(file: string, migrationsFolder = MIGRATIONS_FOLDER): Database {
  let sqlite: BetterSqlite3.Database | null = null;
  try {
    sqlite = new BetterSqlite3(file, { timeout: 5000 });
    sqlite.pragma('journal_mode = WAL');
    // FULL: a row that says "handled" or "done" must survive a power cut, not only a kill of the process.
    sqlite.pragma('synchronous = FULL');
    sqlite.pragma('foreign_keys = ON');
    migrate(sqlite, readMigrations(migrationsFolder));
    return createDatabase(sqlite);
  } catch (error) {
    sqlite?.close();
    throw error instanceof BetterSqlite3.SqliteError ? new DatabaseUnusableError(file, error) : error;
  }
}

function migrate(sqlite: BetterSqlite3.Database, migrations: readonly Migration[]): void {
  const current = Number(sqlite.pragma('user_version', { simple: true }));
  const newest = migrations.at(-1)?.version ?? 0;
  if (current > newest) throw new DatabaseTooNewError(current, newest);
  for (const migration of migrations.filter((candidate) => candidate.version > current)) {
    sqlite.transaction(() => {
      sqlite.exec(migration.sql);
      sqlite.pragma(`user_version = ${migration.version}`);
    })();
  }
}

function createDatabase(sqlite: BetterSqlite3.Database): Database {
  const statements = new Map<string, Statement>();
  let waiting: Array<() => void> = [];

  function prepare(sql: string): Statement {
    const known = statements.get(sql);
    if (known) return known;
    const raw = sqlite.prepare<SqlValue[]>(sql);
    const statement: Statement = {
      run: (...values) => {
        const result = raw.run(...values);
        return { changes: result.changes, lastInsertRowid: Number(result.lastInsertRowid) };
      },
      get: (...values) => raw.get(...values),
      all: (...values) => raw.all(...values),
    };
    statements.set(sql, statement);
    return statement;
  }

  function transaction<T>(work: () => T): T {
    if (sqlite.inTransaction) return work();
    try {
      const result = sqlite.transaction(work).immediate();
      const run = waiting;
      waiting = [];
      for (const callback of run) callback();
      return result;
    } catch (error) {
      waiting = [];
      throw error;
    }
  }

  return {
    prepare,
    transaction,
    afterCommit: (work) => {
      if (sqlite.inTransaction) waiting.push(work);
      else work();
    },
    createdAt: () => Number(sqlite.prepare('SELECT created_at FROM installation').pluck().get()),
    close: () => sqlite.close(),
  };
}
