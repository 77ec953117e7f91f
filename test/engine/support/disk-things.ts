import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { type TarEntry, tarOf } from '../../../src/docker/image-tar.ts';
import { busyboxTree } from '../../../src/docker/program-tree.ts';
import type { EngineApi } from './engine-api.ts';

const PROJECT = 'com.docker.compose.project';
const SERVICE = 'com.docker.compose.service';
const created = z.object({ Id: z.string() });
const images = z.array(z.object({ Id: z.string(), RepoTags: z.array(z.string()).nullable() }));
const MIB = 1024 * 1024;

export interface ContainerWish {
  readonly name: string;
  readonly image: string;
  readonly project?: string;
  readonly service?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** `volume:/path`. */
  readonly binds?: readonly string[];
  readonly cmd?: readonly string[];
  readonly state: 'running' | 'exited';
  readonly logOptions?: Readonly<Record<string, string>>;
}

/** Makes what takes space on an Engine: images, containers, volumes and build cache of known sizes. */
export function createDiskThings(api: EngineApi, label: string) {
  const [key = '', value = ''] = label.split('=');

  async function image(
    name: string,
    mebibytes: number,
    labels: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const [repo = '', tag = ''] = name.split(':');
    const bytes = Buffer.alloc(mebibytes * MIB, name);
    const tree: TarEntry[] = [
      ...(await busyboxTree('/bin/busybox')),
      { kind: 'file', path: 'ballast', mode: 0o644, bytes },
    ];
    const query = new URLSearchParams({ fromSrc: '-', repo, tag });
    const all = { [key]: value, ...labels };
    for (const change of Object.entries(all).map(([name, text]) => `LABEL ${name}=${text}`))
      query.append('changes', change);
    for (const change of ['ENV PATH=/bin', 'CMD ["/bin/sh"]']) query.append('changes', change);
    const answer = await api.send('POST', `/images/create?${query}`, Readable.from(tarOf(tree)));
    if (answer.status !== 200 || answer.body.includes('"error"')) throw new Error(answer.body);
    return idOf(name);
  }

  async function idOf(name: string): Promise<string> {
    const found = images.parse(await api.ask('GET', '/images/json')).find((each) => each.RepoTags?.includes(name));
    if (found === undefined) throw new Error(`no image ${name}`);
    return found.Id;
  }

  async function container(wish: ContainerWish): Promise<string> {
    const compose = wish.project === undefined ? {} : { [PROJECT]: wish.project, [SERVICE]: wish.service ?? wish.name };
    const body = {
      Image: wish.image,
      Cmd: wish.cmd ?? ['sh', '-c', "trap 'exit 0' TERM; while :; do sleep 1 & wait $!; done"],
      Labels: { [key]: value, ...compose, ...wish.labels },
      StopTimeout: 1,
      HostConfig: {
        NetworkMode: 'none',
        Binds: wish.binds ?? [],
        ...(wish.logOptions ? { LogConfig: { Type: 'json-file', Config: wish.logOptions } } : {}),
      },
    };
    const { Id } = created.parse(await api.ask('POST', `/containers/create?name=${wish.name}`, body));
    await api.ask('POST', `/containers/${Id}/start`);
    if (wish.state === 'exited') {
      if (wish.cmd === undefined) await api.ask('POST', `/containers/${Id}/stop`);
      await api.ask('POST', `/containers/${Id}/wait`);
    }
    return Id;
  }

  return {
    image,
    idOf,
    container,
    tag: (name: string, as: string) => {
      const [repo = '', tag = ''] = as.split(':');
      return api.ask('POST', `/images/${encodeURIComponent(name)}/tag?repo=${encodeURIComponent(repo)}&tag=${tag}`);
    },
    remove: (id: string) => api.ask('DELETE', `/containers/${id}?force=true`),
    async volume(name: string, mebibytes: number, from: string, project?: string): Promise<void> {
      const labels = project === undefined ? {} : { [PROJECT]: project };
      await api.ask('POST', '/volumes/create', { Name: name, Labels: { [key]: value, ...labels } });
      const cmd = ['sh', '-c', `head -c ${mebibytes * MIB} /dev/zero > /v/data`];
      const id = await container({ name: `fill-${name}`, image: from, cmd, binds: [`${name}:/v`], state: 'exited' });
      await api.ask('DELETE', `/containers/${id}?force=true`);
    },
    /** Builds with BuildKit, whose cache stays: the Dockerfile comes over HTTP, since a context would want a session. */
    async build(name: string, from: string): Promise<void> {
      const dockerfile = `FROM ${from}\nLABEL ${label}\nCOPY --from=${from} /ballast /copied\n`;
      const server = createServer((_request, response) => response.end(dockerfile));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      const query = new URLSearchParams({ version: '2', t: name, remote: `http://127.0.0.1:${port}/Dockerfile` });
      try {
        const answer = await api.send('POST', `/build?${query}`, Readable.from([]));
        if (answer.body.includes('errorDetail')) throw new Error(answer.body);
      } finally {
        server.close();
      }
    },
  };
}

export type DiskThings = ReturnType<typeof createDiskThings>;
