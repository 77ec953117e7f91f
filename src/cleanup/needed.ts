import { type Incident, isActive } from '../incidents/index.ts';
import type { Operation } from '../operations/index.ts';

const EVIDENCE = /^evidence\/([^/]+)/;
const REPORT = /^reports\/incident-(\d+)-/;

/** Whether an entry of DATA_DIR (`evidence/<operation>`, `reports/incident-<n>-…`) belongs to an incident that is still open, or to what runs. */
export function isOfOpenIncident(
  path: string,
  operations: { get(id: string): Pick<Operation, 'incident' | 'outcome'> | null },
  incidents: { get(number: number): Pick<Incident, 'state'> | null },
): boolean {
  const operation = operations.get(EVIDENCE.exec(path)?.[1] ?? '');
  if (operation !== null && operation.outcome === null) return true;
  const number = operation?.incident ?? Number(REPORT.exec(path)?.[1] ?? Number.NaN);
  const incident = Number.isInteger(number) ? incidents.get(number) : null;
  return incident !== null && isActive(incident);
}
