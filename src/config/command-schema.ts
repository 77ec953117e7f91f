import { z } from 'zod';
import { ACCESS } from './access.ts';
import { duration, hours, id, minutes } from './values.ts';

/** Three values at most find room in the data of a button. */
const MOST_PARAMS = 3;
/** Whole numbers with this many digits still fit there too. */
const LARGEST = 999_999_999;

/** `{name}` in an argument. Doubled braces (`{{.Names}}`, as Docker's --format has them) mean themselves. */
const PLACEHOLDER = /(?<!\{)\{([A-Za-z][\w-]*)\}(?!\})/g;

const paramName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,19}$/, 'expected a name of lower-case letters, digits, _ and -, at most 20');
const asked = z.string().min(1).max(100).optional();

const choiceParam = z.strictObject({
  kind: z.literal('choice'),
  /** What the buttons ask: "Which one?" */
  ask: asked,
  values: z
    .array(z.union([z.string().min(1).max(200), z.int()]).transform(String))
    .min(1)
    .max(30)
    .refine((all) => new Set(all).size === all.length, 'every value once'),
});
const integerParam = z
  .strictObject({
    kind: z.literal('integer'),
    ask: asked,
    min: z.int().min(-LARGEST).max(LARGEST),
    max: z.int().min(-LARGEST).max(LARGEST),
  })
  .refine(({ min, max }) => min <= max, 'min must not be above max');
const serviceParam = z.strictObject({ kind: z.literal('service'), ask: asked });

const paramSchema = z.discriminatedUnion('kind', [choiceParam, integerParam, serviceParam]);
export type CommandParam = z.infer<typeof paramSchema>;

const argument = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine((text) => text.length <= 2000 && !text.includes('\0'), 'expected at most 2000 characters, none of them NUL');

/** A command of the host that people may run with a tap: an argument list, never a line for a shell. */
export const commandSchema = z
  .strictObject({
    id,
    name: z.string().min(1).max(60).optional(),
    argv: z.array(argument).min(1).max(60),
    /** Where it runs. */
    cwd: z.string().regex(/^\//, 'expected a path that begins with /').default('/'),
    timeout: duration
      .refine((ms) => ms >= 1000 && ms <= hours(24), 'expected a duration from 1s to 24h')
      .default(minutes(5)),
    /** Who may run it. */
    access: z.enum(ACCESS).default('admin'),
    /** Asks in red before it runs. What does not ask is taken to look only, and holds nobody else up. */
    confirm: z.boolean().default(true),
    /** Runs with the checks too: good when it ends with 0. */
    check: z.boolean().default(false),
    /** The compose project, and the service in it, that it is about: what it locks and what the timeline names. */
    project: z.string().min(1).optional(),
    service: z.string().min(1).optional(),
    /** Variables of the bot's own environment that it gets beside PATH, HOME, LANG and TZ. */
    env: z
      .array(z.string().regex(/^[A-Za-z_]\w*$/, 'expected the name of an environment variable'))
      .max(50)
      .default([]),
    params: z.record(paramName, paramSchema).default({}),
  })
  .superRefine((command, context) => {
    for (const { path, message } of contradictionsIn(command)) {
      context.addIssue({ code: 'custom', path: [...path], message: `expected ${message}` });
    }
  });
export type CommandConfig = z.infer<typeof commandSchema>;

interface Contradiction {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What each key allows and the others forbid. */
function contradictionsIn(command: Omit<CommandConfig, 'name'>): Contradiction[] {
  const { argv, params, project, service, check } = command;
  const declared = Object.keys(params);
  const used = argv.map(placeholdersIn);
  const found: Contradiction[] = [];
  if (argv[0] === '') found.push({ path: ['argv', 0], message: 'the program to run' });
  if (used[0]?.length) {
    found.push({ path: ['argv', 0], message: 'a program written out: only what follows it may hold a parameter' });
  }
  for (const [index, names] of used.entries()) {
    for (const name of names.filter((one) => !declared.includes(one))) {
      const message = `a parameter that "params" declares instead of {${name}} (braces that mean themselves need a space inside)`;
      found.push({ path: ['argv', index], message });
    }
  }
  for (const name of declared.filter((one) => !used.flat().includes(one))) {
    found.push({ path: ['params', name], message: `{${name}} to stand in argv` });
  }
  if (declared.length > MOST_PARAMS) found.push({ path: ['params'], message: `at most ${MOST_PARAMS} parameters` });
  const needsProject = service !== undefined || Object.values(params).some(({ kind }) => kind === 'service');
  if (needsProject && project === undefined) {
    found.push({ path: [], message: '"project" beside a service, to say where it is' });
  }
  if (check && declared.length > 0) {
    found.push({ path: ['check'], message: 'no parameters in a command that is a check: nobody is there to be asked' });
  }
  return found;
}

function placeholdersIn(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].map((match) => match[1] ?? '');
}

/** The argument with each placeholder replaced by what `lookUp` gives for its name. */
export function fillPlaceholders(text: string, lookUp: (name: string) => string): string {
  // A function, since "$&" in a value would mean something in a replacement text.
  return text.replace(PLACEHOLDER, (_match, name: string) => lookUp(name));
}
