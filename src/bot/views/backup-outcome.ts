import { z } from 'zod';
import type { Block, Button } from '../../document/index.ts';
import type { Operation, Outcome } from '../../operations/index.ts';
import { tap } from '../taps/data.ts';
import { projectReference } from '../taps/reference.ts';
import { restoreSteps } from './backup-progress.ts';
import { backupButton, newestGood, restoreButton } from './backup-words.ts';
import { dryRunBlocks, dryRunButtons } from './restore-dry-run.ts';
import type { Rooms } from './rooms.ts';
import type { Reader } from './view.ts';

const KINDS: readonly string[] = [
  'backup',
  'backup-verify',
  'drill',
  'restore-dry-run',
  'restore',
  'backup-prune',
  'backup-import',
];

const ofSet = z.looseObject({ set: z.string(), backup: z.string().optional() });
const ofProject = z.looseObject({ project: z.string() });

export function isOfBackups({ kind }: Pick<Operation, 'kind'>): boolean {
  return KINDS.includes(kind);
}

/** What an operation of backups shows beside its headline, once it is over. */
export function backupDetails(found: Operation, reader: Reader, rooms: Rooms): Block[] {
  if (found.kind === 'restore') return restoreSteps(found, reader, rooms);
  const run = found.kind === 'restore-dry-run' ? rooms.backups.dryRun(found.id) : null;
  return run === null ? [] : dryRunBlocks(run, reader);
}

/** What comes next: proving what was made, restoring what was tried, and the way back to where it stands. */
export function backupButtons(found: Operation, outcome: Outcome, reader: Reader, rooms: Rooms): Button[][] {
  const parsed = ofSet.safeParse(found.params);
  if (!parsed.success) return cardRow(found, reader, rooms);
  const { set } = parsed.data;
  return [
    ...nextRows(found, outcome, set, parsed.data.backup ?? null, reader, rooms),
    ...cardRow(found, reader, rooms),
  ];
}

function nextRows(
  found: Operation,
  outcome: Outcome,
  set: string,
  backup: string | null,
  reader: Reader,
  rooms: Rooms,
): Button[][] {
  const { t } = reader;
  const home = backupButton(t('bot-backup-button-open'), 's', projectReference(set), 0);
  switch (found.kind) {
    case 'backup':
    case 'backup-import': {
      const made = rooms.backups.list().find(({ operationId }) => operationId === found.id);
      if (made === undefined && found.kind === 'backup-import')
        return [[backupButton(t('bot-backup-button-archives'), 'i', 0)]];
      if (made === undefined) return [[backupButton(t('bot-backup-button-now'), 'b', projectReference(set)), home]];
      return [
        [
          backupButton(t('bot-backup-button-verify'), 'v', made.id),
          backupButton(t('bot-backup-button-drill'), 'g', made.id),
          backupButton(t('bot-backup-button-open'), 'o', made.id),
        ],
      ];
    }
    case 'backup-verify':
    case 'drill':
      return backup === null || rooms.backups.get(backup) === null
        ? [[home]]
        : [[backupButton(t('bot-backup-button-open'), 'o', backup)]];
    case 'restore-dry-run':
      return dryRunButtons(found, outcome, rooms.backups.dryRun(found.id), reader);
    case 'restore':
      return outcome.ok === true
        ? [[home]]
        : [[restoreButton(t('bot-backup-button-restore'), 's', projectReference(set), 0), home]];
    default:
      return [[home]];
  }
}

function cardRow({ incident }: Operation, reader: Reader, rooms: Rooms): Button[][] {
  if (incident === null || !rooms.incidents.get(incident)) return [];
  const label = reader.t('bot-button-card', { number: incident });
  return [[{ label, action: { kind: 'callback', data: tap('i', incident, 'card') } }]];
}

/** Where the procedure says "restore": to the newest backup of that project that nothing speaks against; else to what there is. */
export function restoreNext(found: Operation, outcome: Outcome, reader: Reader, rooms: Rooms): Button[][] {
  if (outcome.ok === true || outcome.nextStep !== 'restore' || isOfBackups(found)) return [];
  const { project } = ofProject.safeParse(found.params).data ?? { project: null };
  const best = project === null ? null : newestGood(rooms.backups.list(project));
  const label = reader.t('bot-backup-button-restore');
  return [
    [
      best === null
        ? { label, action: { kind: 'callback', data: tap('c', 'restore') } }
        : restoreButton(label, 'b', best.id),
    ],
  ];
}
