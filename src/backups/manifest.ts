import { z } from 'zod';

/** How still the data stood while it was read. The weakest of its volumes is that of a backup. */
export const CONSISTENCIES = ['stopped', 'paused', 'hook', 'live'] as const;
export type Consistency = (typeof CONSISTENCIES)[number];

/** What Docker's archive API does not keep, or what happened during the read. Each names its first few paths. */
export const WARNING_KINDS = [
  'xattr',
  'acl',
  'sparse',
  'socket',
  'not-looked-at',
  'changed-while-read',
  'vanished-while-read',
  'shrank-while-read',
  'old-mtime',
  'database-unprotected',
  'userns',
] as const;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const fileName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/);

export const storedFileSchema = z.strictObject({
  /** Inside the backup's folder. */
  file: fileName,
  /** As stored: compressed, and encrypted where it is. */
  bytes: z.int().nonnegative(),
  /** Of the stored bytes. */
  sha256,
});
export type StoredFile = z.infer<typeof storedFileSchema>;

export const warningSchema = z.strictObject({
  kind: z.enum(WARNING_KINDS),
  count: z.int().nonnegative(),
  /** The first few, as people read them. */
  paths: z.array(z.string()).max(20),
});
export type ManifestWarning = z.infer<typeof warningSchema>;

export const countsSchema = z.strictObject({
  files: z.int().nonnegative(),
  folders: z.int().nonnegative(),
  symlinks: z.int().nonnegative(),
  hardlinks: z.int().nonnegative(),
  /** Devices and fifos. */
  special: z.int().nonnegative(),
});
export type EntryCounts = z.infer<typeof countsSchema>;

/** One tree: a volume, or a path of the host. */
export const treeSchema = z.strictObject({
  /** `volume`: a named volume; `path`: a folder or file of the host. */
  kind: z.enum(['volume', 'path']),
  /** The volume's name, or the absolute path. */
  name: z.string().min(1),
  /** The key in the compose file; null where it is not known. */
  composeKey: z.string().nullable(),
  driver: z.string(),
  options: z.record(z.string(), z.string()),
  labels: z.record(z.string(), z.string()),
  /** Services that mount it, and where: "db" → "/var/lib/db". */
  mountedBy: z.array(z.strictObject({ service: z.string(), destination: z.string(), readOnly: z.boolean() })),
  consistency: z.enum(CONSISTENCIES),
  /** A tar whose entries all begin with `vol`, zstd-compressed; encrypted where the manifest says so. Null in the restic store. */
  archive: storedFileSchema.nullable(),
  /** JSON lines of `Entry` (tar/entry.ts), zstd-compressed, encrypted like the archive. */
  list: storedFileSchema,
  /** Of the list's uncompressed bytes: two trees with the same one are the same in all that is kept. */
  listSha256: sha256,
  /** Uncompressed tar. */
  tarBytes: z.int().nonnegative(),
  /** Sum of the sizes of its files. */
  dataBytes: z.int().nonnegative(),
  counts: countsSchema,
  warnings: z.array(warningSchema),
  /** The id of a backup whose archive of this tree has the same content and was linked instead of stored again. */
  sameAs: z.string().nullable(),
  /** In the restic store. */
  snapshot: z.string().nullable(),
});
export type Tree = z.infer<typeof treeSchema>;

export const serviceSchema = z.strictObject({
  name: z.string(),
  containers: z.array(z.strictObject({ id: z.string(), name: z.string(), running: z.boolean() })),
  image: z.string(),
  imageId: z.string(),
  imageDigest: z.string().nullable(),
  restartPolicy: z.strictObject({ name: z.string(), maximumRetryCount: z.int() }),
  hasHealthcheck: z.boolean(),
  healthy: z.boolean().nullable(),
  dependsOn: z.array(z.string()),
  volumes: z.array(z.string()),
  /** The Engine's inspect answer of its first container, with the values of its environment left out; for a copy and for an empty Engine. */
  inspect: z.unknown(),
});
export type ServiceRecord = z.infer<typeof serviceSchema>;

export const configFileSchema = z.strictObject({
  /** Absolute, on the host. */
  path: z.string(),
  role: z.enum(['compose', 'env', 'other']),
  mode: z.int(),
  uid: z.int(),
  gid: z.int(),
  bytes: z.int(),
  sha256,
  /** Its name inside `config.tar`. */
  entry: z.string(),
});
export type ConfigFile = z.infer<typeof configFileSchema>;

export const manifestSchema = z.strictObject({
  schema: z.literal(1),
  /** `20260131T023000Z-ab12cd`; also the name of its folder. */
  id: z.string().regex(/^\d{8}T\d{6}Z-[0-9a-z]{6}$/),
  engine: z.string(),
  /** The set's name: a compose project, or a set of `vakhta.yaml`. */
  set: z.string().min(1),
  project: z.string().nullable(),
  /** `backup`; `safety`: what a restore put aside before it changed anything; `import`: an archive of somebody else's script. */
  origin: z.enum(['backup', 'safety', 'import']),
  /** UTC, milliseconds. */
  startedAt: z.int(),
  finishedAt: z.int(),
  /** The moment whose data it holds: when the services stood still, or the reading began. */
  dataAt: z.int(),
  tool: z.strictObject({ version: z.string() }),
  docker: z.strictObject({ version: z.string(), arch: z.string(), usernsRemap: z.boolean(), engineId: z.string() }),
  consistency: z.enum(CONSISTENCIES),
  /** How long services did not answer because of it. */
  standstillMs: z.int().nonnegative(),
  trees: z.array(treeSchema),
  services: z.array(serviceSchema),
  networks: z.array(
    z.strictObject({
      name: z.string(),
      driver: z.string(),
      internal: z.boolean(),
      options: z.record(z.string(), z.string()),
      labels: z.record(z.string(), z.string()),
    }),
  ),
  workingDir: z.string().nullable(),
  configFiles: z.array(configFileSchema),
  /** The tar of the configuration files; null without any. */
  config: storedFileSchema.nullable(),
  /** What is known to be missing: a file that could not be read, an env file that the script never took. */
  missing: z.array(
    z.strictObject({
      what: z.enum(['compose', 'env', 'volume', 'image', 'path', 'secrets', 'metadata']),
      name: z.string(),
    }),
  ),
  /** What hooks printed to stdout, and what was taken along: logs, git state. */
  extras: z.array(
    z.strictObject({
      kind: z.enum(['hook', 'logs', 'git', 'metadata']),
      name: z.string(),
      stored: storedFileSchema,
    }),
  ),
  hooks: z.array(
    z.strictObject({
      service: z.string(),
      when: z.enum(['before', 'after']),
      argv: z.array(z.string()),
      exitCode: z.int().nullable(),
      tookMs: z.int(),
    }),
  ),
  /** Null: not encrypted. `salt` and `check` tell whether a passphrase is the right one. */
  encryption: z.strictObject({ alg: z.literal('aes-256-gcm-scrypt'), salt: z.string(), check: z.string() }).nullable(),
  /** The backup of the same set before this one; null for the first. */
  previous: z.strictObject({ id: z.string(), dataBytes: z.int() }).nullable(),
  store: z.enum(['local', 'restic']),
});
export type Manifest = z.infer<typeof manifestSchema>;
