export type {
  BadEvent,
  BadEventKind,
  Change,
  ChangeDetail,
  ChangeKind,
  Gap,
  Inventory,
  Recorder,
  Sample,
} from './types.ts';
