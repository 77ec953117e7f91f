import { type Incidents, isActive } from '../incidents/index.ts';
import type { Operations } from '../operations/index.ts';

const EVIDENCE = /^evidence\/([^/]+)/;
const REPORT = /^reports\/incident-(\d+)-/;

/** Whether an entry of DATA_DIR (`evidence/<operation>`, `reports/incident-<n>-…`) belongs to an incident that is still open, or to what runs. */
export function isOfOpenIncident(
  path: string,
  operations: Pick<Operations, 'get'>,
  incidents: Pick<Incidents, 'get'>,
): boolean {
  const operation = operations.get(EVIDENCE.exec(path)?.[1] ?? '');
  if (operation !== null && operation.outcome === null) return true;
  const number = operation?.incident ?? Number(REPORT.exec(path)?.[1] ?? Number.NaN);
  const incident = Number.isInteger(number) ? incidents.get(number) : null;
  return incident !== null && isActive(incident);
}
