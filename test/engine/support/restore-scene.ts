import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { z } from 'zod';
import { backupParams } from '../../../src/backups/create/params.ts';
import type { BackupParts } from '../../../src/backups/parts.ts';
import type { RestoreChoice, RestoreParams } from '../../../src/backups/types.ts';
import type { DockerHostConfig } from '../../../src/config/index.ts';
import { type Docker, HELPER_LABEL } from '../../../src/docker/index.ts';
import type { Operation, OperationChange, OperationKind } from '../../../src/operations/index.ts';
import { createDrillStage, submit } from './drill-stage.ts';
import type { EngineApi } from './engine-api.ts';
import type { RunningService, ServiceSpec, Services } from './services.ts';

/** Refuses data that says so, and is well as soon as it runs. It ends at once when it is stopped. */
const APP = 'grep -q reject /data/state && exit 7; touch /tmp/up; while :; do sleep 0.2; done';
const TOLD_WITHIN_MS = 60_000;

export const OLD = 'old';
export const NEW = 'new';

/** What a volume holds, file by file, with modes and owners. */
export function treeAt(root: string): Record<string, string> {
  const found: Record<string, string> = {};
  const walk = (path: string) => {
    const stat = lstatSync(join(root, path));
    const content = stat.isFile()
      ? createHash('sha256')
          .update(readFileSync(join(root, path)))
          .digest('hex')
          .slice(0, 12)
      : stat.isSymbolicLink()
        ? readlinkSync(join(root, path))
        : '';
    found[path] = `${(stat.mode & 0o7777).toString(8)} ${stat.uid}:${stat.gid} ${content}`;
    if (stat.isDirectory()) for (const name of readdirSync(join(root, path)).sort()) walk(join(path, name));
  };
  walk('.');
  return found;
}

export interface SceneOptions {
  readonly host: DockerHostConfig;
  readonly run: string;
  readonly api: EngineApi;
  readonly services: Services;
  readonly docker: Docker;
  readonly project: string;
  readonly backups?: object;
  readonly dataDir?: string;
}

/** A project with a volume and a service on it, a backup of its data ("new"), and data since then ("old"). */
export function createScene(options: SceneOptions) {
  const { host, run, api, services, docker, project } = options;
  const volume = `${project}_data`;
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'vakhta-restore-'));
  const closers: (() => Promise<void>)[] = [];

  async function mountpoint(name = volume): Promise<string> {
    const found = await docker.storage.volume(name);
    if (found === null) throw new Error(`there is no volume ${name}`);
    return found.mountpoint;
  }

  function spec(more: Partial<ServiceSpec> = {}): ServiceSpec {
    return {
      project,
      service: 'app',
      cmd: ['sh', '-c', APP],
      mounts: { [volume]: '/data' },
      restart: 'always',
      stopTimeoutS: 0,
      healthcheck: { cmd: 'test -e /tmp/up', intervalMs: 200 },
      ...more,
    };
  }

  async function start(more: Partial<ServiceSpec> = {}): Promise<RunningService> {
    const service = await services.run(spec(more));
    return service;
  }

  async function healthy(id: string): Promise<void> {
    await vi.waitFor(
      async () => {
        const detail = await docker.inspect(id);
        if (detail?.state !== 'running' || detail.health?.status !== 'healthy') throw new Error(`${detail?.state}`);
      },
      { timeout: 30_000, interval: 50 },
    );
  }

  /** Rooms over this Engine and this scene's folder. */
  function open(
    change: (parts: BackupParts) => BackupParts = (parts) => parts,
    wrap?: (kind: OperationKind<unknown>) => OperationKind<unknown>,
  ) {
    const changes: OperationChange[] = [];
    const stage = createDrillStage({
      ...{ host, run, dataDir, change, backups: options.backups ?? {} },
      ...(wrap === undefined ? {} : { wrap }),
      told: (one) => changes.push(one),
    });
    stage.operations.start();
    const close = () => stage.close();
    closers.push(close);
    const told = (
      id: string,
      kinds: readonly OperationChange['kind'][] = ['finished', 'recovered'],
    ): Promise<Operation> =>
      vi.waitFor(
        () => {
          const found = changes.find((one) => kinds.includes(one.kind) && one.operation.id === id);
          if (found === undefined) throw new Error(`told so far: ${changes.map((one) => one.kind).join(' ')}`);
          return found.operation;
        },
        { timeout: TOLD_WITHIN_MS, interval: 25 },
      );
    const steps = (id: string) => stage.operations.journal(id).map(({ step }) => step);
    const restore = (params: RestoreParams) => submit(stage.operations, 'restore', JSON.parse(JSON.stringify(params)));
    const dryRun = (params: RestoreParams) =>
      submit(stage.operations, 'restore-dry-run', JSON.parse(JSON.stringify(params)));
    /** Level 3. */
    const drill = (backup: string) => {
      const target = { engine: 'local', project, services: ['app'], name: project, set: project };
      return submit(stage.operations, 'drill', { ...target, backup, scheduled: false, level: 3 });
    };
    return {
      ...{ stage, told, changes, steps, restore, dryRun, drill },
      async close() {
        closers.splice(closers.indexOf(close), 1);
        await close();
      },
    };
  }
  type Opened = ReturnType<typeof open>;

  async function beginBackUp({ stage }: Opened): Promise<string> {
    const set = await stage.parts.sets.find(project);
    if (set === null) throw new Error('there is no such set');
    return submit(stage.operations, 'backup', JSON.parse(JSON.stringify(backupParams(set))));
  }

  async function backUp(rooms: Opened): Promise<string> {
    const { stage, told } = rooms;
    const ended = await told(await beginBackUp(rooms));
    if (ended.state !== 'succeeded') throw new Error(JSON.stringify(ended.outcome));
    const newest = stage.parts.index.list(project).find(({ origin }) => origin === 'backup');
    if (newest === undefined) throw new Error('there is no backup');
    return newest.id;
  }

  function params(
    backup: string,
    choice: Partial<RestoreChoice> = {},
    more: Partial<RestoreParams> = {},
  ): RestoreParams {
    return {
      ...{ engine: 'local', project, services: ['app'], name: project, set: project, backup, alsoProjects: [] },
      choice: { trees: [], files: [], config: [], ...choice },
      ...more,
    };
  }

  /** What of ours is on the Engine: helpers and scratch volumes of this scene's operations. */
  async function leftovers(operation: string): Promise<string[]> {
    const filters = encodeURIComponent(JSON.stringify({ label: [`${HELPER_LABEL}=${operation}`] }));
    const named = z.array(z.looseObject({ Id: z.string().optional(), Name: z.string().optional() }));
    const containers = named.parse(await api.ask('GET', `/containers/json?all=true&filters=${filters}`));
    const { Volumes } = z
      .object({ Volumes: named.nullable() })
      .parse(await api.ask('GET', `/volumes?filters=${filters}`));
    const partial = existsSync(join(dataDir, 'backups', project))
      ? readdirSync(join(dataDir, 'backups', project)).filter((name) => name.includes('.partial'))
      : [];
    const own = existsSync(join(dataDir, 'restore')) ? readdirSync(join(dataDir, 'restore')) : [];
    return [...[...containers, ...(Volumes ?? [])].map(({ Name, Id }) => Name ?? Id ?? ''), ...partial, ...own];
  }

  async function policyOf(id: string): Promise<string> {
    const detail = await docker.inspect(id);
    return detail?.restartPolicy ?? 'gone';
  }

  /** Writes the data that is backed up, backs it up, and then the data that a restore would take away. */
  async function prepare(more: { readonly later?: string } = {}) {
    const service = await start();
    const root = await mountpoint();
    writeFileSync(join(root, 'state'), NEW, { mode: 0o640 });
    writeFileSync(join(root, 'kept'), 'same in both');
    await healthy(service.id);
    // Data that it refuses once it is put back: it reads it when it starts only.
    if (more.later !== undefined) writeFileSync(join(root, 'state'), more.later);
    const rooms = open();
    const backup = await backUp(rooms);
    await rooms.close();
    const newTree = treeAt(root);
    writeFileSync(join(root, 'state'), OLD);
    writeFileSync(join(root, 'extra'), 'written since');
    return { service, root, backup, newTree, oldTree: treeAt(root) };
  }

  return {
    ...{
      project,
      volume,
      dataDir,
      spec,
      start,
      healthy,
      mountpoint,
      open,
      beginBackUp,
      backUp,
      params,
      leftovers,
      policyOf,
      prepare,
    },
    async close(): Promise<void> {
      for (const close of closers.splice(0).reverse()) await close();
      await services.removeAll();
      await api.ask('DELETE', `/volumes/${volume}`).catch(() => undefined);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export type Scene = ReturnType<typeof createScene>;
