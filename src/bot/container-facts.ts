import { z } from 'zod';
import type { ContainerDescription, ContainerDetail, PortBinding } from '../docker/index.ts';

/** More of a kind than fit a phone: the rest is counted. */
const MOST = 40;
const MOST_NAMES = 100;
const LONGEST = 200;
const LONGEST_COMMAND = 600;
const LONGEST_OUTPUT = 300;

const listed = z.object({ shown: z.array(z.string()), more: z.number() });

/** What a container was made with, as its page shows it: bounded, masked, without any value of the environment. */
export const containerFacts = z.object({
  image: z.string(),
  imageId: z.string(),
  digest: z.string().nullable(),
  /** Null: could not be asked. */
  command: z.string().nullable(),
  ports: listed,
  mounts: listed,
  networks: listed,
  envNames: listed,
  /** Null: could not be asked. */
  limits: z
    .object({
      memoryBytes: z.number().nullable(),
      memorySwapBytes: z.number().nullable(),
      cpus: z.number().nullable(),
      pids: z.number().nullable(),
    })
    .nullable(),
  restartPolicy: z.string(),
  restartMaxRetries: z.number().nullable(),
  logDriver: z.string().nullable(),
  tty: z.boolean(),
  healthTest: z.string().nullable(),
  /** Oldest first. */
  probes: z.array(z.object({ at: z.number(), exitCode: z.number(), output: z.string() })),
});
export type ContainerFacts = z.infer<typeof containerFacts>;
export type Listed = z.infer<typeof listed>;

/**
 * @param described null where the Engine could not be asked: then what the last picture holds
 * @param mask applied to whatever a program or a person may have put a secret into, before it is cut
 */
export function factsOf(
  container: ContainerDetail,
  described: ContainerDescription | null,
  mask: (text: string) => string,
): ContainerFacts {
  const cut = (text: string, length = LONGEST) => shortenedTo(mask(text), length);
  const list = (items: readonly string[], most = MOST): Listed => ({
    shown: items.slice(0, most).map((item) => cut(item)),
    more: Math.max(0, items.length - most),
  });
  const networks = described?.networkAddresses.map(({ name, ipAddress }) =>
    ipAddress ? `${name} ${ipAddress}` : name,
  );
  return {
    image: cut(container.image),
    imageId: container.imageId.replace(/^sha256:/, '').slice(0, 12),
    digest: container.imageDigest === null ? null : cut(container.imageDigest),
    command: described === null ? null : cut(described.command.join(' '), LONGEST_COMMAND),
    ports: list(container.ports.map(portWords)),
    mounts: list(
      container.mounts.map(
        ({ type, source, destination, readOnly }) =>
          `${source === '' ? type : source} → ${destination}${readOnly ? ' (ro)' : ''}`,
      ),
    ),
    networks: list(networks ?? container.networks),
    envNames: list(container.envNames, MOST_NAMES),
    limits: described?.limits ?? null,
    restartPolicy: container.restartPolicy,
    restartMaxRetries: described?.restartMaxRetries ?? null,
    logDriver: described?.logDriver ?? null,
    tty: container.tty,
    healthTest: described === null || described.healthcheckTest.length === 0 ? null : cut(testWords(described)),
    probes: (container.health?.log ?? []).map(({ at, exitCode, output }) => ({
      at,
      exitCode,
      output: cut(output.trim(), LONGEST_OUTPUT),
    })),
  };
}

/** "0.0.0.0:8080 → 80/tcp"; a port that is not published stands alone. */
function portWords({ containerPort, protocol, hostIp, hostPort }: PortBinding): string {
  const own = `${containerPort}/${protocol}`;
  return hostIp === null ? own : `${hostIp}:${hostPort ?? '…'} → ${own}`;
}

function testWords({ healthcheckTest: [kind, ...words] }: ContainerDescription): string {
  return kind === 'CMD' || kind === 'CMD-SHELL' ? words.join(' ') : [kind ?? '', ...words].join(' ');
}

function shortenedTo(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}
