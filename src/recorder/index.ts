export { type Ending, lastEnding } from './ending.ts';
export { createRecorder, type RecorderOptions } from './recorder.ts';
export { GROWTH_WINDOW_MS, timesToFull, timeToFull } from './time-to-full.ts';
export type {
  BadEvent,
  BadEventKind,
  Change,
  ChangeDetail,
  ChangeKind,
  DiskSample,
  Gap,
  GapReason,
  Inventory,
  RecordedEvent,
  Recorder,
  Sample,
} from './types.ts';
