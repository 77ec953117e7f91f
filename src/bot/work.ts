/**
 * One update being handled: what is staged for the moment when it is marked as handled,
 * and causes that are the same again when it is handled again after a kill.
 */
export interface Work {
  readonly updateId: number;
  /** Runs in the transaction that marks the update as handled. A later one with the same name takes its place. */
  stage(name: string, write: () => void): void;
  /** A key that is unique to this update and step: `updateId:step`. */
  cause(step: string): string;
  /** Runs everything that is staged. */
  commit(): void;
}

export function createWork(updateId: number): Work {
  const staged = new Map<string, () => void>();
  return {
    updateId,
    stage: (name, write) => {
      staged.set(name, write);
    },
    cause: (step) => `${updateId}:${step}`,
    commit: () => {
      for (const write of staged.values()) write();
    },
  };
}
