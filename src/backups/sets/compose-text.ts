import { isAbsolute, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { z } from 'zod';

/** What a compose file names that it cannot come up without; absolute paths on the host. */
export interface ComposeReferences {
  readonly compose: readonly string[];
  readonly env: readonly string[];
  readonly other: readonly string[];
  /** As they stand there: they hold a variable, so nobody but compose knows what they mean. */
  readonly unclear: readonly string[];
}

const oneOrMore = <T extends z.ZodType>(item: T) => z.union([item.transform((one) => [one]), z.array(item)]);
const envEntry = z.union([z.string(), z.looseObject({ path: z.string() }).transform(({ path }) => path)]);
const includeEntry = z.union([
  z.string().transform((path) => ({ path: [path], env_file: [] as string[] })),
  z.looseObject({ path: oneOrMore(z.string()), env_file: oneOrMore(z.string()).default([]) }),
]);
const withFile = z.looseObject({ file: z.string().nullish() }).nullable();
const serviceSchema = z.looseObject({
  env_file: oneOrMore(envEntry).nullish().catch(null),
  extends: z
    .union([z.string(), z.looseObject({ file: z.string().nullish() })])
    .nullish()
    .catch(null),
});
const composeSchema = z.looseObject({
  services: z.record(z.string(), serviceSchema.nullable()).nullish(),
  secrets: z.record(z.string(), withFile).nullish().catch(null),
  configs: z.record(z.string(), withFile).nullish().catch(null),
  include: z.array(includeEntry).nullish().catch(null),
});

/**
 * What a compose file refers to; null for a text that is none (a label may point at any file of the host).
 * @param folder of the file (for includes) · @param projectDir what its other paths are relative to
 */
export function referencesOf(text: string, folder: string, projectDir: string): ComposeReferences | null {
  const parsed = composeSchema.safeParse(parsedYaml(text));
  if (!parsed.success || !isCompose(parsed.data)) return null;
  const { services, secrets, configs, include } = parsed.data;
  const all = Object.values(services ?? {});
  const extended = all.flatMap((service) => {
    const said = service?.extends;
    return typeof said === 'object' && said?.file ? [said.file] : [];
  });
  const found = {
    compose: [...extended, ...(include ?? []).flatMap(({ path }) => path)],
    env: [...all.flatMap((service) => service?.env_file ?? []), ...(include ?? []).flatMap((each) => each.env_file)],
    other: [...Object.values(secrets ?? {}), ...Object.values(configs ?? {})].flatMap((one) => one?.file ?? []),
  };
  const isClear = (path: string) => !/\$(?!\$)/.test(path) && !/^[a-z]+:\/\/|^oci:|^git@/.test(path);
  const absolute = (paths: readonly string[], from: string) => [
    ...new Set(paths.filter(isClear).map((path) => (isAbsolute(path) ? path : resolve(from, path)))),
  ];
  return {
    compose: absolute(found.compose, folder),
    env: absolute(found.env, projectDir),
    other: absolute(found.other, projectDir),
    unclear: [...found.compose, ...found.env, ...found.other].filter((path) => !isClear(path)),
  };
}

function isCompose({ services, include }: z.infer<typeof composeSchema>): boolean {
  return (services !== null && services !== undefined) || (include?.length ?? 0) > 0;
}

/** A file of aliases that name each other a thousand times is refused by the library. */
function parsedYaml(text: string): unknown {
  const document = parseDocument(text, { merge: true, logLevel: 'silent' });
  if (document.errors.length > 0) return null;
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    return null;
  }
}
