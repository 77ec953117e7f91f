import { beforeEach, expect, test } from 'vitest';
import { createManualClock } from '../../../src/clock.ts';
import { openDatabase } from '../../../src/database/index.ts';
import { createLogViews, type LogViews } from '../../../src/logs/index.ts';

const DAY_MS = 86_400_000;
const here = { chatId: 1002, threadId: null };
const reading = { kind: 'reading', by: 1, startedAt: 0, scannedBytes: 0, matches: 0 } as const;
let views: LogViews;
const clock = createManualClock(Date.parse('2026-02-03T03:00:00Z'));

beforeEach(() => {
  views = createLogViews({ database: openDatabase(':memory:'), clock });
});

test('the update that is handled again finds its own view', () => {
  const first = views.create(here, { incident: 3 }, '7:logs');
  expect(views.create(here, { incident: 4 }, '7:logs')).toEqual(first);
  expect(views.create(here, {}, '8:logs').id).not.toBe(first.id);
});

test('its id fits a button beside everything else that a button says', () => {
  const { id } = views.create(here, {}, '1:logs');
  expect(`l.v.${id}.k0123456789.incident.123456789`.length).toBeLessThanOrEqual(64);
  expect(id).not.toContain('.');
});

test('changes are kept, and what is busy is known until it is not', () => {
  const { id } = views.create(here, {}, '1:logs');
  views.change(id, { activity: reading, pattern: { kind: 'text', text: 'x' } });
  expect(views.busy().map((view) => view.id)).toEqual([id]);
  views.change(id, { activity: null });
  expect(views.busy()).toEqual([]);
  expect(views.get(id)?.state.pattern).toEqual({ kind: 'text', text: 'x' });
  expect(views.change('none', {})).toBeNull();
});

test('what nobody has touched for days is removed; what is used stays', () => {
  const old = views.create(here, {}, '1:logs');
  const used = views.create(here, {}, '2:logs');
  clock.advance(2 * DAY_MS);
  views.change(used.id, {});
  clock.advance(2 * DAY_MS);
  views.create(here, {}, '3:logs');
  expect(views.get(old.id)).toBeNull();
  expect(views.get(used.id)).not.toBeNull();
});

test('however many are opened, a bounded number is kept: the latest', () => {
  const first = views.create(here, {}, 'first');
  for (let n = 0; n < 1_001; n += 1) {
    clock.advance(1);
    views.create(here, {}, `${n}:logs`);
  }
  expect(views.get(first.id)).toBeNull();
  expect(views.latest(here.chatId, 5_000).length).toBeLessThanOrEqual(1_001);
});
