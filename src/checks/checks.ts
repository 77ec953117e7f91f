import type { Clock } from '../clock.ts';
import type { CheckConfig } from '../config/index.ts';
import type { ContainerDetail, Docker } from '../docker/index.ts';
import { messageOf, UserError } from '../errors.ts';
import type { Host } from '../host/index.ts';
import type { Log } from '../log.ts';
import { type CommandChecks, judgeCommand } from './commands.ts';
import { commandTargets, configuredTargets, publicTargets } from './definitions.ts';
import { judgeDisk } from './disk.ts';
import { probeDns } from './dns.ts';
import { engineDefinition, engineSilent, healthDefinition, healthTarget, judgeHealth } from './docker-health.ts';
import { probeHttp } from './http.ts';
import { type Outcome, underDeadline } from './outcome.ts';
import { probePing } from './ping.ts';
import { createReadings, type Readings } from './readings.ts';
import { probeTcp } from './tcp.ts';
import { probeTelegram } from './telegram.ts';
import { CERTIFICATE_DAYS, probeTls } from './tls.ts';
import type { CheckDefinition, CheckResult, Checks, Probe, RunAllOptions, Target } from './types.ts';

export interface ChecksOptions {
  readonly checks: readonly CheckConfig[];
  /** Host names as the world knows them, optionally with a port (default 443). */
  readonly publicNames: readonly string[];
  /** Checks that were added in the chat: asked for each time, because they come and go. */
  readonly adopted?: () => readonly CheckConfig[];
  /** The commands of the configuration that are checks. */
  readonly commands?: CommandChecks;
  /** What was read at the last time, for checks that judge a change. In memory unless handed in. */
  readonly readings?: Readings;
  readonly docker: Pick<Docker, 'availability' | 'find' | 'inspect' | 'listDetails'>;
  readonly host: Host;
  readonly clock: Clock;
  readonly log: Log;
  /** The value of the environment variable that holds a product bot's token; null when it is not set. */
  secretFrom(variable: string): string | null;
  readonly telegramApiRoot?: string;
  /** Trusted authorities in PEM instead of Node's. */
  readonly ca?: readonly string[];
  /** DNS servers (`address:port`) instead of the system's. */
  readonly dnsServers?: readonly string[];
}

/** The certificate of a public name has a check of its own. */
const NEVER_EARLY = { notice: 0, warning: 0, failed: 0 } as const;
/** A public name answers as long as its server does not fail itself. */
const publicStatus = (status: number) => status >= 100 && status < 500;

/** The active probes. Results are in words (`reason`), masked; nothing throws for a target that is down. */
export function createChecks(options: ChecksOptions): Checks {
  const { clock, docker } = options;
  const fixed = [...configuredTargets(options.checks), ...publicTargets(options.publicNames)];
  const readings = options.readings ?? createReadings();
  const targets = (): Target[] => [
    ...fixed,
    ...commandTargets(options.commands?.list() ?? []),
    ...configuredTargets(options.adopted?.() ?? []),
  ];
  const find = (id: string) => targets().find((candidate) => candidate.definition.id === id) ?? null;

  const finished = (definition: CheckDefinition, outcome: Outcome): CheckResult => ({
    ...definition,
    ...outcome,
    at: clock.now(),
  });

  async function runTarget(target: Target, signal: AbortSignal | undefined): Promise<CheckResult> {
    const outcome = await underDeadline(target.timeoutMs, signal, (own) => probe(target.probe, target, own));
    if (!outcome.ok) options.log.debug({ check: target.definition.id, reason: outcome.reason }, 'A check failed.');
    return finished(target.definition, outcome);
  }

  function probe(what: Target['probe'], { definition, timeoutMs }: Target, signal: AbortSignal): Promise<Outcome> {
    const context = { signal, now: clock.now(), ca: options.ca };
    switch (what.kind) {
      case 'http':
        return probeHttp(what, context);
      case 'public-http':
        return probeHttp({ url: what.url, method: 'GET', status: publicStatus, tlsDays: NEVER_EARLY }, context);
      case 'tcp':
      case 'public-tcp':
        return probeTcp(what, signal);
      case 'ping':
        return probePing(what, signal);
      case 'tls':
        return probeTls(what, context);
      case 'public-tls':
        return probeTls({ ...what, days: CERTIFICATE_DAYS }, context);
      case 'dns':
        return probeDns(what, signal, options.dnsServers);
      case 'public-dns':
        return probeDns({ host: what.host, type: 'address' }, signal, options.dnsServers);
      case 'telegram':
        return probeTelegram(telegramTarget(what), { ...context, timeoutMs, readings: readings.of(definition.id) });
      case 'command':
        return runCommand(what.id, signal);
      case 'disk':
        return options.host.snapshot().then((snapshot) => judgeDisk(snapshot, what.path, what.percent));
    }
  }

  async function runCommand(id: string, signal: AbortSignal): Promise<Outcome> {
    if (options.commands === undefined) throw new UserError('checks-unknown', { id });
    return judgeCommand(await options.commands.run(id, signal));
  }

  function telegramTarget(check: Extract<Probe, { kind: 'telegram' }>) {
    const apiRoot = check.apiRoot?.replace(/\/+$/, '') ?? options.telegramApiRoot ?? 'https://api.telegram.org';
    return {
      token: options.secretFrom(check.tokenFrom),
      variable: check.tokenFrom,
      maxPending: check.maxPending,
      apiRoot,
    };
  }

  async function runHealth(id: string, target: { key: string; number: number }): Promise<CheckResult> {
    try {
      const container = (await docker.find(target.key)).find((candidate) => candidate.number === target.number);
      const detail = container === undefined ? null : await docker.inspect(container.id);
      const outcome = detail === null ? null : judgeHealth(detail);
      if (detail === null || outcome === null) throw new UserError('checks-unknown', { id });
      return finished(healthDefinition(detail), outcome);
    } catch (error) {
      if (error instanceof UserError) throw error;
      return finished(engineDefinition, engineSilent(docker.availability(), messageOf(error)));
    }
  }

  /** Docker health of every running container that has a health check; one failed result when the Engine is silent. */
  async function allHealth(deadlineMs: number, filter: (definition: CheckDefinition) => boolean) {
    let containers: ContainerDetail[];
    try {
      containers = await docker.listDetails({ deadlineMs });
    } catch (error) {
      if (!filter(engineDefinition)) return [];
      return [finished(engineDefinition, engineSilent(docker.availability(), messageOf(error)))];
    }
    return containers.flatMap((container) => {
      const outcome = container.oneOff ? null : judgeHealth(container);
      const definition = healthDefinition(container);
      return outcome === null || !filter(definition) ? [] : [finished(definition, outcome)];
    });
  }

  async function runAll(run: RunAllOptions): Promise<CheckResult[]> {
    const filter = run.filter ?? (() => true);
    const tell = (result: CheckResult): CheckResult => {
      run.onResult?.(result);
      return result;
    };
    const probed = targets()
      .filter((target) => filter(target.definition))
      .map((target) => ({ ...target, timeoutMs: Math.min(target.timeoutMs, run.deadlineMs) }))
      .map(async (target) => tell(await runTarget(target, run.signal)));
    const health = (run.dockerHealth === false ? Promise.resolve([]) : allHealth(run.deadlineMs, filter)).then(
      (results) => results.map(tell),
    );
    return [...(await Promise.all(probed)), ...(await health)];
  }

  return {
    list: () => targets().map((target) => target.definition),
    describe: find,
    run: async (id, signal) => {
      const target = find(id);
      if (target !== null) return runTarget(target, signal);
      const health = healthTarget(id);
      if (health === null) throw new UserError('checks-unknown', { id });
      return runHealth(id, health);
    },
    runAll,
  };
}
