import BetterSqlite3 from 'better-sqlite3';
import { StartError } from '../errors.ts';

/** Another living process works on the same data; two would take each other's rows. */
export class DataInUseError extends StartError {
  readonly file: string;

  constructor(file: string, options?: ErrorOptions) {
    super(`${file} is locked by another process`, options);
    this.name = 'DataInUseError';
    this.file = file;
  }

  override paragraph(): string {
    return (
      `Another Vakhta already runs on this data, so this one ends. Where: ${this.file}. ` +
      'Expected: one process for each DATA_DIR. Example: stop the other one, or give this one a DATA_DIR (and a bot token) of its own.'
    );
  }
}

/**
 * Holds the data folder for this process: an open exclusive transaction on a file of its own, which the operating
 * system ends with the process, however it dies.
 * @returns what lets it go
 * @throws DataInUseError when another process holds it
 */
export function lockData(file: string): () => void {
  const sqlite = new BetterSqlite3(file, { timeout: 0 });
  try {
    sqlite.pragma('journal_mode = DELETE');
    sqlite.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    sqlite.close();
    if (cause instanceof BetterSqlite3.SqliteError && cause.code.startsWith('SQLITE_BUSY')) {
      throw new DataInUseError(file, { cause });
    }
    throw cause;
  }
  return () => sqlite.close();
}
