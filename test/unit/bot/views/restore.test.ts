import { expect, test } from 'vitest';
import type { DryRun } from '../../../../src/backups/index.ts';
import { renderHtml } from '../../../../src/bot/rendering/index.ts';
import { backupButtons, restoreNext } from '../../../../src/bot/views/backup-outcome.ts';
import { restoreSteps } from '../../../../src/bot/views/backup-progress.ts';
import { operation } from '../../../../src/bot/views/operation.ts';
import { restorePick, restoreSets } from '../../../../src/bot/views/restore.ts';
import { restoreChoice, restoreConfig, restoreDiff } from '../../../../src/bot/views/restore-choice.ts';
import { restoreName } from '../../../../src/bot/views/restore-name.ts';
import type { Rooms } from '../../../../src/bot/views/rooms.ts';
import { createTexts, type Document, type Locale, locales } from '../../../../src/document/index.ts';
import type { Operation, Outcome } from '../../../../src/operations/index.ts';
import { backup, buttons, datas, HOUR, NOW, proof, reader, rooms } from './backup-rooms.ts';
import { row } from './journal-row.ts';

const texts = createTexts();
const verified = proof('verify');

function textOf(document: Document, locale: Locale = 'en'): string {
  return renderHtml(document, { locale, timeZone: 'UTC', texts }).text.replace(/<[^>]*>/g, '');
}

function fitsPhone(document: Document): void {
  for (const rowOf of document.buttons ?? []) expect(rowOf.length).toBeLessThanOrEqual(3);
  for (const { label, action } of buttons(document)) {
    expect([...label].length, label).toBeLessThanOrEqual(20);
    if (action.kind === 'callback') expect(Buffer.byteLength(action.data), action.data).toBeLessThanOrEqual(64);
  }
}

test('damaged backups are named and cannot be chosen; the best one is marked', () => {
  const all = [backup(1, { state: 'damaged' }), backup(2), backup(5, { verified })];
  const document = restorePick({ set: 'shop', page: 0 }, reader('en'), rooms({ backups: all }));
  expect(textOf(document)).toContain('⛔ Damaged: it cannot be restored.');
  expect(datas(document).filter((data) => data.startsWith('r.b.'))).toEqual([`r.b.${all[1]?.id}`, `r.b.${all[2]?.id}`]);
  expect(buttons(document).filter(({ style }) => style === 'primary')).toMatchObject([{ label: '⭐ 3 · 5 h ago' }]);
  fitsPhone(document);
});

test.each(locales)('without any backup it says how one is made (%s)', (locale) => {
  const text = textOf(restoreSets({ page: 0 }, reader(locale), rooms({})), locale);
  expect(text).toContain(texts.t(locale, 'bot-restore-backup-none'));
  expect(text).toContain('/backup');
  const some = restoreSets({ page: 0 }, reader(locale), rooms({ backups: [backup(5, { verified })] }));
  expect(textOf(some, locale)).toContain('shop');
  fitsPhone(some);
});

const one = backup(5, { verified });
const choice = {
  backup: one.id,
  trees: [
    { name: 'shop_data', chosen: true, bytes: 2 ** 30, next: 'a'.repeat(16) },
    { name: 'shop_files', chosen: false, bytes: 2 ** 20, next: 'b'.repeat(16) },
  ],
  files: [],
  config: [],
  hasConfig: true,
  emptyEngine: false,
  here: 'h'.repeat(16),
  canStart: true,
  page: 0,
};

test.each(locales)(
  'a choice: ticks lead to the choice that they make; the dry run comes before anything (%s)',
  (locale) => {
    const document = restoreChoice(choice, reader(locale), rooms({ backups: [one] }));
    expect(buttons(document).slice(0, 2)).toMatchObject([{ label: '☑ shop_data' }, { label: '☐ shop_files' }]);
    expect(datas(document)).toEqual([
      `r.c.${'a'.repeat(16)}.0`,
      `r.c.${'b'.repeat(16)}.0`,
      `k.t.${one.id}.0`,
      `r.g.${'h'.repeat(16)}.0`,
      `r.y.${'h'.repeat(16)}`,
      expect.stringMatching(/^r\.s\./),
    ]);
    fitsPhone(document);
  },
);

test('nothing chosen cannot be begun; on an empty Engine the configuration comes first; one failed is warned of', () => {
  const house = rooms({ backups: [one] });
  const none = restoreChoice(
    { ...choice, trees: choice.trees.map((tree) => ({ ...tree, chosen: false })), canStart: false },
    reader('en'),
    house,
  );
  expect(datas(none).some((data) => data.startsWith('r.y.'))).toBe(false);
  expect(textOf(none)).toContain('Nothing is chosen.');
  const lost = restoreChoice({ ...choice, emptyEngine: true }, reader('en'), house);
  expect(datas(lost)[0]).toBe(`r.g.${'h'.repeat(16)}.0`);
  expect(textOf(lost)).toContain('This project is not on this Engine.');
  const failed = backup(5, { verified: proof('verify', { result: 'failed' }) });
  const doubtful = restoreChoice({ ...choice, backup: failed.id }, reader('en'), rooms({ backups: [failed] }));
  expect(textOf(doubtful)).toContain('This backup failed a verification or a drill.');
});

test.each(locales)('configuration comes back only when ticked, with its diff beside (%s)', (locale) => {
  const files = [
    { path: '/srv/shop/compose.yaml', role: 'compose', chosen: true, next: 'a'.repeat(16) },
    { path: '/srv/shop/.env', role: 'env', chosen: false, next: 'b'.repeat(16) },
  ];
  const document = restoreConfig({ backup: one.id, files, here: 'h'.repeat(16), page: 0 }, reader(locale), rooms({}));
  expect(datas(document).slice(0, 4)).toEqual([
    `r.g.${'a'.repeat(16)}.0`,
    `r.d.${'h'.repeat(16)}.0`,
    `r.g.${'b'.repeat(16)}.0`,
    `r.d.${'h'.repeat(16)}.1`,
  ]);
  expect(textOf(document, locale)).toContain(texts.t(locale, 'bot-restore-backup-config-warning'));
  fitsPhone(document);
  const diff = { path: '/srv/shop/.env', diff: '-A=1\n+A=2', cut: false, here: 'h'.repeat(16) };
  expect(textOf(restoreDiff(diff, reader(locale), rooms({})), locale)).toContain('+A=2');
  const same = restoreDiff({ ...diff, diff: '' }, reader(locale), rooms({}));
  expect(textOf(same, locale)).toContain(texts.t(locale, 'bot-restore-backup-diff-same'));
});

const run: DryRun = {
  operation: 'op1',
  backup: one.id,
  choice: { trees: ['shop_data'], files: [], config: [] },
  at: NOW,
  trees: [
    {
      name: 'shop_data',
      missing: false,
      diff: {
        ...{ added: 3, changed: 1, deleted: 2, same: 10, addedBytes: 2 ** 20, changedBytes: 2 ** 20, deletedBytes: 5 },
        samples: [
          { how: 'added', path: 'came', bytes: 1 },
          { how: 'deleted', path: 'goes', bytes: 5 },
        ],
      },
    },
  ],
  config: [{ path: '/srv/shop/.env', diff: 'changed' }],
  stops: ['shop/db', 'shop/web'],
  alsoProjects: ['billing', null],
  missingImages: ['postgres:17'],
  standstillMs: 31_000,
  tookMs: 60_000,
  lossMs: 5 * HOUR,
  problems: [],
};

function asked(kind: string, more: Partial<Operation> = {}): Operation {
  const outcome: Outcome = { ok: true, reason: { key: 'bot-yes', params: {} }, tookMs: 9000 };
  return {
    ...{ id: 'op1', key: 'k', kind, state: 'succeeded', step: null, requestedBy: null, chatId: 1, threadId: null },
    ...{ incident: null, requestedAt: NOW, startedAt: NOW, finishedAt: NOW, watchUntil: null, progress: null, outcome },
    params: { set: 'shop', name: 'shop', project: 'shop', backup: one.id },
    ...more,
  } as Operation;
}

function houseWith(found: Operation, parts: Parameters<typeof rooms>[0]): Rooms {
  const house = rooms(parts);
  return { ...house, operations: { ...house.operations, get: () => found } };
}

test.each(locales)(
  'a dry run says what is lost, changed and stands still, and leads to the red button (%s)',
  (locale) => {
    const found = asked('restore-dry-run');
    const document = operation({ operation: 'op1' }, reader(locale), houseWith(found, { backups: [one], run }));
    const text = textOf(document, locale);
    expect(text).toContain(texts.t(locale, 'bot-restore-backup-loss', { time: locale === 'en' ? '5 h' : '5 ч' }));
    expect(text).toContain(texts.t(locale, 'bot-restore-backup-added', { count: 3 }));
    expect(text).toContain(texts.t(locale, 'bot-restore-backup-deleted', { count: 2 }));
    // What was not chosen stays: nobody shall think that it comes back.
    expect(text).toContain(texts.t(locale, 'bot-restore-backup-config-left', { count: 1 }));
    expect(text).not.toContain(texts.t(locale, 'bot-restore-backup-config-changed'));
    expect(text).toContain('shop/db, shop/web');
    expect(text).toContain(texts.t(locale, 'bot-restore-backup-others', { projects: 'billing' }));
    expect(text).toContain('postgres:17');
    // What goes stands above what comes.
    expect(text.indexOf('− /goes')).toBeLessThan(text.indexOf('+ /came'));
    expect(buttons(document).filter(({ style }) => style === 'danger')).toMatchObject([
      { action: { data: 'r.x.op1' } },
    ]);
    fitsPhone(document);
  },
);

test('a dry run with a problem, an old one and one that failed lead to no restore', () => {
  const draw = (found: Operation, parts: Partial<DryRun>) =>
    datas(
      operation({ operation: 'op1' }, reader('en'), houseWith(found, { backups: [one], run: { ...run, ...parts } })),
    );
  const problems = [{ key: 'bot-backup-gone', params: {} }];
  expect(draw(asked('restore-dry-run'), { problems })).toEqual(['r.a.op1', `r.b.${one.id}`]);
  const old = asked('restore-dry-run', { finishedAt: NOW - 11 * 60_000 });
  expect(draw(old, {})).toEqual(['r.a.op1', `r.b.${one.id}`]);
  const failed = asked('restore-dry-run', { outcome: { ok: false, reason: { key: 'bot-no', params: {} }, tookMs: 1 } });
  expect(draw(failed, {})).toEqual(['r.a.op1', `r.b.${one.id}`]);
});

test.each(locales)(
  'a restore shows its steps: done, being done, to come; of the way back only what was begun (%s)',
  (locale) => {
    const running = asked('restore', { outcome: null, state: 'running' });
    const forward = rooms({ journal: [row('verify'), row('stage'), row('hold', { finishedAt: null })] });
    const textAt = (house: Rooms, found = running) =>
      textOf({ blocks: restoreSteps(found, reader(locale), house) }, locale);
    const word = (step: string) => texts.t(locale, `bot-restore-backup-step-${step}`);
    const text = textAt(forward);
    expect(text).toContain(`✅ ${word('verify')}`);
    expect(text).toContain(`▶️ ${word('hold')}`);
    expect(text).toContain(`▫️ ${word('commit')}`);
    expect(text).not.toContain(word('back'));
    const back = rooms({
      journal: [row('apply', { error: 'no space' }), row('back'), row('back-apply', { finishedAt: null })],
    });
    const returning = textAt(back);
    expect(returning).toContain(`❌ ${word('apply')}`);
    expect(returning).toContain(`▶️ ${word('back-apply')}`);
    expect(returning).not.toContain(word('commit'));
  },
);

test('what comes after each operation', () => {
  const made = backup(0, { operationId: 'op1' });
  const next = (kind: string, house: Rooms, ok: boolean | null = true) => {
    const outcome: Outcome = { ok, reason: { key: 'bot-yes', params: {} }, tookMs: 1 };
    const found = asked(kind, { outcome });
    return backupButtons(found, outcome, reader('en'), house).flatMap((each) =>
      each.flatMap(({ action }) => (action.kind === 'callback' ? [action.data.split('.').slice(0, 2).join('.')] : [])),
    );
  };
  expect(next('backup', rooms({ backups: [made] }))).toEqual(['k.v', 'k.g', 'k.o']);
  expect(next('backup', rooms({}), false)).toEqual(['k.b', 'k.s']);
  expect(next('drill', rooms({ backups: [one] }))).toEqual(['k.o']);
  expect(next('restore', rooms({ backups: [one] }), false)).toEqual(['r.s', 'k.s']);
  expect(next('backup-prune', rooms({}))).toEqual(['k.s']);
});

test('where the procedure says "restore", the newest good backup of that project is one tap away', () => {
  const outcome: Outcome = { ok: false, reason: { key: 'bot-no', params: {} }, tookMs: 1, nextStep: 'restore' };
  const found = asked('project-recreate', { params: { project: 'shop' }, outcome });
  const leads = (house: Rooms, ended: Outcome = outcome) =>
    restoreNext(found, ended, reader('en'), house)
      .flat()
      .map(({ action }) => (action.kind === 'callback' ? action.data : ''));
  expect(leads(rooms({ backups: [backup(1), one] }))).toEqual([`r.b.${one.id}`]);
  expect(leads(rooms({}))).toEqual(['c.restore']);
  expect(leads(rooms({ backups: [one] }), { ...outcome, nextStep: 'logs' })).toEqual([]);
});

test.each(locales)(
  'the name is asked for in words that say what is lost; in a group as a forced reply (%s)',
  (locale) => {
    const params = { set: 'shop', run: 'op1', lossMs: 5 * HOUR, group: true };
    const document = restoreName(params, reader(locale), rooms({}));
    expect(document.ask).toBeDefined();
    expect(textOf(document, locale)).toContain(
      texts.t(locale, 'bot-restore-backup-loss', { time: locale === 'en' ? '5 h' : '5 ч' }),
    );
    expect(datas(document)).toEqual(['r.n.op1.no']);
    const over = restoreName({ ...params, answered: 'cancelled' }, reader(locale), rooms({}));
    expect(over.buttons).toBeUndefined();
  },
);
