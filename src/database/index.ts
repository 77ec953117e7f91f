export { type Database, DatabaseTooNewError, openDatabase, type SqlValue, type Statement } from './database.ts';
