import { z } from 'zod';

const base = {
  engine: z.literal('local'),
  project: z.string().min(1),
  /** The project's: what people see. */
  name: z.string().min(1),
};

const project = z.strictObject({
  ...base,
  /** Every service that was there when it was asked, for the timeline. */
  services: z.array(z.string().min(1)),
});
/** A type and not an interface, so that it fits where JSON is expected. */
export type ProjectParams = Readonly<z.infer<typeof project>>;

/** @throws ZodError when a row or a caller gives something else */
export function parseProjectParams(raw: unknown): ProjectParams {
  return project.parse(raw);
}

/** `compose`: `down` and `up -d` by the compose program. `engine`: stop and start in order, the containers stay the same. */
export const WAYS = ['compose', 'engine'] as const;

const recreate = project.extend({
  /** What the question said, and therefore what is done. */
  via: z.enum(WAYS),
});
export type RecreateParams = Readonly<z.infer<typeof recreate>>;

/** @throws ZodError */
export function parseRecreateParams(raw: unknown): RecreateParams {
  return recreate.parse(raw);
}

/** More than this on one host is a matter for the compose file. */
const MOST_CONTAINERS = 20;

const scale = z.strictObject({
  ...base,
  service: z.string().min(1),
  from: z.number().int().nonnegative(),
  count: z.number().int().min(1).max(MOST_CONTAINERS),
});
export type ScaleParams = Readonly<z.infer<typeof scale>>;

/** @throws ZodError */
export function parseScaleParams(raw: unknown): ScaleParams {
  return scale.parse(raw);
}
