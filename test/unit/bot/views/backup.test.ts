import { expect, test } from 'vitest';
import { renderHtml } from '../../../../src/bot/rendering/index.ts';
import { backups } from '../../../../src/bot/views/backup.ts';
import { backupFile, backupFolder, backupTrees, modeWords } from '../../../../src/bot/views/backup-files.ts';
import { backupDrill, backupOne } from '../../../../src/bot/views/backup-one.ts';
import { barLines } from '../../../../src/bot/views/backup-progress.ts';
import { backupPrune } from '../../../../src/bot/views/backup-prune.ts';
import { backupSet } from '../../../../src/bot/views/backup-set.ts';
import { newestGood, trustMarks } from '../../../../src/bot/views/backup-words.ts';
import { createTexts, type Document, type Locale, locales } from '../../../../src/document/index.ts';
import { backup, buttons, datas, HOUR, NOW, proof, reader, rooms } from './backup-rooms.ts';

const texts = createTexts();
const verified = proof('verify');
const drilled = proof('drill', { at: NOW - 12 * 24 * HOUR });
const line = (name: string, here: boolean | null = true) => ({ name, here, volumes: 2, rpoMs: 24 * HOUR });

function textOf(document: Document, locale: Locale = 'en'): string {
  return renderHtml(document, { locale, timeZone: 'UTC', texts }).text.replace(/<[^>]*>/g, '');
}

/** What every page keeps to on a phone. */
function fitsPhone(document: Document): void {
  for (const rowOf of document.buttons ?? []) expect(rowOf.length).toBeLessThanOrEqual(3);
  for (const { label, action } of buttons(document)) {
    expect([...label].length, label).toBeLessThanOrEqual(20);
    if (action.kind === 'callback') expect(Buffer.byteLength(action.data), action.data).toBeLessThanOrEqual(64);
  }
}

test('what lacks a proof in time stands first and in the first line; a project that is gone last', () => {
  const all = [
    backup(5, { verified }),
    backup(5, { set: 'billing', id: '20260202T220000Z-bbbbbb' }),
    backup(500, { set: 'old', id: '20260102T220000Z-cccccc', verified }),
  ];
  const sets = [line('shop'), line('old', false), line('billing'), line('new')];
  const document = backups({ sets, page: 0 }, reader('en'), rooms({ backups: all }));
  const text = textOf(document);
  expect(text.split('\n')[0]).toBe('⚠️ Backups: 2 of 3 sets without a fresh verified one');
  const order = ['billing', 'new', 'shop', 'old'].map((name) => text.indexOf(name));
  expect(order).toEqual([...order].sort((one, other) => one - other));
  expect(text).toMatch(/✅ shop · 5 h ago · 1\.2 GiB\n +services stopped · ✓ verified 4 h ago · not drilled/);
  expect(text).toContain('⚠️ new · no backup yet · 2 volumes');
  expect(text).toContain('▫️ old · project gone');
  fitsPhone(document);
});

test.each(locales)('every set in time says so, and how many restore tests passed (%s)', (locale) => {
  const rate = { passed: 11, of: 12, missed: 1, byHand: { passed: 3, of: 3 } };
  const house = rooms({ backups: [backup(5, { verified })], rate });
  const text = textOf(backups({ sets: [line('shop')], page: 0 }, reader(locale), house), locale);
  expect(text).toContain(texts.t(locale, 'bot-backup-title', { count: 1 }));
  expect(text).toContain(texts.t(locale, 'bot-backup-rate', { passed: 11, of: 12, rate: '92%' }));
  expect(text).toContain(texts.t(locale, 'bot-backup-rate-hand', { passed: 3, of: 3 }));
});

test('without a set it says how one comes to be; while the Engine is away, that', () => {
  expect(textOf(backups({ sets: [], page: 0 }, reader('en'), rooms({})))).toContain('vakhta.yaml');
  const away = backups({ sets: [line('shop', null)], page: 0 }, reader('en'), rooms({ backups: [backup(5)] }));
  expect(textOf(away)).toContain('🔌 The Docker Engine does not answer.');
});

test.each(locales)(
  'a set: six backups a page, each with its trust, and what can be done with the best of them (%s)',
  (locale) => {
    const all = Array.from({ length: 8 }, (_, index) =>
      backup(5 + index * 24, index === 1 ? { verified, drilled } : {}),
    );
    const document = backupSet(
      { set: line('shop'), rtoMs: 4 * HOUR, page: 0 },
      reader(locale),
      rooms({ backups: all }),
    );
    const best = all[1]?.id ?? '';
    expect(datas(document)).toContain(`k.v.${best}`);
    expect(datas(document)).toContain(`k.g.${best}`);
    expect(datas(document).filter((data) => data.startsWith('k.o.'))).toHaveLength(6);
    expect(datas(document).some((data) => /^k\.s\.[0-9a-f]{10}\.1$/.test(data))).toBe(true);
    expect(textOf(document, locale)).toContain('✓🎯');
    fitsPhone(document);
  },
);

test('a set that is gone cannot be backed up, and still be restored; one without backups can only be backed up', () => {
  const set = line('shop', false);
  const gone = backupSet({ set, rtoMs: null, page: 0 }, reader('en'), rooms({ backups: [backup(5), backup(6)] }));
  expect(datas(gone).some((data) => data.startsWith('k.b.'))).toBe(false);
  expect(datas(gone).some((data) => data.startsWith('r.s.'))).toBe(true);
  const empty = backupSet({ set: line('shop'), rtoMs: null, page: 0 }, reader('en'), rooms({}));
  expect(datas(empty).filter((data) => !data.startsWith('k.s.') && data !== 'k.home.0')).toEqual([
    expect.stringMatching(/^k\.b\./),
  ]);
});

test('the newest good one is proven, whole, and nothing that a restore put aside', () => {
  const failed = proof('verify', { result: 'failed' });
  const all = [
    backup(1, { origin: 'safety', verified }),
    backup(2, { state: 'damaged', verified }),
    backup(3, { verified: failed }),
    backup(4),
    backup(5, { verified }),
  ];
  expect(newestGood(all)).toBe(all[4]);
  expect(newestGood(all.slice(0, 4))).toBe(all[3]);
  expect(newestGood(all.slice(0, 3))).toBeNull();
  expect(all.map(trustMarks)).toEqual(['✓', '⛔', '❌', '', '✓']);
});

const facts = {
  trees: [
    { name: 'shop_data', bytes: 2 ** 30, files: 8192, consistency: 'stopped', same: false },
    { name: 'shop_files', bytes: 2 ** 20, files: 1, consistency: 'live', same: true },
  ],
  services: [{ name: 'db', image: 'postgres:17' }],
  config: ['/srv/shop/compose.yaml', '/srv/shop/.env'],
  missing: [{ what: 'env', name: '/srv/shop/.secrets' }],
  warnings: [{ kind: 'xattr', count: 3, paths: ['a', 'b', 'c', 'd'] }],
  extras: ['hook'],
  encrypted: true,
  tool: '1.0.0',
  docker: '20.10.24',
};

test.each(locales)('a backup: what it holds and lacks, and how far it is proven (%s)', (locale) => {
  const one = backup(5, { verified, drilled });
  const house = rooms({ backups: [one], proofs: [drilled, proof('verify', { result: 'failed' })] });
  const document = backupOne({ backup: one.id, facts }, reader(locale), house);
  const text = textOf(document, locale);
  expect(text).toContain(texts.t(locale, 'bot-backup-lost-xattr', { count: 3 }));
  expect(text).toContain(': a, b, c');
  expect(text).toContain(texts.t(locale, 'bot-backup-missing-env', { name: '/srv/shop/.secrets' }));
  expect(text).toContain(texts.t(locale, 'bot-backup-encrypted'));
  expect(text).toContain(texts.t(locale, 'bot-backup-proof-drill', { level: 2 }));
  expect(datas(document)).toEqual([
    `k.v.${one.id}`,
    `k.g.${one.id}`,
    `k.t.${one.id}.0`,
    `r.b.${one.id}`,
    expect.stringMatching(/^k\.s\./),
  ]);
  fitsPhone(document);
});

test('a damaged backup says so and offers no restore', () => {
  const one = backup(5, { state: 'damaged' });
  const document = backupOne({ backup: one.id, facts: null }, reader('en'), rooms({ backups: [one] }));
  expect(textOf(document)).toContain('⛔ Damaged: it is never restored.');
  expect(datas(document)).toEqual([`k.v.${one.id}`, expect.stringMatching(/^k\.s\./)]);
  expect(textOf(backupOne({ backup: 'gone', facts: null }, reader('en'), rooms({})))).toContain('This backup is gone.');
});

test('a drill with services is offered only where there is one', () => {
  const one = backup(5);
  const draw = (services: string[]) =>
    backupDrill({ backup: one.id, services }, reader('en'), rooms({ backups: [one] }));
  expect(datas(draw(['db']))).toContain(`k.g3.${one.id}`);
  expect(datas(draw([]))).toEqual([`k.g2.${one.id}`, `k.o.${one.id}`]);
  fitsPhone(draw(['db']));
});

test.each(locales)('a clean-up names what goes and says of each that stays why (%s)', (locale) => {
  const all = [backup(5), backup(29), backup(900)];
  const [first, second, third] = all.map(({ id }) => id);
  const params = {
    set: 'shop',
    remove: [third],
    keep: [
      { backup: first, why: 'last-good' },
      { backup: second, why: 'daily' },
    ],
    bytes: 700 * 2 ** 20,
  };
  const document = backupPrune(params, reader(locale), rooms({ backups: all }));
  const text = textOf(document, locale);
  expect(text).toContain(texts.t(locale, 'bot-backup-prune-title', { set: 'shop', count: 1, bytes: 700 * 2 ** 20 }));
  expect(text).toContain(texts.t(locale, 'bot-backup-keep-last-good'));
  expect(buttons(document).filter(({ style }) => style === 'danger')).toHaveLength(1);
  const nothing = backupPrune({ ...params, remove: [] }, reader(locale), rooms({ backups: all }));
  expect(buttons(nothing).filter(({ style }) => style === 'danger')).toHaveLength(0);
  fitsPhone(document);
});

test('a folder: names are numbered as their buttons, files lead to their page, folders into them', () => {
  const entries = [
    { name: 'pg_wal', type: 'folder', bytes: 0, link: null, place: 'aaaaaaaaaaaaaaaa' },
    { name: `${'long'.repeat(20)}.txt`, type: 'file', bytes: 3, link: null, place: 'bbbbbbbbbbbbbbbb' },
    { name: 'current', type: 'symlink', bytes: 0, link: '/etc/passwd', place: 'cccccccccccccccc' },
  ];
  const params = {
    ...{ backup: backup(5).id, tree: 'shop_data', folder: 'var/lib', here: 'h'.repeat(16), up: 'u'.repeat(16) },
    ...{ entries, page: 0, total: 12 },
  };
  const document = backupFolder(params, reader('en'), rooms({}));
  const text = textOf(document);
  expect(text).toContain('📂 shop_data /var/lib');
  expect(text).toContain('1. 📁 pg_wal');
  expect(text).toContain('longlong.txt · 3 B');
  expect(text).toContain('3. 🔗 current → /etc/passwd');
  expect(datas(document).slice(0, 3)).toEqual([
    'k.f.aaaaaaaaaaaaaaaa.0',
    'k.e.bbbbbbbbbbbbbbbb',
    'k.e.cccccccccccccccc',
  ]);
  expect(datas(document)).toContain(`k.f.${'u'.repeat(16)}.0`);
  fitsPhone(document);
  const root = backupFolder({ ...params, up: null, folder: '', total: 3 }, reader('en'), rooms({}));
  expect(datas(root)).not.toContain(`k.f.${'u'.repeat(16)}.0`);
  const trees = [{ name: 'shop_data_with_a_long_name', bytes: 1, place: 'd'.repeat(16) }];
  fitsPhone(backupTrees({ backup: params.backup, set: 'shop', trees, page: 0 }, reader('ru'), rooms({})));
});

test.each(locales)(
  'a file: owner, mode and time; it is sent only where it is small, restored where it can be (%s)',
  (locale) => {
    const file = {
      ...{ backup: backup(5).id, tree: 'shop_data', path: 'etc/app.conf', type: 'file', bytes: 2048, mode: 0o640 },
      ...{ uid: 70, gid: 70, changedAt: NOW, link: null, sha256: 'a'.repeat(64), here: 'h'.repeat(16) },
      ...{ folder: 'f'.repeat(16), page: 1, choice: 'c'.repeat(16), canSend: true },
    };
    const document = backupFile(file, reader(locale), rooms({}));
    const text = textOf(document, locale);
    expect(text.split('\n')[0]).toBe('📄 app.conf');
    expect(text).toContain('rw-r-----');
    expect(text).toContain('70:70');
    expect(datas(document)).toEqual([`k.d.${'h'.repeat(16)}`, `r.c.${'c'.repeat(16)}.0`, `k.f.${'f'.repeat(16)}.1`]);
    const large = backupFile({ ...file, canSend: false, choice: null }, reader(locale), rooms({}));
    expect(datas(large)).toEqual([`k.f.${'f'.repeat(16)}.1`]);
    expect(textOf(large, locale)).toContain(texts.t(locale, 'bot-backup-too-large-to-send'));
    fitsPhone(document);
  },
);

test('modes are written as ls writes them', () => {
  expect(modeWords(0o4755)).toBe('rwsr-xr-x');
  expect(modeWords(0o2644)).toBe('rw-r-Sr--');
  expect(modeWords(0o1777)).toBe('rwxrwxrwt');
});

test.each(locales)('a bar fits the line of a phone, and promises nothing before a rate is known (%s)', (locale) => {
  const figures = {
    done: 1000.9 * 2 ** 30,
    total: 1023.9 * 2 ** 30,
    percent: 97,
    rate: 100.4 * 2 ** 20,
    left: 100 * HOUR,
  };
  const lines = barLines(figures, reader(locale));
  expect(lines).toHaveLength(3);
  for (const one of lines) expect([...one].length, one).toBeLessThanOrEqual(34);
  expect(lines[0]).toBe(`${'█'.repeat(19)}░ 97%`);
  expect(barLines({ ...figures, rate: 0, left: 0, percent: 0 }, reader(locale))).toHaveLength(2);
});
