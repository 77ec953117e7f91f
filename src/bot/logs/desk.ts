import { setTimeout as wait } from 'node:timers/promises';
import { UserError } from '../../errors.ts';
import type { FoundLine, LogEngine, LogView, LogViewState, LogViews, Stamp } from '../../logs/index.ts';
import { MAX_FOLLOW_MS } from '../../logs/index.ts';
import type { Message } from '../../notify/index.ts';
import type { BotDependencies } from '../dependencies.ts';
import { CONTEXT_LINES, contentOf, failed, followedContent, isSearch, type Showing } from './content.ts';
import { createJobs, JobEnded, type JobHandle } from './jobs.ts';
import { packLog, removeOrphans } from './pack.ts';
import type { Reading } from './sources.ts';

/** Lines that are read for a page: those that say the same become one, and fifty of what is left are shown. */
const PAGE_LINES = 200;
/** Matches of a page of a search, each with what surrounds it. */
const PAGE_MATCHES = 15;
/** A page is there at once or the log is odd; a search may take its time, and can be stopped. */
const PAGE_DEADLINE_MS = 20_000;
const SEARCH_DEADLINE_MS = 180_000;
/** What is there sooner needs no "reading…" before it. */
const SLOW_AFTER_MS = 600;
/** Each follow is a connection to the Engine and a message that is edited all the time. */
const MOST_FOLLOWS = { chat: 2, all: 10 } as const;
const MOST_PACKS = { chat: 1, all: 2 } as const;
/** Lines that a follow begins with, and that it keeps. */
const FOLLOW_TAIL = 20;
const FOLLOW_KEEPS = 200;

/** The outbox takes no new work once it stops: what ends with the bot is said before. Where Telegram is away, at the next start. */
const LAST_WORDS_MS = 2_000;

const RESTARTED = { key: 'bot-logs-ended-restart', params: {} };

export type Cursor = { readonly before: Stamp } | { readonly after: Stamp } | null;

/** Everything that reads logs for messages. What begins here runs on after the handler, and is always brought to an end. */
export interface LogDesk {
  show(view: LogView, more?: Partial<Message>): void;
  /** `cursor` null: the newest lines. */
  read(view: LogView, reading: Reading, cursor: Cursor, by: number, more?: Partial<Message>): void;
  /** @throws UserError when as many run as may */
  follow(view: LogView, reading: Reading, by: number): void;
  /** Packs the whole range into files and sends them. @throws UserError when as many run as may */
  pack(view: LogView, reading: Reading, by: number): void;
  /** Ends what runs for a message. @returns false when nothing did */
  stop(viewId: string, who: string): boolean;
  isFollowed(viewId: string): boolean;
  /** Brings to an end what a killed bot has left. */
  recover(): void;
  close(): Promise<void>;
}

export interface LogDeskOptions extends Pick<BotDependencies, 'config' | 'clock' | 'log' | 'rooms' | 'notify'> {
  readonly database: BotDependencies['database'];
  readonly maskSecrets: (text: string) => string;
  readonly logEngine: LogEngine;
  readonly logViews: LogViews;
  /** Whether the Bot API server takes rich messages, as far as that is known. */
  readonly serverKnowsRich: () => boolean;
}

export function createLogDesk(options: LogDeskOptions): LogDesk {
  const { config, clock, log, rooms, notify, logEngine: engine, logViews: views } = options;
  const jobs = createJobs({
    views,
    log,
    show: (view, how) => (how === 'progress' ? show(view, { priority: 3, ...answers.get(view.id) }) : show(view)),
  });
  /** What a message that is not in the chat yet answers: said with its first picture, whichever that is. */
  const answers = new Map<string, Partial<Message>>();

  function show(view: LogView, more: Partial<Message> = answers.get(view.id) ?? {}): void {
    answers.delete(view.id);
    notify.outbox.enqueue(
      { kind: 'chat', chatId: view.chatId, threadId: view.threadId },
      {
        subject: logSubject(view.id),
        slot: 'main',
        mode: 'upsert',
        view: 'log-page',
        params: { view: view.id },
        priority: 0,
        ...more,
      },
    );
  }

  function showing(chatId: number): Showing {
    const { richMessages } = config.environment;
    const rich = richMessages && options.serverKnowsRich() && (chatId < 0 || rooms.people.person(chatId).richMessages);
    return { mask: options.maskSecrets, rich, now: clock.now() };
  }

  function read(view: LogView, reading: Reading, cursor: Cursor, by: number, more?: Partial<Message>): void {
    const { state } = view;
    if (more) answers.set(view.id, more);
    const kind = state.pattern.kind === 'all' ? 'reading' : 'searching';
    const activity = { kind, by, startedAt: clock.now(), scannedBytes: 0, matches: 0 } as const;
    jobs.begin(view, activity, async ({ signal, progress }) => {
      const slow = setTimeout(() => {
        if (!signal.aborted) showReading(view);
      }, SLOW_AFTER_MS);
      try {
        const page = await engine.page({
          sources: reading.sources,
          pattern: state.pattern,
          limit: isSearch(state) ? PAGE_MATCHES : PAGE_LINES,
          ...cursor,
          ...(reading.sinceAt === null ? {} : { sinceAt: reading.sinceAt }),
          ...(isSearch(state) ? { context: CONTEXT_LINES } : {}),
          deadlineMs: kind === 'reading' ? PAGE_DEADLINE_MS : SEARCH_DEADLINE_MS,
          signal,
          onProgress: (seen) => progress(() => ({ activity: { ...activity, ...seen } })),
        });
        const forwards = cursor !== null && 'after' in cursor;
        return { content: contentOf(page, reading, state, showing(view.chatId), forwards) };
      } finally {
        clearTimeout(slow);
      }
    });
  }

  return {
    show,
    read,
    follow: (view, reading, by) => {
      assertRoom(view, 'following', MOST_FOLLOWS, 'bot-logs-follows-full');
      const activity = { kind: 'following', by, startedAt: clock.now(), scannedBytes: 0, matches: 0 } as const;
      jobs.begin(view, activity, (handle) => follow(view, reading, handle));
      showNow(view.id);
    },
    pack: (view, reading, by) => {
      assertRoom(view, 'packing', MOST_PACKS, 'bot-logs-packs-full');
      const activity = { kind: 'packing', by, startedAt: clock.now(), scannedBytes: 0, matches: 0 } as const;
      jobs.begin(view, activity, (handle) => packLog({ ...options, view, reading, activity, handle }));
      showNow(view.id);
    },
    stop: (viewId, who) => jobs.end(viewId, { key: 'bot-logs-ended-stopped', params: { who } }),
    isFollowed: (viewId) => jobs.runs(viewId) === 'following',
    recover: () => {
      const waiting = partsThatWait();
      for (const view of views.busy()) {
        const count = waiting.get(view.id) ?? 0;
        // Killed right after its parts were on their way: nothing of them is lost.
        const isPacked = view.state.activity?.kind === 'packing' && count > 0;
        const words = isPacked ? { key: 'bot-logs-packed', params: { count } } : RESTARTED;
        const ended = views.change(view.id, { activity: null, ended: words });
        if (ended) show(ended);
      }
    },
    close: async () => {
      const ended = await jobs.close(RESTARTED);
      if (ended > 0) await Promise.race([notify.outbox.idle(), wait(LAST_WORDS_MS, undefined, { ref: false })]);
    },
  };

  function partsThatWait(): ReadonlyMap<string, number> {
    const { dataDir } = config.environment;
    try {
      return removeOrphans(dataDir, notify.outbox.waitingFiles());
    } catch (error) {
      log.warn({ err: error, dataDir }, 'what was packed of logs and never sent could not be removed');
      return new Map();
    }
  }

  /** Nobody is there to catch what a timer throws. */
  function showReading(view: LogView): void {
    try {
      show(view);
    } catch (error) {
      log.warn({ err: error, view: view.id }, 'that a log is being read could not be shown');
    }
  }

  function showNow(id: string): void {
    const view = views.get(id);
    if (view) show(view);
  }

  function assertRoom(
    view: LogView,
    kind: 'following' | 'packing',
    most: { readonly chat: number; readonly all: number },
    key: string,
  ): void {
    if (jobs.runs(view.id) === kind) return;
    if (jobs.running(kind, view.chatId) >= most.chat) throw new UserError(key, { count: most.chat });
    if (jobs.running(kind) >= most.all) throw new UserError(key, { count: most.all });
  }

  async function follow(view: LogView, reading: Reading, handle: JobHandle): Promise<Partial<LogViewState>> {
    const { state } = view;
    const overdue = new AbortController();
    const timer = setTimeout(() => overdue.abort(), MAX_FOLLOW_MS).unref();
    const signal = AbortSignal.any([handle.signal, overdue.signal]);
    let lines: FoundLine[] = [];
    const picture = () => ({ content: followedContent(lines, reading, state, showing(view.chatId)) });
    const onLines = (more: readonly FoundLine[]): void => {
      lines = [...lines, ...more].slice(-FOLLOW_KEEPS);
      handle.progress(picture);
    };
    try {
      const { failures } = await engine.follow(reading.sources, onLines, signal, {
        pattern: state.pattern,
        tail: FOLLOW_TAIL,
      });
      if (!signal.aborted) {
        const { content } = picture();
        // A log that could not be heard to its end says nothing of its container.
        const ended = failures.length < reading.sources.length ? await howItEnded(reading) : null;
        return { content: { ...content, notes: failed(failures, reading) }, ended };
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      clearTimeout(timer);
    }
    const { reason } = handle.signal;
    if (reason instanceof JobEnded) return { ...picture(), ended: reason.words };
    return { ...picture(), ended: { key: 'bot-logs-ended-time', params: { minutes: MAX_FOLLOW_MS / 60_000 } } };
  }

  /** The log ended by itself: its container has. */
  async function howItEnded({ containers }: Reading) {
    const [only] = containers;
    const found = only && containers.length === 1 ? await rooms.docker.inspect(only.id).catch(() => null) : null;
    if (found?.exitCode === null || found?.exitCode === undefined) return { key: 'bot-logs-ended-over', params: {} };
    return { key: 'bot-logs-ended-exit', params: { code: found.exitCode } };
  }
}

export function logSubject(viewId: string): string {
  return `logs:${viewId}`;
}
