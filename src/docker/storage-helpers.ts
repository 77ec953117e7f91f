import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { messageOf } from '../errors.ts';
import { EngineError } from './engine-error.ts';
import { HELPER_LABEL, isHelper } from './labels.ts';
import { readLogs } from './logs.ts';
import { copyBody } from './storage-copy.ts';
import { at, callOptions, change, labelsFor, orNull, type StorageDeps } from './storage-engine.ts';
import type { HelperImages } from './storage-images.ts';
import { created, networksOf, waited } from './storage-json.ts';
import type { EngineStorage, HelperMount, HelperSpec, VolumeDetail } from './storage-types.ts';
import type { CallOptions, ContainerDetail } from './types.ts';

type Helpers = Pick<
  EngineStorage,
  'createHelper' | 'runHelper' | 'removeHelper' | 'createCopy' | 'startHelper' | 'helperState' | 'helperLogs'
>;

/** Emptying a volume of millions of files takes its time; who waits has a signal. */
const RUN_DEADLINE_MS = 6 * 3_600_000;
const REMOVE_DEADLINE_MS = 2 * 60_000;
const OUTPUT_BYTES = 64 * 1024;
/** What a helper prints is read when it has ended; a loop of messages must not fill the disk. */
const SMALL_LOG = { Type: 'json-file', Config: { 'max-size': '1m', 'max-file': '1' } };
const PIDS = 256;

export function createHelpers(
  deps: StorageDeps,
  images: HelperImages,
  volume: (name: string, options?: CallOptions) => Promise<VolumeDetail | null>,
): Helpers {
  const { client, log } = deps;

  /** Null for what is gone. @throws EngineError for a container that is none of ours */
  async function helper(id: string, options: CallOptions): Promise<ContainerDetail | null> {
    const detail = await deps.inspectAny(id, callOptions(options));
    if (detail === null || isHelper(detail.labels)) return detail;
    throw new EngineError(409, `${id} does not carry ${HELPER_LABEL}`, null);
  }

  async function need(id: string, options: CallOptions): Promise<ContainerDetail> {
    const detail = await helper(id, options);
    if (detail === null) throw new EngineError(404, `No such container: ${id}`, null);
    return detail;
  }

  /**
   * Creates a container that mounts volumes which exist. The Engine makes one that does not: an empty one, of which a
   * backup would be made. So each is looked at before, and once more after, since somebody may have removed it: one
   * that the Engine made has no labels and options. (Its time would not tell: up to 20.10 it moves with its files.)
   */
  async function create(name: string, body: object, volumes: readonly string[], options: CallOptions): Promise<string> {
    const before = await Promise.all(volumes.map((each) => needVolume(each, options)));
    const { Id: id } = created.parse(
      await change(client, { path: '/containers/create', query: { name }, body: { ...body } }, options),
    );
    const after = await Promise.all(volumes.map((each) => volume(each)));
    const changed = volumes.filter((_, index) => isOther(before[index], after[index]));
    if (changed.length === 0) return id;
    await removeHelper(id);
    throw new EngineError(404, `The volume ${changed.join(', ')} was removed in this moment`, null);
  }

  async function needVolume(name: string, options: CallOptions): Promise<VolumeDetail> {
    const found = await volume(name, options);
    if (found === null) throw new EngineError(404, `No such volume: ${name}`, null);
    return found;
  }

  async function createHelper(spec: HelperSpec, options: CallOptions = {}): Promise<string> {
    const image = await images.resolve(spec.image, options);
    const volumes = spec.mounts.filter(({ type }) => type === 'volume').map(({ source }) => source);
    const name = `vakhta-helper-${randomBytes(6).toString('hex')}`;
    return create(name, helperBody(spec, image, labelsFor(deps, spec.operation)), volumes, options);
  }

  async function startHelper(id: string, options: CallOptions = {}): Promise<void> {
    await need(id, options);
    await change(client, { path: at('containers', id, 'start') }, options);
  }

  async function helperLogs(id: string, lines: number, options: CallOptions = {}): Promise<string> {
    const { tty } = await need(id, options);
    const read = { tail: lines, maxBytes: OUTPUT_BYTES, timestamps: false, ...callOptions(options) };
    return (await readLogs(client, { id, tty }, read)).map(({ text }) => text).join('\n');
  }

  async function removeHelper(id: string, options: CallOptions = {}): Promise<void> {
    if ((await helper(id, options)) === null) return;
    const deadlineMs = options.deadlineMs ?? REMOVE_DEADLINE_MS;
    const path = at('containers', id);
    const request = { method: 'DELETE', path, query: { force: true, v: true } } as const;
    try {
      await orNull(change(client, request, { deadlineMs }));
    } catch (error) {
      if (!(error instanceof EngineError) || error.statusCode !== 409) throw error;
      // Its removal is under way already: until it is over, its volumes are in use.
      const wait = { path: `${path}/wait`, query: { condition: 'removed' } };
      await orNull(change(client, wait, { deadlineMs }));
    }
  }

  /** After a failure, which is what is told: what stays is removed at the next start. */
  const removeQuietly = (id: string) =>
    removeHelper(id).catch((error: unknown) => log.warn({ id, error: messageOf(error) }, 'A helper stays behind'));

  return {
    createHelper,
    async runHelper(spec, options = {}) {
      const deadlineMs = options.deadlineMs ?? RUN_DEADLINE_MS;
      const signal = options.signal === undefined ? {} : { signal: options.signal };
      const id = await createHelper(spec, signal);
      try {
        await change(client, { path: at('containers', id, 'start') }, signal);
        const wait = { method: 'POST', path: at('containers', id, 'wait'), pool: 'long' } as const;
        const { StatusCode: exitCode } = waited.parse(await client.call({ ...wait, ...signal, deadlineMs }));
        const output = await helperLogs(id, Number.MAX_SAFE_INTEGER, signal);
        await removeHelper(id);
        return { exitCode, output };
      } catch (error) {
        await removeQuietly(id);
        throw error;
      }
    },
    removeHelper,
    async createCopy(spec, options = {}) {
      const { body, volumes } = copyBody(spec, labelsFor(deps, spec.operation));
      return create(spec.name, { ...body, HostConfig: { ...body.HostConfig, LogConfig: SMALL_LOG } }, volumes, options);
    },
    startHelper,
    async helperState(id, options = {}) {
      const detail = await helper(id, options);
      if (detail === null) return null;
      const networks = networksOf.parse(detail.raw).NetworkSettings.Networks ?? {};
      const address = Object.values(networks).find((endpoint) => endpoint?.IPAddress)?.IPAddress;
      const { state, health, exitCode } = detail;
      return { state, health: health?.status ?? null, exitCode: exitCode ?? 0, address: address || null };
    },
    helperLogs,
  };
}

function isOther(before: VolumeDetail | undefined, after: VolumeDetail | null | undefined): boolean {
  const identity = (volume: VolumeDetail) => [volume.driver, volume.labels, volume.options];
  return !before || !after || !isDeepStrictEqual(identity(before), identity(after));
}

/**
 * Without network, rights and log. One of an image without files never runs, and its root file system is not
 * read-only: the Engine would then refuse to unpack an archive from its root, also into a volume.
 */
function helperBody(spec: HelperSpec, image: string, labels: Readonly<Record<string, string>>): object {
  const runs = spec.image !== 'empty';
  const [program, ...rest] = spec.argv ?? [];
  const network = spec.network ?? 'none';
  return {
    Image: image,
    ...(spec.hostname === undefined ? {} : { Hostname: spec.hostname }),
    ...(program === undefined ? (runs ? {} : { Cmd: ['none'] }) : { Entrypoint: [program], Cmd: rest }),
    Env: Object.entries({ ...(spec.image === 'tool' || spec.image === 'restic' ? { PATH } : {}), ...spec.env }).map(
      (pair) => pair.join('='),
    ),
    User: '0:0',
    WorkingDir: '/',
    Labels: labels,
    Healthcheck: { Test: ['NONE'] },
    StopTimeout: 1,
    HostConfig: {
      Mounts: spec.mounts.map(mountOf),
      NetworkMode: typeof network === 'string' ? network : network.name,
      CapDrop: ['ALL'],
      CapAdd: [...(spec.capabilities ?? [])],
      SecurityOpt: ['no-new-privileges'],
      RestartPolicy: { Name: 'no' },
      Init: false,
      PidsLimit: PIDS,
      ...(runs
        ? { ReadonlyRootfs: spec.image !== 'restic', Tmpfs: { '/tmp': '' }, LogConfig: SMALL_LOG }
        : { LogConfig: { Type: 'none' } }),
    },
  };
}

/** Where the tool image and the others that may stand for it keep their programs. */
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** A source on the host that does not exist is refused by the Engine; with `Binds` it would be made. */
function mountOf({ type, source, target, readOnly }: HelperMount): object {
  const mount = { Type: type, Source: source, Target: target, ReadOnly: readOnly };
  return type === 'volume' ? { ...mount, VolumeOptions: { NoCopy: true } } : mount;
}
