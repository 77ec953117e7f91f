import { z } from 'zod';
import { type Lock, projectLock } from '../../operations/index.ts';
import type { DryRunParams, RestoreParams } from '../types.ts';

/** Each is looked for in lists by name; more are a whole tree's affair. */
const MAX_FILES = 50;

const choice = z.object({
  trees: z.array(z.string().min(1)).readonly(),
  files: z.array(z.string().min(1)).max(MAX_FILES).readonly(),
  config: z.array(z.string().min(1)).readonly(),
});

const dryRun = z.object({
  engine: z.string().min(1),
  project: z.string().min(1).nullable(),
  services: z.array(z.string().min(1)).readonly(),
  name: z.string().min(1),
  set: z.string().min(1),
  backup: z.string().min(1),
  choice: choice.refine(
    ({ trees, files }) => files.length === 0 || trees.length === 1,
    'single files only of exactly one tree',
  ),
});

const restore = dryRun.extend({ alsoProjects: z.array(z.string().min(1).nullable()).readonly() });

export function parseDryRunParams(raw: unknown): DryRunParams {
  return dryRun.parse(raw);
}

export function parseRestoreParams(raw: unknown): RestoreParams {
  return restore.parse(raw);
}

/** Every project that a restore holds still. The one of the set also guards its backups, which are locked as its volumes. */
export function restoreLocks({ engine, project, alsoProjects }: RestoreParams): Lock[] {
  return [...new Set([project, ...alsoProjects])].map((each) => projectLock(engine, each));
}
