export { createDrillKind } from './drill-kind.ts';
export { isDamage, verifyBackup } from './verify-backup.ts';
export { createVerifyKind } from './verify-kind.ts';
