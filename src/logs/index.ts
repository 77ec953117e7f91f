export { isErrorLine, shapeOf } from './error-lines.ts';
export { fitting, type ShownLine, shownLines } from './format/index.ts';
export { createLogEngine } from './log-engine.ts';
export { createLogViews, type LogView, type LogViews } from './log-views-store.ts';
export type * from './types.ts';
export {
  type LogActivity,
  type LogContent,
  type LogPick,
  type LogRange,
  type LogTarget,
  type LogViewState,
  MAX_FOLLOW_MS,
  type Words,
} from './view-state.ts';
