import type { BackupSet, Manifest } from '../../backups/index.ts';
import type { Json } from '../../notify/index.ts';
import { asJson } from '../as-json.ts';
import type { LookingOptions } from '../commands/looking.ts';
import type { BotContext } from '../context.ts';
import type { BackupFacts } from '../views/backup-one.ts';
import { showPage } from './backup-message.ts';
import { backupNamed, manifestOf, setsNow } from './backup-sets.ts';

const LONGEST_LIST = 40;
const SHOWN_PATHS = 3;

/** Every set, also those whose project is gone. */
export async function showHome(options: LookingOptions, ctx: BotContext, page: number): Promise<void> {
  const { rooms } = options;
  const now = await setsNow(options);
  const known = new Map((now ?? []).map((set) => [set.name, set]));
  const names = new Set([...known.keys(), ...rooms.backups.setsWithBackups()]);
  const sets = [...names].map((name) => setLine(options, name, now, known.get(name)));
  const imports = (await rooms.backups.importables()).filter(({ imported }) => imported === null).length;
  showPage(options, ctx, 'backups', { sets, page, imports });
}

function setLine(
  { rooms }: LookingOptions,
  name: string,
  now: readonly BackupSet[] | null,
  set: BackupSet | undefined,
): { [key: string]: Json } {
  return {
    name,
    here: now === null ? null : set !== undefined,
    volumes: set?.trees.length ?? 0,
    rpoMs: set?.rpoMs ?? rooms.settings.targets.rpo,
  };
}

export async function showSet(options: LookingOptions, ctx: BotContext, name: string, page: number): Promise<void> {
  const now = await setsNow(options);
  const set = now?.find((candidate) => candidate.name === name);
  showPage(options, ctx, 'backup-set', {
    set: setLine(options, name, now, set),
    rtoMs: set?.rtoMs ?? options.rooms.settings.targets.rto,
    skipped: (set?.skipped ?? []).slice(0, LONGEST_LIST).map((one) => ({ name: one.name, why: one.why })),
    page,
  });
}

export async function showBackup(options: LookingOptions, ctx: BotContext, id: string): Promise<void> {
  backupNamed(options, id);
  const opened = await options.rooms.backups.manifest(id);
  const facts = opened?.ok === true ? asJson(factsOf(opened.manifest)) : null;
  const why = opened?.ok === false ? opened.why : null;
  showPage(options, ctx, 'backup-one', { backup: id, facts, why });
}

/** As much of a manifest as a page shows; whatever is named in it was looked through for secrets when it was written. */
function factsOf(manifest: Manifest): BackupFacts {
  const warnings = new Map<string, { kind: string; count: number; paths: string[] }>();
  for (const { name, warnings: own } of manifest.trees) {
    for (const { kind, count, paths } of own) {
      const known = warnings.get(kind) ?? { kind, count: 0, paths: [] };
      known.count += count;
      const named = manifest.trees.length > 1 ? paths.map((path) => `${name}:${path}`) : paths;
      known.paths.push(...named.slice(0, SHOWN_PATHS - known.paths.length));
      warnings.set(kind, known);
    }
  }
  return {
    trees: manifest.trees.slice(0, LONGEST_LIST).map((tree) => ({
      name: tree.name,
      bytes: tree.dataBytes,
      files: tree.counts.files,
      consistency: tree.consistency,
      same: tree.sameAs !== null,
    })),
    services: manifest.services.slice(0, LONGEST_LIST).map(({ name, image }) => ({ name, image })),
    config: manifest.configFiles.slice(0, LONGEST_LIST).map(({ path }) => path),
    missing: manifest.missing.slice(0, LONGEST_LIST).map(({ what, name }) => ({ what, name })),
    warnings: [...warnings.values()],
    extras: [...new Set(manifest.extras.map(({ kind }) => kind))],
    encrypted: manifest.encryption !== null,
    tool: manifest.tool.version,
    docker: manifest.docker.version,
  };
}

/** How deep the drill goes is chosen before it begins. */
export async function showDrill(options: LookingOptions, ctx: BotContext, id: string): Promise<void> {
  backupNamed(options, id);
  const manifest = await manifestOf(options, id);
  const recorded = manifest.services.filter(({ volumes }) => volumes.length > 0).map(({ name }) => name);
  // An archive of another script knows no services: those of today are copied.
  const services = manifest.origin === 'import' ? await servicesNow(options, manifest) : recorded;
  showPage(options, ctx, 'backup-drill', { backup: id, services: services.slice(0, LONGEST_LIST) });
}

async function servicesNow(options: LookingOptions, { set, trees }: Manifest): Promise<string[]> {
  const found = (await setsNow(options))?.find(({ name }) => name === set);
  const held = new Set(trees.map(({ name }) => name));
  const mounts = found?.trees.filter(({ name }) => held.has(name)).flatMap(({ mountedBy }) => mountedBy) ?? [];
  return [...new Set(mounts.map(({ service }) => service))];
}

export async function showPrune(options: LookingOptions, ctx: BotContext, name: string): Promise<void> {
  const plan = await options.rooms.backups.prunePlan(name);
  showPage(options, ctx, 'backup-prune', {
    set: name,
    remove: plan.remove.map(({ id }) => id),
    keep: plan.keep.map(({ backup, why }) => ({ backup: backup.id, why })),
    bytes: plan.freedBytes,
  });
}
