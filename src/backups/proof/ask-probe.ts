import type { Clock } from '../../clock.ts';
import type { EngineStorage } from '../../docker/index.ts';
import type { Operation, OperationContext, Reason } from '../../operations/index.ts';
import type { Probe } from '../sets/types.ts';

const AGAIN_AFTER_MS = 1000;
/** Its container has to be made and to start. */
const HELPER_MS = 15_000;
const NO_ADDRESS: Reason = { key: 'backups-probe-no-address', params: {} };

type Storage = Pick<EngineStorage, 'exec' | 'helperState' | 'runHelper'>;

/**
 * Asks a copy what the set's own probe asks, again and again until it answers as it should or its time is over.
 * @returns null: it does; else why not, and what was printed · @throws EngineError, or the signal's reason
 */
export async function askProbe(options: {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly context: Pick<OperationContext<unknown>, 'sleep' | 'signal'> & {
    readonly operation: Pick<Operation, 'id'>;
  };
  readonly probe: Probe;
  readonly copy: string;
  readonly network: string;
}): Promise<{ readonly reason: Reason; readonly output: string } | null> {
  const { clock, context, probe } = options;
  const deadlineAt = clock.now() + probe.timeoutMs;
  for (;;) {
    const leftMs = Math.max(1000, deadlineAt - clock.now());
    const failure =
      probe.command === null ? await http(options, leftMs) : await command(options, probe.command, leftMs);
    if (failure === null || clock.now() + AGAIN_AFTER_MS >= deadlineAt) return failure;
    await context.sleep(AGAIN_AFTER_MS);
  }
}

async function command(
  { storage, context, copy, probe }: Parameters<typeof askProbe>[0],
  argv: readonly string[],
  timeoutMs: number,
) {
  const chunks: Buffer[] = [];
  const onStdout = (chunk: Buffer) => {
    if (chunks.length < 16) chunks.push(Buffer.from(chunk.subarray(0, 4096)));
  };
  const { exitCode, stderr } = await storage.exec(copy, { argv, timeoutMs, signal: context.signal, onStdout });
  if (exitCode === 0) return null;
  const output = `${Buffer.concat(chunks).toString('utf8')}${stderr}`;
  const { service } = probe;
  const reason: Reason =
    exitCode === null
      ? { key: 'backups-probe-too-slow', params: { service } }
      : { key: 'backups-probe-exit', params: { service, code: exitCode } };
  return { reason, output };
}

/** From inside the network: the copy can be reached from nowhere else. */
async function http({ storage, context, copy, network, probe }: Parameters<typeof askProbe>[0], timeoutMs: number) {
  const { http: wanted, service } = probe;
  if (wanted === null) return null;
  const address = (await storage.helperState(copy, { signal: context.signal }))?.address ?? null;
  if (address === null) return { reason: NO_ADDRESS, output: '' };
  const seconds = String(Math.max(1, Math.ceil(timeoutMs / 1000)));
  const url = `http://${address}:${wanted.port}${wanted.path}`;
  // Its name as others in the network call it: some answer by it.
  // Not wget's own -T: Debian's busybox falls over it.
  const argv = ['timeout', seconds, 'wget', '-S', '-O', '/dev/null', '--header', `Host: ${service}`, url];
  const { output } = await storage.runHelper(
    { operation: context.operation.id, image: 'tool', mounts: [], argv, network: { name: network } },
    { signal: context.signal, deadlineMs: timeoutMs + HELPER_MS },
  );
  const status = statusIn(output);
  if (status === wanted.status) return null;
  const reason: Reason =
    status === null
      ? { key: 'backups-probe-no-answer', params: { service, port: wanted.port } }
      : { key: 'backups-probe-status', params: { service, status, wanted: wanted.status } };
  // What it said when it got no answer; headers of an answer are nobody's business.
  return { reason, output: status === null ? output : '' };
}

/** The first answer: what it was sent on to is not what was asked. */
export function statusIn(output: string): number | null {
  const match = /HTTP\/\d(?:\.\d)?\s+(\d{3})/.exec(output);
  return match === null ? null : Number(match[1]);
}
