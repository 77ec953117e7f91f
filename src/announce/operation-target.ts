import { z } from 'zod';
import { ENGINE, type ServiceKey, serviceKey } from '../docker/index.ts';
import type { Operation } from '../operations/index.ts';

const service = z.looseObject({ engine: z.literal(ENGINE), project: z.string().nullable(), service: z.string() });

/** The service that an operation is about, from its parameters; null for those about something else. */
export function operationTarget(operation: Pick<Operation, 'params'>): ServiceKey | null {
  const parsed = service.safeParse(operation.params);
  return parsed.success ? serviceKey(parsed.data) : null;
}
