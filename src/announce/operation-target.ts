import { z } from 'zod';
import { ENGINE, type ServiceKey, serviceKey } from '../docker/index.ts';
import type { Operation } from '../operations/index.ts';

const service = z.looseObject({ engine: z.literal(ENGINE), project: z.string().nullable(), service: z.string() });

const named = z.looseObject({ name: z.string() });

/** What people call its target, where a service's name is not enough; null where it is. */
export function operationName(operation: Pick<Operation, 'params'>): string | null {
  return named.safeParse(operation.params).data?.name ?? null;
}

/** The service that an operation is about, from its parameters; null for those about something else. */
function operationTarget(operation: Pick<Operation, 'params'>): ServiceKey | null {
  const parsed = service.safeParse(operation.params);
  return parsed.success ? serviceKey(parsed.data) : null;
}

const project = z.looseObject({ engine: z.literal(ENGINE), project: z.string(), services: z.array(z.string()) });

/** Every service that an operation is about: one, or all of a project. */
export function operationTargets(operation: Pick<Operation, 'params'>): ServiceKey[] {
  const one = operationTarget(operation);
  if (one !== null) return [one];
  const { success, data } = project.safeParse(operation.params);
  return success ? data.services.map((name) => serviceKey({ ...data, service: name })) : [];
}

const seen = z.looseObject({ recovered: z.array(z.string()) });

/** Those of its services that were seen to be well at its end. */
export function recoveredServices({ params, outcome }: Pick<Operation, 'params' | 'outcome'>): ServiceKey[] {
  if (outcome === null || outcome.down === true) return [];
  const parsed = seen.safeParse(outcome.data);
  if (parsed.success) return parsed.data.recovered;
  return outcome.ok === true ? operationTargets({ params }) : [];
}
