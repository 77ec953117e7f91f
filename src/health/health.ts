import { randomBytes } from 'node:crypto';
import type { AdoptedCheck, AdoptedChecks, Checks, Target } from '../checks/index.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/index.ts';
import type { ContainerDetail, Docker } from '../docker/index.ts';
import { UserError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Discovery } from './discovery.ts';
import { createHealthStore } from './health-store.ts';
import { checkItem, expectedChecks, selfItem } from './items.ts';
import { createRecording } from './recording.ts';
import { itemReference } from './reference.ts';
import { createRunning } from './running.ts';
import type { SelfProbe } from './self-probes.ts';
import type { Board, FoundPort, Item, PastResult } from './types.ts';

export interface HealthOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly checks: Checks;
  readonly adopted: AdoptedChecks;
  readonly docker: Pick<Docker, 'listDetails'>;
  readonly ranOutOfMemory: (container: ContainerDetail) => boolean;
  /** Of this moment: backup sets come and go. */
  readonly probes: () => readonly SelfProbe[];
  readonly discovery: Discovery;
}

export interface OpenInput {
  readonly chatId: number;
  readonly threadId: number | null;
  /** What it stems from; the same again opens the same board. */
  readonly cause: string;
  /** The reference of the one check that is asked; absent: all are. */
  readonly only?: string;
}

/** `done`: everything has been answered, or the run was cut off. */
export type BoardListener = (board: Board, done: boolean) => void;

/** Everything that can be asked about health, in boards: one for each message that shows it. */
export interface Health {
  /** Makes a board and begins to ask. @throws UserError health-unknown when nothing has that reference */
  open(input: OpenInput): Board;
  /** Asks everything anew, on the same board. @returns false when it is being asked, or there is no such board any more */
  again(boardId: string, cause: string): boolean;
  /** Begins to ask one check again; it counts as unanswered until then. @throws UserError health-unknown */
  recheck(boardId: string, reference: string): void;
  board(id: string): Board | null;
  show(boardId: string, screen: string): void;
  /** What a check asks; null for Docker health and for Vakhta itself. */
  describe(itemId: string): Target | null;
  /** Who added this check in the chat, and as what; null: it was not added there. */
  adoptedAs(itemId: string): AdoptedCheck | null;
  /** Newest first. */
  history(itemId: string, limit: number): PastResult[];
  /** How many checks are configured or were added. */
  ownChecks(): number;
  /** A found port that has no check yet. @throws UserError health-found-gone */
  offered(boardId: string, reference: string): FoundPort;
  /** Makes a check of an offered port, and asks it. Nothing when somebody else was faster. */
  adopt(boardId: string, reference: string, by: number): void;
  /** What a check that was added in the chat is called. @throws UserError health-unknown when it was removed before */
  addedName(boardId: string, reference: string): string;
  /** Nothing when somebody else was faster. */
  remove(boardId: string, reference: string): void;
  /** Told within the transaction of each change. Returns what ends it. */
  onChange(listener: BoardListener): () => void;
  moveChat(oldId: number, newId: number): void;
  /** Ends what a killed process has left at "running". */
  resume(): void;
  stop(): void;
  /** For tests: resolves when nothing is being asked. */
  idle(): Promise<void>;
}

const KEEP_MS = 30 * 86_400_000;
/** The place of what was not asked from the beginning. */
const BEHIND = 9_000;

export function createHealth(options: HealthOptions): Health {
  const { database, clock, checks, adopted } = options;
  const store = createHealthStore(database);
  const listeners = new Set<BoardListener>();

  const tell = (boardId: string, done: boolean): void => {
    const board = store.board(boardId);
    if (board !== null) for (const listener of listeners) listener(board, done);
  };
  const running = createRunning({
    ...options,
    record: (runId, boardId) =>
      createRecording({ database, store, clock, log: options.log, runId, tell: (done) => tell(boardId, done) }),
  });

  const expected = (): Item[] => [...expectedChecks(checks.list()), ...options.probes().map(selfItem)];

  function begin(boardId: string, cause: string, only: Item | null): void {
    const now = clock.now();
    const items = only === null ? expected() : [{ ...only, level: null, latencyMs: null, reason: null, at: null }];
    const runId = store.insertRun(boardId, cause, items, now);
    database.afterCommit(() => running.start({ runId, boardId, items, only: only?.id ?? null }));
  }

  /** What a reference means: a check that is listed, or a line of the last runs. */
  function itemOf(reference: string, board: Board | null): Item | null {
    const known = [...(board?.run.items ?? []), ...expected(), ...running.lastDocker()];
    return known.find((item) => itemReference(item.id) === reference) ?? null;
  }

  function mustFind(reference: string, board: Board | null): Item {
    const item = itemOf(reference, board);
    if (item === null) throw new UserError('health-unknown');
    return item;
  }

  function open(input: OpenInput): Board {
    return database.transaction(() => {
      const before = store.runOfCause(input.cause);
      if (before !== null) return reopen(before, input.cause);
      const only = input.only === undefined ? null : mustFind(input.only, null);
      const id = randomBytes(4).toString('hex');
      const screen = only === null ? 'main' : `one.${itemReference(only.id)}`;
      store.prune(clock.now() - KEEP_MS);
      store.insertBoard({ id, chatId: input.chatId, threadId: input.threadId, screen }, clock.now());
      begin(id, input.cause, only);
      return boardOf(id);
    });
  }

  /** The update is handled again after a kill: what was cut off is asked anew, on the board that stands. */
  function reopen(before: { id: number; board: string; state: string }, cause: string): Board {
    if (before.state === 'interrupted') begin(before.board, `${cause}:${before.id}`, null);
    return boardOf(before.board);
  }

  function boardOf(id: string): Board {
    const board = store.board(id);
    if (board === null) throw new UserError('health-unknown');
    return board;
  }

  function foundOn({ run }: Board, reference: string): FoundPort | null {
    return run.found.find((port) => port.reference === reference) ?? null;
  }

  function addedCheck(itemId: string): AdoptedCheck | null {
    return adopted.list().find(({ config }) => config.id === itemId) ?? null;
  }

  function adoptFound(board: Board, { reference, service, config }: FoundPort, by: number): void {
    const { id, found, uncovered } = board.run;
    adopted.add({ config, addedBy: by, addedAt: clock.now() });
    store.setFound(
      id,
      found.filter((port) => port.reference !== reference),
    );
    store.setUncovered(
      id,
      uncovered.filter((name) => name !== service),
    );
    const target = checks.describe(config.id);
    if (target !== null) askAlone(board, checkItem(target.definition));
  }

  return {
    open,
    again: (boardId, cause) =>
      database.transaction(() => {
        const board = store.board(boardId);
        if (board === null || board.run.state === 'running') return false;
        if (store.runOfCause(cause) !== null) return true;
        begin(boardId, cause, null);
        return true;
      }),
    recheck: (boardId, reference) => {
      const board = boardOf(boardId);
      askAlone(board, mustFind(reference, board));
    },
    board: store.board,
    show: (boardId, screen) => store.setScreen(boardId, screen, clock.now()),
    describe: checks.describe,
    adoptedAs: addedCheck,
    history: store.history,
    ownChecks: () => checks.list().length,
    offered: (boardId, reference) => {
      const found = foundOn(boardOf(boardId), reference);
      if (found === null) throw new UserError('health-found-gone');
      return found;
    },
    adopt: (boardId, reference, by) =>
      database.transaction(() => {
        const board = boardOf(boardId);
        const found = foundOn(board, reference);
        if (found !== null) adoptFound(board, found, by);
      }),
    addedName: (boardId, reference) => {
      const item = mustFind(reference, boardOf(boardId));
      if (addedCheck(item.id) === null) throw new UserError('health-unknown');
      return item.name;
    },
    remove: (boardId, reference) =>
      database.transaction(() => {
        const board = boardOf(boardId);
        const item = itemOf(reference, board);
        if (item === null || !adopted.remove(item.id)) return;
        store.removeItem(board.run.id, item.id);
        store.setScreen(boardId, 'main', clock.now());
      }),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    moveChat: store.moveChat,
    resume: () => {
      for (const { id, board } of store.running()) {
        database.transaction(() => {
          store.endRun(id, 'interrupted', clock.now());
          tell(board, true);
        });
      }
    },
    stop: running.stop,
    idle: running.idle,
  };

  function askAlone({ id, run }: Board, item: Item): void {
    const unanswered = { ...item, level: null, latencyMs: null, reason: null, at: null };
    store.saveItem(run.id, unanswered, BEHIND);
    database.afterCommit(() => running.askOne(run.id, id, item));
  }
}
