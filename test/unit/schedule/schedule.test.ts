import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createStage, type Stage } from './stage.ts';

let stage: Stage;
beforeEach(() => {
  stage = createStage();
});
afterEach(() => stage.remove());

const views = (of: Stage) => of.said.map(({ message }) => `${message.view} ${message.mode}`);
const jobs = (of: Stage) =>
  of
    .schedule()
    .jobs()
    .map(({ id, result }) => [id, result]);
const kinds = (of: Stage) => of.running.map(({ kind }) => kind);

describe('jobs', () => {
  test('follow the sets, and keep that they are paused', async () => {
    await stage.start();
    expect(jobs(stage)).toEqual([
      ['backup:shop', null],
      ['verify:shop', null],
      ['drill:shop', null],
    ]);
    stage.schedule().pause('backup:shop', 7);
    stage.sets.clear();
    await stage.schedule().look();
    expect(jobs(stage)).toEqual([]);
    expect(() => stage.schedule().pause('backup:shop', 7)).toThrow('schedule-job-gone');
    stage.sets.add('shop').add('crm');
    await stage.schedule().look();
    expect(jobs(stage)).toHaveLength(6);
    expect(
      stage
        .schedule()
        .jobs()
        .find(({ id }) => id === 'backup:shop')?.paused,
    ).toMatchObject({ by: 7 });
  });

  test('backups of a project that is gone are still verified', async () => {
    stage.addBackup('old', 'b1');
    await stage.start();
    expect(jobs(stage).filter(([id]) => String(id).endsWith('old'))).toEqual([['verify:old', null]]);
    await stage.to('2026-01-11T04:00:00Z');
    stage.running.at(0)?.end(true);
    await stage.settle();
    await stage.to('2026-01-11T04:02:00Z');
    expect(stage.running.find(({ kind }) => kind === 'backup-verify')?.params).toMatchObject({
      set: 'old',
      backup: 'b1',
      scheduled: true,
    });
  });

  test('a backup is asked for by nobody, at its time', async () => {
    await stage.start();
    await stage.to('2026-01-11T02:29:59Z');
    expect(kinds(stage)).toEqual([]);
    await stage.to('2026-01-11T02:30:00Z');
    expect(kinds(stage)).toEqual(['backup']);
    expect(stage.operations.listActive()[0]).toMatchObject({ requestedBy: null, chatId: null });
    expect(jobs(stage)[0]).toEqual(['backup:shop', 'running']);
    stage.running[0]?.end(true);
    await stage.settle();
    expect(jobs(stage)[0]).toEqual(['backup:shop', 'succeeded']);
    await stage.to('2026-01-12T02:30:00Z');
    stage.running[1]?.end(false);
    await stage.settle();
    expect(jobs(stage)[0]).toEqual(['backup:shop', 'failed']);
  });

  test('one after the other, and nothing twice', async () => {
    stage.sets.add('crm');
    await stage.start();
    await stage.to('2026-01-11T02:40:00Z');
    expect(kinds(stage)).toEqual(['backup']);
    stage.running[0]?.end(true);
    await stage.settle();
    expect(kinds(stage)).toEqual(['backup', 'backup']);
    expect(new Set(stage.running.map(({ params }) => JSON.stringify(params))).size).toBe(2);
  });

  test('what was missed while the process was away runs once, a paused one not at all', async () => {
    stage.sets.add('crm');
    await stage.start();
    stage.schedule().pause('backup:crm', 7);
    stage.kill();
    await stage.to('2026-01-20T09:00:00Z');
    await stage.start();
    expect(kinds(stage)).toEqual(['backup']);
    stage.running[0]?.end(true);
    await stage.settle();
    await stage.to('2026-01-20T12:00:00Z');
    expect(kinds(stage)).toEqual(['backup']);
    stage.schedule().resume('backup:crm');
    await stage.to('2026-01-20T13:00:00Z');
    expect(kinds(stage)).toEqual(['backup']);
    await stage.to('2026-01-21T02:31:00Z');
    expect(kinds(stage)).toEqual(['backup', 'backup']);
  });

  test('wait while the Engine does not answer', async () => {
    await stage.start();
    stage.away.add('engine');
    await stage.to('2026-01-11T05:00:00Z');
    expect(kinds(stage)).toEqual([]);
    stage.away.clear();
    await stage.to('2026-01-11T05:02:00Z');
    expect(kinds(stage)).toEqual(['backup']);
  });

  test('have nothing to verify or to drill before the first backup', async () => {
    stage.remove();
    stage = createStage({ settings: { backup: null } });
    await stage.start();
    await stage.to('2026-02-01T10:00:00Z');
    expect(stage.running).toEqual([]);
    expect(jobs(stage)).toEqual([
      ['verify:shop', 'nothing'],
      ['drill:shop', 'nothing'],
    ]);
    await expect(stage.schedule().wanted('drill', 'shop', true)).rejects.toThrow('schedule-no-backup');
  });
});

describe('the monthly restore test', () => {
  const onlyDrill = { backup: null, verify: null } as const;
  beforeEach(async () => {
    stage.remove();
    stage = createStage({ settings: onlyDrill });
    stage.addBackup('shop', 'b1');
    await stage.start();
  });

  test('is asked for once, also after a kill, and repeated twice before it counts as missed', async () => {
    await stage.to('2026-02-01T10:00:00Z');
    expect(views(stage)).toEqual(['drill-reminder new']);
    expect(stage.said[0]?.to).toEqual({ kind: 'oncall' });
    stage.kill();
    await stage.start();
    expect(views(stage)).toEqual(['drill-reminder new']);
    await stage.to('2026-02-02T10:00:00Z');
    await stage.to('2026-02-03T10:00:00Z');
    expect(views(stage)).toHaveLength(3);
    expect(stage.missed).toEqual([]);
    await stage.to('2026-02-04T10:00:00Z');
    expect(views(stage)).toHaveLength(3);
    expect(stage.missed).toEqual([{ set: 'shop', dueAt: Date.parse('2026-02-01T10:00:00Z'), why: 'unanswered' }]);
    expect(jobs(stage)).toEqual([['drill:shop', 'missed']]);
    expect(() => stage.schedule().postpone(1, 7)).toThrow('schedule-reminder-over');
    expect(() => stage.schedule().postpone(99, 7)).toThrow('schedule-reminder-unknown');
  });

  test('goes to the primary on call', async () => {
    stage.primaries.push(501);
    await stage.to('2026-02-01T10:00:00Z');
    expect(stage.said[0]?.to).toEqual({ kind: 'person', userId: 501 });
  });

  test('was due while the process was away: it is asked for when it is back', async () => {
    stage.kill();
    await stage.to('2026-02-20T10:00:00Z');
    expect(stage.said).toEqual([]);
    await stage.start();
    expect(views(stage)).toEqual(['drill-reminder new']);
    expect(stage.schedule().reminder(1)?.dueAt).toBe(Date.parse('2026-02-01T10:00:00Z'));
  });

  test('is answered by a drill that counts, from wherever it is asked for; one that is called off is asked for again', async () => {
    await stage.to('2026-02-01T10:00:00Z');
    const byHand = await stage.schedule().wanted('drill', 'shop', false);
    stage.operations.submit({ kind: byHand.kind, params: byHand.params, key: 'hand', requestedBy: 7 });
    expect(stage.schedule().reminder(1)?.state).toBe('asked');
    const wanted = await stage.schedule().wanted('drill', 'shop', true);
    expect(wanted.params).toMatchObject({ backup: 'b1', scheduled: true, level: 2 });
    stage.operations.submit({ kind: wanted.kind, params: wanted.params, key: 'one', requestedBy: 7, chatId: 7 });
    expect(stage.schedule().reminder(1)).toMatchObject({ state: 'running', answeredBy: 7 });
    await stage.settle();
    stage.running.at(-1)?.end(true);
    await stage.settle();
    expect(stage.schedule().reminder(1)?.state).toBe('done');
    expect(jobs(stage)).toEqual([['drill:shop', 'succeeded']]);
    expect(stage.missed).toEqual([]);
  });

  test('tomorrow it comes at the same hour; skipped with a reason it counts as missed', async () => {
    await stage.to('2026-02-01T15:00:00Z');
    stage.schedule().postpone(1, 7);
    expect(stage.schedule().reminder(1)).toMatchObject({ state: 'postponed', answeredBy: 7 });
    await stage.to('2026-02-02T09:59:59Z');
    expect(views(stage)).toHaveLength(1);
    await stage.to('2026-02-02T10:00:00Z');
    expect(views(stage)).toHaveLength(2);
    stage.schedule().skip(1, 8, 'we move house');
    expect(stage.missed).toEqual([
      { set: 'shop', dueAt: Date.parse('2026-02-01T10:00:00Z'), why: 'skipped', reason: 'we move house' },
    ]);
    await stage.to('2026-02-28T10:00:00Z');
    expect(views(stage)).toHaveLength(2);
    expect(jobs(stage)).toEqual([['drill:shop', 'skipped']]);
  });

  test('postponed for ever it counts as missed when the next one is due', async () => {
    await stage.to('2026-02-01T15:00:00Z');
    for (let day = 1; day < 28; day += 1) {
      stage.schedule().postpone(1, 7);
      await stage.to(`2026-02-${String(day + 1).padStart(2, '0')}T15:00:00Z`);
    }
    stage.schedule().postpone(1, 7);
    await stage.to('2026-03-01T10:00:00Z');
    expect(stage.missed).toHaveLength(1);
    expect(stage.schedule().reminder(1)?.state).toBe('missed');
    expect(stage.schedule().reminder(2)?.state).toBe('asked');
  });

  test('of a project that is gone is asked for no more, and is nobody’s fault', async () => {
    await stage.to('2026-02-01T10:00:00Z');
    stage.sets.clear();
    await stage.to('2026-02-10T10:00:00Z');
    expect(stage.missed).toEqual([]);
    expect(stage.schedule().reminder(1)?.state).toBe('done');
  });

  test('by itself: nobody is asked', async () => {
    stage.remove();
    stage = createStage({ settings: { ...onlyDrill, drillMode: 'auto' } });
    stage.addBackup('shop', 'b1');
    await stage.start();
    await stage.to('2026-02-01T10:00:00Z');
    expect(stage.said).toEqual([]);
    expect(stage.running.map(({ params }) => params)).toMatchObject([{ scheduled: true, backup: 'b1' }]);
  });
});

describe('warnings', () => {
  test('are told when they begin, once, and when they are over; those of P2 to Slack too', async () => {
    await stage.start();
    const warning = { kind: 'no-verified', set: 'shop', backup: null, at: 1, params: { set: 'shop' } } as const;
    stage.warnings.push(warning);
    await stage.to('2026-01-10T12:05:00Z');
    expect(stage.said.map(({ to, message }) => [to.kind, message.view, message.params])).toEqual([
      ['oncall', 'backup-warning', { kind: 'no-verified', set: 'shop', params: { set: 'shop' }, over: false }],
      ['slack', 'backup-warning', { kind: 'no-verified', set: 'shop', params: { set: 'shop' }, over: false }],
    ]);
    stage.kill();
    await stage.start();
    await stage.to('2026-01-10T12:10:00Z');
    expect(stage.said).toHaveLength(2);
    stage.warnings.length = 0;
    stage.warnings.push({ kind: 'shrank', set: 'shop', backup: 'b1', at: 1, params: {} });
    await stage.to('2026-01-10T12:15:00Z');
    expect(stage.said.slice(2).map(({ to, message }) => [to.kind, message.params])).toMatchObject([
      ['oncall', { kind: 'shrank', over: false }],
      ['oncall', { kind: 'no-verified', over: true }],
      ['slack', { kind: 'no-verified', over: true }],
    ]);
  });

  test('a drill that fails again is told again, and nothing is called well in between', async () => {
    await stage.start();
    const failed = (at: number) => ({ kind: 'drill-failed', set: 'shop', backup: 'b1', at, params: {} }) as const;
    stage.warnings.push(failed(1));
    await stage.to('2026-01-10T12:05:00Z');
    stage.warnings.splice(0, 1, failed(2));
    await stage.to('2026-01-10T12:10:00Z');
    const oncall = stage.said.filter(({ to }) => to.kind === 'oncall');
    expect(oncall.map(({ message }) => message.slot)).toEqual(['main', 'main']);
  });
});
