export { type Audit, type AuditEntry, createAudit } from './audit.ts';
export { csvOf } from './csv.ts';
