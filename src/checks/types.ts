import type { CheckConfig } from '../config/index.ts';
import type { TextParams } from '../errors.ts';

export const CHECK_KINDS = [
  'http',
  'tcp',
  'ping',
  'tls',
  'dns',
  'telegram',
  'disk',
  'command',
  'docker-health',
] as const;
export type CheckKind = (typeof CHECK_KINDS)[number];

/** A sentence in words: a message of `locales/*.ftl` and what goes into it. */
export interface Reason {
  readonly key: string;
  readonly params: TextParams;
}

export interface CheckDefinition {
  readonly id: string;
  /** What people call it; falls back to what is probed. */
  readonly name: string;
  readonly kind: CheckKind;
  /** The compose service that the check speaks for (its bare name, as written in the configuration; a ServiceKey for `docker-health`). */
  readonly service?: string;
  /** Set when the check probes one of the configured public names: that name. */
  readonly publicName?: string;
}

export interface CheckResult extends CheckDefinition {
  readonly ok: boolean;
  /** Of a check that passes: `notice` is worth knowing, `warning` will be trouble soon. Absent: all is well. */
  readonly level?: 'notice' | 'warning';
  /** Milliseconds until the answer was complete; null when there was none, or nothing was sent. */
  readonly latencyMs: number | null;
  /** Why it failed; also what is noteworthy in a success ("certificate: 80 days left"). */
  readonly reason?: Reason;
  /** UTC milliseconds, when it ended. */
  readonly at: number;
}

export interface RunAllOptions {
  /** When it is over for everybody: what has no answer by then is reported as failed by time-out. */
  readonly deadlineMs: number;
  /** Called for each result as it comes. */
  readonly onResult?: (result: CheckResult) => void;
  readonly filter?: (definition: CheckDefinition) => boolean;
  /** False: the Docker health of containers is not read. */
  readonly dockerHealth?: boolean;
  readonly signal?: AbortSignal;
}

/** A check that can be run: what it is called, what it probes, and when it counts as unanswered. */
export interface Target {
  readonly definition: CheckDefinition;
  readonly probe:
    | CheckConfig
    | { readonly kind: 'command'; readonly id: string }
    | { readonly kind: 'public-dns'; readonly host: string }
    | { readonly kind: 'public-tcp'; readonly host: string; readonly port: number }
    | { readonly kind: 'public-http'; readonly url: string }
    | { readonly kind: 'public-tls'; readonly host: string; readonly port: number };
  readonly timeoutMs: number;
}

/** A check as it is probed: what `describe` tells, for people who want to know what is asked. */
export type Probe = Target['probe'];

export interface Checks {
  /** The configured checks, those added in the chat, commands that are checks, and four for each public name (DNS, TCP 443, HTTPS, certificate). Docker health is found at run time and not listed. */
  list(): readonly CheckDefinition[];
  /** What a listed check asks; null for one that is not listed. Holds no secret but what the configuration itself holds. */
  describe(id: string): Target | null;
  /**
   * Runs one check under its own time-out. Never throws for a failing probe.
   * `docker-health:<ServiceKey>` runs the health check that the image or compose file defines (its last result is read).
   * @throws UserError `checks-unknown` when no check has that id
   */
  run(id: string, signal?: AbortSignal): Promise<CheckResult>;
  /** Runs all of them at once, with the Docker health of every running container that has one. Never rejects. */
  runAll(options: RunAllOptions): Promise<CheckResult[]>;
}
