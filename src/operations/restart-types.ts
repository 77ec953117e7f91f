import type { ContainerState, PortBinding } from '../docker/index.ts';

/** What is to be restarted. `number` null: the container of that service which was seen when it was asked for. */
export interface RestartParams {
  readonly engine: 'local';
  readonly project: string | null;
  readonly service: string;
  readonly number: number | null;
  readonly containerIdAtRequest: string;
  /** A person's words; null when none were given. */
  readonly reason: string | null;
}

/** What will happen, for the question that is asked once more. */
export interface RestartPlan {
  /** With the id and number filled in: hand these to `confirmations.create`. */
  readonly params: RestartParams;
  readonly container: {
    readonly id: string;
    readonly name: string;
    readonly image: string;
    readonly state: ContainerState;
    readonly number: number;
    /** Containers of this service; the others are left alone. */
    readonly replicas: number;
  };
  /** Services of the project that need this one, directly or through others, in the order of distance. */
  readonly dependents: readonly { readonly service: string; readonly through: string | null }[];
  /** False when compose wrote no `depends_on` label (1.29 does not): then nothing is known of dependents. */
  readonly dependentsKnown: boolean;
  /** Published ones only: these do not answer meanwhile. */
  readonly ports: readonly PortBinding[];
  readonly volumes: readonly { readonly source: string; readonly destination: string }[];
  /** Between SIGTERM and SIGKILL, the container's own; -1 means for ever. */
  readonly stopTimeoutS: number;
  readonly hasHealthcheck: boolean;
  /** How long it is waited for at most, milliseconds. */
  readonly waitMs: number;
}
