export { createRecorder, type RecorderOptions } from './recorder.ts';
export type {
  BadEvent,
  BadEventKind,
  Change,
  ChangeDetail,
  ChangeKind,
  Gap,
  GapReason,
  Inventory,
  Recorder,
  Sample,
} from './types.ts';
