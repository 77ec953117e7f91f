import { z } from 'zod';
import type { Settings } from '../config/index.ts';

/** A service that an operation touches; `service` null: which ones of the project is not known beforehand. */
interface Target {
  readonly project: string | null;
  readonly service: string | null;
}

const place = z.looseObject({
  project: z.string().nullish(),
  service: z.string().nullish(),
  /** Of an operation on a whole project: what it had when it was asked for. */
  services: z.array(z.string()).nullish(),
});
/** A clean-up names its targets one by one. */
const withItems = z.looseObject({ items: z.array(place) });

/** Whether the configuration demands a second person for an operation. Pure. */
export function needsSecond({ operations, services }: Settings['twoPerson'], kind: string, params: unknown): boolean {
  if (operations.some((operation) => operation === kind)) return true;
  const targets = targetsOf(params);
  return services.some((named) => targets.some((target) => isNamed(target, named)));
}

function isNamed({ project, service }: Target, named: string): boolean {
  const [first = '', second] = named.split('/');
  const [ofProject, ofService] = second === undefined ? [null, first] : [first, second];
  if (ofProject !== null && ofProject !== project) return false;
  // What is done to a whole project is done to each of its services.
  return service === null ? ofProject !== null : service === ofService;
}

function targetsOf(params: unknown): Target[] {
  const several = withItems.safeParse(params);
  if (several.success) return several.data.items.flatMap(targetsAt);
  const one = place.safeParse(params);
  return one.success ? targetsAt(one.data) : [];
}

function targetsAt({ project, service, services }: z.infer<typeof place>): Target[] {
  const whole = { project: project ?? null, service: service ?? null };
  return service ? [whole] : [whole, ...(services ?? []).map((each) => ({ project: whole.project, service: each }))];
}
