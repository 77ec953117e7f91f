export { costOf, fitting, type ShownLine, type ShowOptions, shownLines } from './lines.ts';
export { LEVELS, type Level } from './structured.ts';
