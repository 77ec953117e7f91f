import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { UserError } from '../errors.ts';
import { EngineError } from './engine-error.ts';
import { type TarEntry, tarOf } from './image-tar.ts';
import { asLabel, HELPER_LABEL, isHelper } from './labels.ts';
import { busyboxTree, elfOf, programTree, runsOn } from './program-tree.ts';
import { at, callOptions, orNull, type StorageDeps, within } from './storage-engine.ts';
import { imageAnswer, infoAnswer } from './storage-json.ts';
import type { HelperSpec } from './storage-types.ts';
import type { CallOptions } from './types.ts';

/** An image of no file at all: enough for containers that are never started. */
const EMPTY = 'vakhta/empty:1';
/** The end of a tar, which is all that a tar of nothing has. */
const EMPTY_TAR = Buffer.alloc(1024);
const TOOL = 'vakhta/tool';
const BUSYBOXES = ['/bin/busybox', '/usr/bin/busybox', '/bin/busybox.static'];
const GETFATTRS = ['/usr/bin/getfattr', '/bin/getfattr'];
const RESTIC = 'vakhta/restic';
const RESTICS = ['/usr/local/bin/restic', '/usr/bin/restic', '/bin/restic'];
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';
const SSH = '/usr/bin/ssh';
/** What is written into a helper before it starts, and where its temporary files go. */
const FOLDERS = ['run', 'run/vakhta', '.ssh'];
const IMPORT_DEADLINE_MS = 5 * 60_000;

export interface HelperImages {
  /** The reference to create a helper from; made on the Engine where it is missing. @throws UserError when there is none and none can be made */
  resolve(image: HelperSpec['image'], options: CallOptions): Promise<string>;
  imageId(reference: string, options?: CallOptions): Promise<string | null>;
  importImage(tar: Readable, reference: string, options?: CallOptions): Promise<string>;
}

export function createHelperImages(deps: StorageDeps, busyboxes: readonly string[] = BUSYBOXES): HelperImages {
  const { client, log } = deps;
  const making = new Map<string, Promise<string>>();
  let tool: Promise<{ reference: string; tree: readonly TarEntry[] } | null> | null = null;

  async function inspectImage(reference: string, options: CallOptions) {
    const raw = await orNull(client.call({ ...callOptions(options), path: at('images', reference, 'json') }));
    return raw === null ? null : imageAnswer.parse(raw);
  }

  async function imageId(reference: string, options: CallOptions = {}): Promise<string | null> {
    return (await inspectImage(reference, options))?.Id ?? null;
  }

  async function importImage(tar: Readable | Buffer, reference: string, options: CallOptions = {}): Promise<string> {
    const { onlyLabel } = deps.scope;
    const labels = { ...(onlyLabel === undefined ? {} : asLabel(onlyLabel)), [HELPER_LABEL]: 'image' };
    const [repo, tag] = splitReference(reference);
    const changes = `LABEL ${Object.entries(labels)
      .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
      .join(' ')}`;
    await within(options, IMPORT_DEADLINE_MS, async (signal) => {
      const response = await client.open({
        ...{ method: 'POST', path: '/images/create', query: { fromSrc: '-', repo, tag, changes }, tar },
        ...{ signal, deadlineMs: options.deadlineMs ?? IMPORT_DEADLINE_MS },
      });
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(Buffer.from(chunk));
      const problem = failureIn(Buffer.concat(chunks).toString('utf8'));
      if (problem !== null) throw new EngineError(500, problem, null);
    }).finally(() => {
      // What was refused has not been read to its end.
      if (!Buffer.isBuffer(tar)) tar.destroy();
    });
    const id = await imageId(reference, options);
    if (id === null) throw new EngineError(404, `The image ${reference} was made and is not there`, null);
    return id;
  }

  /** Two that need it at the same time make it once. */
  async function ours(reference: string, tar: () => Readable | Buffer, options: CallOptions): Promise<string> {
    const found = await inspectImage(reference, options);
    // Somebody else's image of that name may hold anything.
    if (found !== null && isHelper(found.Config?.Labels ?? {})) return found.Id;
    const made = making.get(reference) ?? importImage(tar(), reference).finally(() => making.delete(reference));
    making.set(reference, made);
    return made;
  }

  async function resolveTool(options: CallOptions): Promise<string> {
    const { helperImage } = deps;
    if (helperImage !== undefined) {
      const id = await imageId(helperImage, options);
      if (id === null) throw new UserError('docker-helper-image-missing', { image: helperImage });
      return id;
    }
    const info = infoAnswer.parse(await client.call({ ...callOptions(options), path: '/info' }));
    tool ??= toolTree(busyboxes, info.Architecture).then((tree) =>
      tree === null ? null : { tree, reference: `${TOOL}:${digestOf(tree)}` },
    );
    const found = await tool.catch((error: unknown) => {
      log.warn({ error: String(error) }, 'No tool image can be made of the programs of this machine');
      return null;
    });
    // Somebody may install what is missing while the bot runs.
    if (found === null) tool = null;
    else return ours(found.reference, () => Readable.from(tarOf(found.tree)), options);
    const own = await ownImage(options);
    if (own === null) throw new UserError('docker-helper-none', { arch: info.Architecture });
    return own;
  }

  /** Always of this machine's restic: HELPER_IMAGE stands for the tools, which are others. */
  async function resolveRestic(options: CallOptions): Promise<string> {
    const info = infoAnswer.parse(await client.call({ ...callOptions(options), path: '/info' }));
    // Read anew each time: it is a matter of milliseconds, and somebody may have installed another one.
    const tree = await resticTree(busyboxes, info.Architecture);
    if (tree === null) throw new UserError('docker-helper-no-restic', { arch: info.Architecture });
    return ours(`${RESTIC}:${digestOf(tree)}`, () => Readable.from(tarOf(tree)), options);
  }

  /** The image that this bot itself runs from, where it has a shell. */
  async function ownImage(options: CallOptions): Promise<string | null> {
    const id = await deps.selfContainerId(options);
    const detail = id === null ? null : await deps.inspectAny(id, options);
    if (id === null || detail === null) return null;
    const path = at('containers', id, 'archive');
    const shell = await orNull(client.open({ ...callOptions(options), path, query: { path: '/bin/sh' } }));
    shell?.destroy();
    return shell === null ? null : detail.imageId;
  }

  return {
    async resolve(image, options) {
      if (image === 'empty') return ours(EMPTY, () => EMPTY_TAR, options);
      if (image === 'restic') return resolveRestic(options);
      return image === 'tool' ? resolveTool(options) : image.id;
    },
    imageId,
    importImage,
  };
}

/** busybox, and getfattr where this machine has it. Null where there is no static busybox for that architecture. */
async function toolTree(busyboxes: readonly string[], arch: string): Promise<TarEntry[] | null> {
  for (const path of busyboxes) {
    const elf = await elfOf(path);
    if (elf === null || !elf.isStatic || !runsOn(elf, arch)) continue;
    return [...(await busyboxTree(path)), ...(await getfattrTree(arch))];
  }
  return null;
}

/** restic with a shell that reads its settings, the certificates of this machine, and ssh where it has one. */
async function resticTree(busyboxes: readonly string[], arch: string): Promise<TarEntry[] | null> {
  const shell = await toolTree(busyboxes, arch);
  if (shell === null) return null;
  for (const path of RESTICS) {
    const elf = await elfOf(path);
    if (elf === null || !runsOn(elf, arch)) continue;
    const ssh = await elfOf(SSH);
    const certificates = await readFile(CERTIFICATES).catch(() => null);
    const all = [
      ...shell,
      ...(await programTree(path, 'restic')),
      ...(ssh !== null && runsOn(ssh, arch) ? await programTree(SSH, 'ssh') : []),
      ...FOLDERS.map((folder): TarEntry => ({ kind: 'folder', path: `${folder}/`, mode: 0o700 })),
      ...(certificates === null
        ? []
        : ['etc/ssl', 'etc/ssl/certs'].map(
            (folder): TarEntry => ({ kind: 'folder', path: `${folder}/`, mode: 0o755 }),
          )),
      ...(certificates === null
        ? []
        : [{ kind: 'file' as const, path: CERTIFICATES.slice(1), mode: 0o644, bytes: certificates }]),
    ];
    // Their libraries are the same, and the Engine refuses a path that comes twice.
    return [...new Map(all.map((entry) => [entry.path, entry])).values()];
  }
  return null;
}

async function getfattrTree(arch: string): Promise<TarEntry[]> {
  for (const path of GETFATTRS) {
    const elf = await elfOf(path);
    if (elf !== null && runsOn(elf, arch)) return programTree(path, 'getfattr');
  }
  return [];
}

/** In the tag, so that another busybox becomes another image. */
function digestOf(tree: readonly TarEntry[]): string {
  const hash = createHash('sha256');
  for (const piece of tarOf(tree)) hash.update(piece);
  return hash.digest('hex').slice(0, 12);
}

/** `host:5000/name:tag` → name and tag; `latest` where it names none. */
export function splitReference(reference: string): [string, string] {
  const colon = reference.lastIndexOf(':');
  if (colon <= reference.lastIndexOf('/')) return [reference, 'latest'];
  return [reference.slice(0, colon), reference.slice(colon + 1)];
}

/** The Engine answers 200 before it begins; how it ended stands in one of the lines of JSON that follow. */
export function failureIn(answer: string): string | null {
  for (const line of answer.split('\n').filter((text) => text.trim() !== '')) {
    const said: unknown = JSON.parse(line);
    if (typeof said === 'object' && said !== null && 'error' in said) return String(said.error);
  }
  return null;
}
