import { messageOf, UserError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { LogActivity, LogView, LogViewState, LogViews, Words } from '../../logs/index.ts';

/** Why a job was ended from outside; null: another one of its message took its place. */
export class JobEnded extends Error {
  readonly words: Words | null;
  constructor(words: Words | null) {
    super(words?.key ?? 'superseded');
    this.name = 'JobEnded';
    this.words = words;
  }
}

export interface JobHandle {
  readonly signal: AbortSignal;
  /**
   * What is to be seen while it runs: asked for when it is written, at most twice a second, because lines cost something
   * to mask. Drawn at Telegram's pace.
   */
  progress(look: () => Partial<LogViewState>): void;
}

export interface Jobs {
  /** Runs `work` for a message, in place of what runs for it. What it answers is written and shown; it never rejects. */
  begin(view: LogView, activity: LogActivity, work: (handle: JobHandle) => Promise<Partial<LogViewState>>): void;
  /** @returns false when nothing runs for it */
  end(viewId: string, words: Words): boolean;
  /** What runs now, of one chat or of all. */
  running(kind: LogActivity['kind'], chatId?: number): number;
  runs(viewId: string): LogActivity['kind'] | null;
  /** Ends everything, with these words. Resolves when all of it is written: how many there were. */
  close(words: Words): Promise<number>;
}

interface Job {
  readonly kind: LogActivity['kind'];
  readonly chatId: number;
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

const WRITE_EVERY_MS = 500;

export interface JobsOptions {
  readonly views: LogViews;
  readonly log: Log;
  /** `progress`: at the pace of progress; else as an answer. */
  readonly show: (view: LogView, how: 'answer' | 'progress') => void;
}

/** What is read for messages while the bot goes on answering: one job a message, each with an end that is said. */
export function createJobs({ views, log, show }: JobsOptions): Jobs {
  const jobs = new Map<string, Job>();

  function begin(view: LogView, activity: LogActivity, work: Parameters<Jobs['begin']>[2]): void {
    jobs.get(view.id)?.abort.abort(new JobEnded(null));
    const abort = new AbortController();
    views.change(view.id, { activity, ended: null, menu: null });
    const start = Promise.withResolvers<void>();
    const done = start.promise.then(() => run(view.id, job, work));
    const job: Job = { kind: activity.kind, chatId: view.chatId, abort, done };
    jobs.set(view.id, job);
    start.resolve();
  }

  async function run(id: string, job: Job, work: Parameters<Jobs['begin']>[2]): Promise<void> {
    const { signal } = job.abort;
    let writtenAt = Number.NEGATIVE_INFINITY;
    let look: () => Partial<LogViewState> = () => ({});
    let timer: NodeJS.Timeout | undefined;
    const write = (): void => {
      timer = undefined;
      if (signal.aborted || jobs.get(id) !== job) return;
      writtenAt = performance.now();
      try {
        const written = views.change(id, look());
        if (written) show(written, 'progress');
      } catch (error) {
        // A full disk, say: the next picture, or the end, is written when it can be.
        log.warn({ err: error, view: id }, 'what is read of a log could not be shown');
      }
    };
    const progress: JobHandle['progress'] = (next) => {
      look = next;
      timer ??= setTimeout(write, Math.max(0, writtenAt + WRITE_EVERY_MS - performance.now()));
    };
    let end: Partial<LogViewState>;
    try {
      end = await work({ signal, progress });
    } catch (error) {
      end = { ...look(), ended: wordsOf(error) };
    }
    clearTimeout(timer);
    if (jobs.get(id) !== job) return;
    jobs.delete(id);
    try {
      const settled = views.change(id, { ...end, activity: null });
      if (settled) show(settled, 'answer');
    } catch (error) {
      log.error({ err: error, view: id }, 'what was read of a log could not be written');
    }
  }

  function wordsOf(error: unknown): Words | null {
    if (error instanceof JobEnded) return error.words;
    if (error instanceof UserError) return { key: error.key, params: { ...error.params } };
    log.error({ err: error }, 'a log could not be read');
    return { key: 'bot-logs-failed', params: { reason: messageOf(error).slice(0, 200) } };
  }

  return {
    begin,
    end: (viewId, words) => {
      const job = jobs.get(viewId);
      job?.abort.abort(new JobEnded(words));
      return job !== undefined;
    },
    running: (kind, chatId) =>
      [...jobs.values()].filter((job) => job.kind === kind && (chatId === undefined || job.chatId === chatId)).length,
    runs: (viewId) => jobs.get(viewId)?.kind ?? null,
    close: async (words) => {
      const running = [...jobs.values()];
      for (const { abort } of running) abort.abort(new JobEnded(words));
      await Promise.all(running.map(({ done }) => done));
      return running.length;
    },
  };
}
