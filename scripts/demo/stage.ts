import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { z } from 'zod';
import type { DockerHostConfig } from '../../src/config/index.ts';
import { busyboxTree, type TarEntry, tarOf } from '../../src/docker/index.ts';
import { type EngineClient, EngineRefusal, engineClient, textIn } from '../setup/engine-client.ts';
import { SetupProblem } from '../setup/problem.ts';
import { composeFile } from './compose.ts';
import { type DemoRun, isLeftOver, RUN_LABEL } from './run.ts';
import { COMPOSE_FILE, containerBody, SERVICES, type ShopPlace } from './services.ts';

/** The ports of the host on which services are published. */
export interface ShopPorts {
  readonly gateway: number;
  readonly worker: number;
}

export interface RaiseOptions {
  readonly project: string;
  /** Free ones. */
  readonly ports: ShopPorts;
  /** An image that the Engine has; null: one is made from this machine's busybox. */
  readonly image: string | null;
  readonly busybox: string;
  /** Of the compose program that "Recreate…" will find; null: there is none. */
  readonly composeVersion: string | null;
}

/** Everything that the demo has on the Engine. */
export interface Stage {
  /** A name that no project on this Engine has: `down` of compose removes by it. */
  projectName(): Promise<string>;
  /** Makes the image, the network, the volume and the services, and writes their compose file. */
  raise(options: RaiseOptions): Promise<void>;
  /** How many services fail their health check just now. */
  unhealthy(): Promise<number>;
  /** Removes all that carries this run's label; true when nothing is left. */
  strike(): Promise<boolean>;
  /** Removes what runs that were killed have left on this Engine. */
  reap(): Promise<void>;
}

const listed = z.array(z.object({ Id: z.string(), Labels: z.record(z.string(), z.string()).nullish() }));
const named = z.array(z.object({ Name: z.string(), Labels: z.record(z.string(), z.string()).nullish() }));

/** Nobody's own project: one that is called shop may well be there. */
const USUAL_PROJECT = 'shop-demo';
const SOME_COMPOSE = '2.29.0';
const OLD_BYTES = 24 * 1024 * 1024;

type Labels = Readonly<Record<string, string>>;

export function createStage(host: DockerHostConfig, run: DemoRun): Stage {
  const engine = engineClient(host);
  const name = `vakhta-demo-${run.id}`;
  return {
    async projectName() {
      const filters = { label: [`com.docker.compose.project=${USUAL_PROJECT}`] };
      const taken = listed.parse(await engine.ask('GET', `/containers/json?${query({ filters, all: true })}`));
      return taken.length === 0 ? USUAL_PROJECT : `${USUAL_PROJECT}-${run.id}`;
    },
    async raise({ project, ports, image, busybox, composeVersion }) {
      const ready = image === null ? await makeImage(engine, run, busybox) : await haveImage(engine, image);
      await engine.ask('POST', '/networks/create', { Name: name, CheckDuplicate: true, Labels: run.labels });
      await engine.ask('POST', '/volumes/create', { Name: name, Labels: run.labels });
      const place: ShopPlace = {
        project,
        image: ready,
        network: name,
        volume: name,
        labels: run.labels,
        publish: { address: isNear(host) ? '127.0.0.1' : '0.0.0.0', ports: { ...ports } },
        folder: join(run.folder, project),
        composeVersion: composeVersion ?? SOME_COMPOSE,
      };
      mkdirSync(place.folder);
      writeFileSync(join(place.folder, COMPOSE_FILE), composeFile(place));
      for (const service of SERVICES) {
        const path = `/containers/create?name=${project}-${service.name}-1`;
        const id = textIn(await engine.ask('POST', path, containerBody(service, place)), 'Id') ?? '';
        await engine.ask('POST', `/containers/${id}/start`);
      }
    },
    async unhealthy() {
      const filters = { label: [`${RUN_LABEL}=${run.id}`], health: ['unhealthy'] };
      return listed.parse(await engine.ask('GET', `/containers/json?${query({ filters })}`)).length;
    },
    async strike() {
      const isOurs = (labels: Labels) => labels[RUN_LABEL] === run.id;
      await removeWhere(engine, isOurs);
      return (await countWhere(engine, isOurs)) === 0;
    },
    reap: () => removeWhere(engine, (labels) => isLeftOver(labels)),
  };
}

/** Where the bot (on this machine) finds ports that the Engine publishes. */
export function publishedHost(host: DockerHostConfig): string {
  return host.kind === 'unix' ? '127.0.0.1' : host.host;
}

function isNear(host: DockerHostConfig): boolean {
  return host.kind === 'unix' || /^(127\.|::1$|localhost$)/.test(host.host);
}

/** Twice: an older one that loses its name to the newer one, so that /disk has something to free. */
async function makeImage(engine: EngineClient, run: DemoRun, busybox: string): Promise<string> {
  const tree = await busyboxTree(busybox);
  const catalogue: TarEntry = { kind: 'file', path: 'catalogue', mode: 0o644, bytes: Buffer.alloc(OLD_BYTES) };
  await importImage(engine, run, [...tree, catalogue]);
  return importImage(engine, run, tree);
}

async function importImage(engine: EngineClient, run: DemoRun, tree: readonly TarEntry[]): Promise<string> {
  const parameters = new URLSearchParams({ fromSrc: '-', repo: 'vakhta-demo/busybox', tag: run.id });
  for (const [key, value] of Object.entries(run.labels)) parameters.append('changes', `LABEL ${key}="${value}"`);
  for (const change of ['ENV PATH=/bin', 'CMD ["/bin/sh"]']) parameters.append('changes', change);
  await engine.sendTar(`/images/create?${parameters}`, Readable.from(tarOf(tree)));
  return `vakhta-demo/busybox:${run.id}`;
}

async function haveImage(engine: EngineClient, image: string): Promise<string> {
  try {
    await engine.ask('GET', `/images/${image}/json`);
    return image;
  } catch (error) {
    if (!(error instanceof EngineRefusal) || error.status !== 404) throw error;
    throw new SetupProblem(`The Engine has no image "${image}". Run this, then start again:\n  docker pull ${image}`);
  }
}

function query(parts: { filters: object; [name: string]: unknown }): string {
  const { filters, ...others } = parts;
  const rest = Object.entries(others).map(([key, value]) => [key, String(value)]);
  return new URLSearchParams({ ...Object.fromEntries(rest), filters: JSON.stringify(filters) }).toString();
}

interface Found {
  readonly path: string;
  readonly labels: Labels;
}

/** All that carries the demo's label, of whichever run, in the order in which it can be removed. */
async function findAll(engine: EngineClient): Promise<Found[][]> {
  const filters = { label: [RUN_LABEL] };
  const containers = listed.parse(await engine.ask('GET', `/containers/json?${query({ filters, all: true })}`));
  const networks = listed.parse(await engine.ask('GET', `/networks?${query({ filters })}`));
  const answer = z
    .object({ Volumes: named.nullish() })
    .parse(await engine.ask('GET', `/volumes?${query({ filters })}`));
  const images = listed.parse(await engine.ask('GET', `/images/json?${query({ filters })}`));
  const found = (path: string, labels: Labels | null | undefined): Found => ({ path, labels: labels ?? {} });
  return [
    containers.map(({ Id, Labels }) => found(`/containers/${Id}?force=true&v=true`, Labels)),
    [
      ...networks.map(({ Id, Labels }) => found(`/networks/${Id}`, Labels)),
      ...(answer.Volumes ?? []).map(({ Name, Labels }) => found(`/volumes/${Name}?force=true`, Labels)),
      ...images.map(({ Id, Labels }) => found(`/images/${Id}?force=true`, Labels)),
    ],
  ];
}

async function countWhere(engine: EngineClient, matches: (labels: Labels) => boolean): Promise<number> {
  return (await findAll(engine)).flat().filter(({ labels }) => matches(labels)).length;
}

/** A container that restarts all the time can refuse once ("removal in progress", "is restarting"). */
const ROUNDS = 3;

async function removeWhere(engine: EngineClient, matches: (labels: Labels) => boolean): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const groups = await findAll(engine);
    for (const group of groups) {
      const ours = group.filter(({ labels }) => matches(labels));
      await Promise.allSettled(ours.map(({ path }) => engine.ask('DELETE', path)));
    }
    if ((await countWhere(engine, matches)) === 0) return;
  }
}
