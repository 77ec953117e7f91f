import type { DryRun } from '../../backups/index.ts';
import { type Block, type Button, formatDuration, type Inline } from '../../document/index.ts';
import type { Operation, Outcome } from '../../operations/index.ts';
import { restoreButton, size } from './backup-words.ts';
import { bold, code, type Reader } from './view.ts';

const SHOWN_TREES = 6;
const SHOWN_SAMPLES = 12;

/** A dry run is no older than this: what it says of the data is what a person agrees to. */
export const DRY_RUN_VALID_MS = 10 * 60_000;

/** What a restore would do: what comes, changes and goes, how long services stand still, and what is lost. */
export function dryRunBlocks(run: DryRun, reader: Reader): Block[] {
  const { t, locale } = reader;
  const changes = run.trees.filter(({ diff }) => diff.added + diff.changed + diff.deleted > 0);
  const still = run.stops.length === 0 ? t('bot-restore-backup-stops-nothing') : standing(run, reader);
  const others = run.alsoProjects.filter((project) => project !== null);
  return [
    ...run.problems.map(
      (problem): Block => ({ kind: 'paragraph', text: ['❌ ', bold(t(problem.key, problem.params))] }),
    ),
    ...(run.trees.length === 0
      ? []
      : [
          {
            kind: 'paragraph',
            text: ['⏪ ', bold(t('bot-restore-backup-loss', { time: formatDuration(run.lossMs, locale) }))],
          } satisfies Block,
        ]),
    { kind: 'list', items: run.trees.slice(0, SHOWN_TREES).map((tree) => treeWords(tree, reader)) },
    ...configBlocks(run, reader),
    { kind: 'paragraph', text: `⏸ ${still}` },
    ...(others.length === 0
      ? []
      : [
          {
            kind: 'paragraph',
            text: `⚠️ ${t('bot-restore-backup-others', { projects: others.join(', ') })}`,
          } satisfies Block,
        ]),
    ...(run.missingImages.length === 0
      ? []
      : [
          {
            kind: 'paragraph',
            text: `⚠️ ${t('bot-restore-backup-no-images', { images: run.missingImages.slice(0, 3).join(', ') })}`,
          } satisfies Block,
        ]),
    ...(changes.length === 0 ? [] : [samples(changes, reader)]),
  ];
}

function standing(run: DryRun, { t, locale }: Reader): string {
  const services = run.stops.slice(0, 6).join(', ');
  const more = run.stops.length > 6 ? ` +${run.stops.length - 6}` : '';
  return run.standstillMs === null
    ? t('bot-restore-backup-stops', { services: `${services}${more}` })
    : t('bot-restore-backup-stops-for', {
        services: `${services}${more}`,
        time: formatDuration(Math.max(1000, run.standstillMs), locale),
      });
}

/** "shop_data · +3 new, −2 deleted (40 MiB written)"; what is the same needs no figures. */
function treeWords({ name, missing, diff }: DryRun['trees'][number], reader: Reader): Inline[] {
  const { t } = reader;
  if (missing) return [code(name), ` · ${t('bot-restore-backup-tree-missing', { bytes: diff.addedBytes })}`];
  if (diff.added + diff.changed + diff.deleted === 0) return [code(name), ` · ${t('bot-restore-backup-tree-same')}`];
  const words = (['added', 'changed', 'deleted'] as const)
    .filter((how) => diff[how] > 0)
    .map((how) => t(`bot-restore-backup-${how}`, { count: diff[how] }))
    .join(', ');
  const written = size(diff.addedBytes + diff.changedBytes, reader);
  return [code(name), ` · ${words} (${t('bot-restore-backup-written', { written })})`];
}

function configBlocks(run: DryRun, { t }: Reader): Block[] {
  const chosen = run.config.filter(({ path }) => run.choice.config.includes(path));
  const left = run.config.filter(({ path, diff }) => diff !== 'same' && !run.choice.config.includes(path));
  const stays: Block[] =
    left.length === 0
      ? []
      : [{ kind: 'paragraph', text: `⚙️ ${t('bot-restore-backup-config-left', { count: left.length })}` }];
  if (chosen.length === 0) return stays;
  const items = chosen.map(({ path, diff }): Inline[] => [
    '⚙️ ',
    code(path),
    ` · ${t(`bot-restore-backup-config-${diff}`)}`,
  ]);
  return [{ kind: 'list', items }, ...stays];
}

function samples(trees: DryRun['trees'], reader: Reader): Block {
  const mark = { added: '+', changed: '~', deleted: '−' } as const;
  const all = trees.flatMap(({ name, diff }) => diff.samples.map((sample) => ({ name, ...sample })));
  // What goes is what a person has to see; then what changes.
  const order = ['deleted', 'changed', 'added'];
  const sorted = all.toSorted((one, other) => order.indexOf(one.how) - order.indexOf(other.how));
  const many = trees.length > 1;
  const total = trees.reduce((sum, { diff }) => sum + diff.added + diff.changed + diff.deleted, 0);
  const more = total - Math.min(sorted.length, SHOWN_SAMPLES);
  return {
    kind: 'details',
    summary: reader.t('bot-restore-backup-samples', { count: total }),
    blocks: [
      {
        kind: 'list',
        items: [
          ...sorted
            .slice(0, SHOWN_SAMPLES)
            .map(({ name, how, path, bytes }): Inline[] => [
              `${mark[how]} `,
              code(`${many ? `${name}:` : ''}/${path}`),
              ` · ${size(bytes, reader)}`,
            ]),
          ...(more > 0 ? [`… +${more}`] : []),
        ],
      },
    ],
  };
}

/** Below a dry run: the restore itself, unless something stands against it or it is too old. */
export function dryRunButtons(found: Operation, outcome: Outcome, run: DryRun | null, reader: Reader): Button[][] {
  const { t, now } = reader;
  if (run === null) return [];
  const at = found.finishedAt ?? run.at;
  const isOld = now - at > DRY_RUN_VALID_MS;
  const again = restoreButton(t('bot-restore-backup-button-again'), 'a', found.id);
  const other = restoreButton(t('bot-restore-backup-button-other'), 'b', run.backup);
  if (outcome.ok !== true || run.problems.length > 0 || isOld) return [[again, other]];
  return [[{ ...restoreButton(t('bot-backup-button-restore'), 'x', found.id), style: 'danger' }, again], [other]];
}
