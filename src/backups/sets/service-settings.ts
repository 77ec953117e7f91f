import { z } from 'zod';
import { duration, type HookConfig, type SetConfig } from '../../config/index.ts';
import type { Reason } from '../../operations/index.ts';
import type { During, Hook } from './types.ts';

const PREFIX = 'vakhta.backup';
const DEFAULT_TIMEOUT_MS = 10 * 60_000;

/** What is to be done with one service, from its labels and from `vakhta.yaml`, which wins. */
export interface ServiceSettings {
  /** null: nobody said anything. */
  readonly during: During | null;
  readonly before: Hook | null;
  readonly after: Hook | null;
  /** false: volumes that only it mounts are not taken. */
  readonly backup: boolean;
}

type Labels = Readonly<Record<string, string | undefined>>;
type Configured = SetConfig['services'][string];

const argvSchema = z.array(z.string().max(2000)).min(1).max(60);
const duringSchema = z.enum(['stop', 'pause', 'run']);
const flagSchema = z.enum(['true', 'false', '1', '0', 'yes', 'no']).transform((word) => /^(true|1|yes)$/.test(word));
const userSchema = z.string().min(1).max(80);

/** A label that says nothing sensible is a warning and counts as not there. Pure. */
export function serviceSettings(
  service: string,
  labels: Labels,
  configured: Configured | undefined,
): { readonly settings: ServiceSettings; readonly warnings: readonly Reason[] } {
  const warnings: Reason[] = [];

  function read<T>(name: string, schema: z.ZodType<T>, expected: string): T | undefined {
    const label = name === '' ? PREFIX : `${PREFIX}.${name}`;
    const text = labels[label]?.trim();
    if (text === undefined || text === '') return undefined;
    const parsed = schema.safeParse(text);
    if (parsed.success) return parsed.data;
    warnings.push({ key: 'backups-label-bad', params: { service, label, expected } });
    return undefined;
  }

  function hook(when: 'before' | 'after'): Hook | null {
    const argv = read(when, z.string().transform(asJson).pipe(argvSchema), '["command","argument"]');
    const user = read(`${when}.user`, userSchema, 'user');
    const timeoutMs = read(`${when}.timeout`, duration, '10min');
    const keepOutput = read(`${when}.output`, flagSchema, 'true');
    if (argv === undefined) return null;
    return {
      argv,
      user: user ?? null,
      timeoutMs: timeoutMs ?? DEFAULT_TIMEOUT_MS,
      keepOutput: keepOutput ?? false,
    };
  }

  const fromLabels = {
    backup: read('', flagSchema, 'false'),
    during: read('during', duringSchema, 'stop, pause, run'),
    before: hook('before'),
    after: hook('after'),
  };
  const settings: ServiceSettings = {
    backup: configured?.backup ?? fromLabels.backup ?? true,
    during: configured?.during ?? fromLabels.during ?? null,
    before: configured?.before === undefined ? fromLabels.before : fromConfig(configured.before),
    after: configured?.after === undefined ? fromLabels.after : fromConfig(configured.after),
  };
  return { settings, warnings };
}

function fromConfig({ argv, user, timeout, output }: HookConfig): Hook {
  return { argv, user: user ?? null, timeoutMs: timeout, keepOutput: output };
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
