export { DataInUseError, lockData } from './data-lock.ts';
export {
  type Database,
  DatabaseTooNewError,
  DatabaseUnusableError,
  openDatabase,
  type SqlValue,
  type Statement,
} from './database.ts';
