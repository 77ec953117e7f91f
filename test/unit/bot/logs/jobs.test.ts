import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createJobs, type JobHandle } from '../../../../src/bot/logs/jobs.ts';
import { systemClock } from '../../../../src/clock.ts';
import { openDatabase } from '../../../../src/database/index.ts';
import { silentLog } from '../../../../src/log.ts';
import { createLogViews, type LogViewState, type LogViews } from '../../../../src/logs/index.ts';

const activity = { kind: 'following', by: 7, startedAt: 0, scannedBytes: 0, matches: 0 } as const;

function stage(spoil: (views: LogViews) => LogViews = (views) => views) {
  const kept = createLogViews({ database: openDatabase(':memory:'), clock: systemClock });
  const shown: string[] = [];
  const jobs = createJobs({ views: spoil(kept), log: silentLog, show: (_view, how) => shown.push(how) });
  const view = kept.create({ chatId: 7, threadId: null }, {}, 'test');
  const end = Promise.withResolvers<Partial<LogViewState>>();
  const begun = Promise.withResolvers<JobHandle>();
  jobs.begin(view, activity, (handle) => {
    begun.resolve(handle);
    return end.promise;
  });
  const now = () => kept.get(view.id)?.state;
  return { jobs, shown, end, now, handle: begun.promise };
}

describe('what is read for a message', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is drawn twice a second, however often there is something new', async () => {
    const { handle, shown } = stage();
    const { progress } = await handle;
    const look = vi.fn(() => ({}));
    for (let ms = 0; ms < 2_000; ms += 10) {
      progress(look);
      await vi.advanceTimersByTimeAsync(10);
    }
    expect(look.mock.calls.length).toBeLessThanOrEqual(5);
    expect(shown.filter((how) => how === 'progress').length).toBe(look.mock.calls.length);
  });

  it('goes on while its rows cannot be written, and its end is written when they can', async () => {
    const writing = vi.fn();
    const { handle, end, now, shown } = stage((views) => ({
      ...views,
      change: (id, change) => {
        writing();
        return views.change(id, change);
      },
    }));
    const { progress } = await handle;
    writing.mockImplementation(() => {
      throw new Error('database or disk is full');
    });
    progress(() => ({}));
    await vi.advanceTimersByTimeAsync(1_000);
    writing.mockReset();
    end.resolve({});
    await vi.advanceTimersByTimeAsync(0);
    expect(now()?.activity).toBeNull();
    expect(shown).toEqual(['answer']);
  });

  it('is over for its message also when it breaks', async () => {
    const { handle, end, now } = stage();
    const { progress } = await handle;
    progress(() => ({ activity: { ...activity, matches: 3 } }));
    end.reject(new Error('broken'));
    await vi.advanceTimersByTimeAsync(0);
    expect(now()).toMatchObject({ activity: null, ended: { key: 'bot-logs-failed' } });
  });
});
