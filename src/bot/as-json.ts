import type { Json } from '../notify/index.ts';

/** Plain data into the type of rows. */
export function asJson(value: object): Json {
  return JSON.parse(JSON.stringify(value));
}
