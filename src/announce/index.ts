export { announceIncident, cardOf } from './incident-changes.ts';
export { announceOperation, operationSubject } from './operation-changes.ts';
