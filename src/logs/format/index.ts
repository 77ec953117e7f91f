export { fitting, type ShownLine, shownLines } from './lines.ts';
export { LEVELS, type Level } from './structured.ts';
