import { z } from 'zod';
import type { BackupSummary, Proof } from '../../backups/index.ts';
import {
  type Block,
  type Button,
  type Document,
  formatDuration,
  type Inline,
  type Text,
} from '../../document/index.ts';
import { projectReference } from '../taps/reference.ts';
import {
  ago,
  backupButton,
  consistencyWord,
  drilledWords,
  isGood,
  originMark,
  restoreButton,
  size,
  verifiedWords,
} from './backup-words.ts';
import { bold, code, defineView, type Reader } from './view.ts';

const SHOWN = 8;
const SHOWN_PROOFS = 5;

const kindAndPaths = z.object({ kind: z.string(), count: z.number(), paths: z.array(z.string()) });

/** What its manifest says, as far as a page shows it; null: the manifest cannot be read. */
const facts = z.object({
  trees: z.array(
    z.object({
      name: z.string(),
      bytes: z.number(),
      files: z.number(),
      consistency: z.enum(['stopped', 'paused', 'hook', 'live']),
      same: z.boolean(),
    }),
  ),
  services: z.array(z.object({ name: z.string(), image: z.string() })),
  config: z.array(z.string()),
  missing: z.array(z.object({ what: z.string(), name: z.string() })),
  warnings: z.array(kindAndPaths),
  extras: z.array(z.string()),
  encrypted: z.boolean(),
  tool: z.string(),
  docker: z.string(),
});
export type BackupFacts = z.infer<typeof facts>;

/** One backup: how old, how far it is proven, what is in it and what is not. */
export const backupOne = defineView(
  z.object({ backup: z.string(), facts: facts.nullable(), why: z.string().nullable().default(null) }),
  (params, reader, rooms): Document => {
    const { t } = reader;
    const backup = rooms.backups.get(params.backup);
    if (backup === null) {
      return {
        blocks: [{ kind: 'paragraph', text: t('bot-backup-gone') }],
        buttons: [[backupButton(t('bot-button-back'), 'home', 0)]],
      };
    }
    const proofs = rooms.backups.proofs({ backup: backup.id });
    return {
      blocks: [
        { kind: 'paragraph', text: title(backup, reader) },
        { kind: 'paragraph', text: trust(backup, params.facts, reader) },
        ...(backup.state === 'damaged' ? [damaged(params.why, reader)] : []),
        ...(params.facts === null ? [] : contents(params.facts, reader)),
        ...history(proofs, reader),
        ...(params.facts === null ? [] : [about(backup, params.facts, reader)]),
      ],
      buttons: buttons(backup, params.facts, reader),
    };
  },
);

function title(backup: BackupSummary, reader: Reader): Inline[] {
  return [
    `💾 ${originMark(backup)}`,
    bold(`${backup.set} · ${ago(backup.dataAt, reader)}`),
    ' · ',
    { kind: 'time', at: backup.dataAt, show: 'datetime' },
  ];
}

function trust(backup: BackupSummary, known: BackupFacts | null, reader: Reader): string {
  const { t, locale } = reader;
  const still =
    backup.standstillMs > 0
      ? t('bot-backup-stood', { time: formatDuration(Math.max(1000, backup.standstillMs), locale) })
      : t('bot-backup-stood-not');
  const holds =
    known === null
      ? size(backup.dataBytes, reader)
      : t('bot-backup-holds', { bytes: backup.dataBytes, count: known.trees.length });
  return [
    `${holds} · ${t('bot-backup-stored', { bytes: backup.storedBytes })}`,
    `${consistencyWord(backup.consistency, reader)}; ${still}`,
    `${verifiedWords(backup, reader)} · ${drilledWords(backup, reader)}`,
    ...(backup.origin === 'backup' ? [] : [t(`bot-backup-origin-${backup.origin}`)]),
  ].join('\n');
}

function damaged(why: string | null, { t }: Reader): Block {
  const reason = why === null ? '' : `\n${t(`backups-damage-${why}`)}`;
  return { kind: 'paragraph', text: ['⛔ ', bold(t('bot-backup-damaged-what')), reason] };
}

function contents(known: BackupFacts, reader: Reader): Block[] {
  const { t } = reader;
  const lost = known.warnings.map(({ kind, count, paths }) => {
    const names = paths.slice(0, 3).join(', ');
    return `⚠️ ${t(`bot-backup-lost-${kind}`, { count })}${names === '' ? '' : `: ${names}`}`;
  });
  const missing = known.missing.map(({ what, name }) =>
    // An archive of a script knows of no image at all.
    what === 'image' && name === '*'
      ? `⚠️ ${t('backups-import-lacks-image')}`
      : `⚠️ ${t(`bot-backup-missing-${what}`, { name })}`,
  );
  const gaps = [...missing, ...lost];
  return [
    ...(gaps.length === 0 ? [] : [fold(t('bot-backup-gaps', { count: gaps.length }), gaps)]),
    fold(
      t('bot-backup-volumes', { count: known.trees.length }),
      known.trees.map(({ name, bytes, files, consistency, same }) => [
        code(name),
        ` · ${size(bytes, reader)} · ${t('bot-backup-files', { count: files })} · ${consistencyWord(consistency, reader)}${same ? ` · ${t('bot-backup-same')}` : ''}`,
      ]),
    ),
    ...(known.services.length === 0
      ? []
      : [
          fold(
            t('bot-backup-services', { count: known.services.length }),
            known.services.map(({ name, image }) => [bold(name), ' · ', code(image)]),
          ),
        ]),
    ...(known.config.length === 0
      ? []
      : [
          fold(
            t('bot-backup-config', { count: known.config.length }),
            known.config.map((path) => code(path)),
          ),
        ]),
  ];
}

function fold(summary: string, items: readonly Text[]): Block {
  const more = items.length - SHOWN;
  return {
    kind: 'details',
    summary,
    blocks: [{ kind: 'list', items: [...items.slice(0, SHOWN), ...(more > 0 ? [`… +${more}`] : [])] }],
  };
}

/** The last attempts to prove it, newest first. */
function history(proofs: readonly Proof[], reader: Reader): Block[] {
  const { t, locale } = reader;
  if (proofs.length === 0) return [];
  const items = proofs.slice(0, SHOWN_PROOFS).map((proof): Inline[] => {
    const mark = proof.result === 'passed' ? '✅' : proof.result === 'missed' ? '▫️' : '❌';
    const took = proof.tookMs === null ? '' : ` · ${formatDuration(Math.max(1000, proof.tookMs), locale)}`;
    const why = proof.reason === null ? '' : `: ${t(proof.reason.key, proof.reason.params)}`;
    return [
      `${mark} `,
      { kind: 'time', at: proof.at, show: 'datetime' },
      ` ${t(`bot-backup-proof-${proof.kind}`, { level: proof.level })}${took}${why}`,
    ];
  });
  return [
    { kind: 'details', summary: t('bot-backup-proofs', { count: proofs.length }), blocks: [{ kind: 'list', items }] },
  ];
}

function about(backup: BackupSummary, known: BackupFacts, { t }: Reader): Block {
  const words = [
    t(`bot-backup-store-${backup.store}`),
    t(known.encrypted ? 'bot-backup-encrypted' : 'bot-backup-not-encrypted'),
    ...known.extras.map((kind) => t(`bot-backup-extra-${kind}`)),
    `Vakhta ${known.tool}`,
    `Docker ${known.docker}`,
  ];
  return {
    kind: 'details',
    summary: t('bot-backup-about'),
    blocks: [
      { kind: 'paragraph', text: code(backup.id) },
      { kind: 'paragraph', text: words.join(' · ') },
    ],
  };
}

function buttons(backup: BackupSummary, known: BackupFacts | null, reader: Reader): Button[][] {
  const { t } = reader;
  const canRestore = backup.state === 'whole' && known !== null;
  const restore: Button = {
    ...restoreButton(t('bot-backup-button-restore'), 'b', backup.id),
    ...(isGood(backup) ? {} : ({ style: 'danger' } as const)),
  };
  return [
    [
      backupButton(t('bot-backup-button-verify'), 'v', backup.id),
      ...(canRestore ? [backupButton(t('bot-backup-button-drill'), 'g', backup.id)] : []),
      ...(canRestore ? [backupButton(t('bot-backup-button-files'), 't', backup.id, 0)] : []),
    ],
    [...(canRestore ? [restore] : []), backupButton(t('bot-button-back'), 's', projectReference(backup.set), 0)],
  ];
}

/** How deep a drill goes: the data only, or a copy of the services on it too. */
export const backupDrill = defineView(
  z.object({ backup: z.string(), services: z.array(z.string()) }),
  (params, reader, rooms): Document => {
    const { t } = reader;
    const backup = rooms.backups.get(params.backup);
    if (backup === null) return { blocks: [{ kind: 'paragraph', text: t('bot-backup-gone') }] };
    const hasServices = params.services.length > 0;
    return {
      blocks: [
        {
          kind: 'paragraph',
          text: ['🎯 ', bold(t('bot-backup-drill-title', { set: backup.set, when: ago(backup.dataAt, reader) }))],
        },
        { kind: 'paragraph', text: t('bot-backup-drill-what') },
        {
          kind: 'list',
          items: [
            t('bot-backup-drill-data'),
            hasServices
              ? t('bot-backup-drill-services', { services: params.services.slice(0, 5).join(', ') })
              : t('bot-backup-drill-no-services'),
          ],
        },
      ],
      buttons: [
        [
          backupButton(t('bot-backup-button-level-2'), 'g2', backup.id),
          ...(hasServices ? [backupButton(t('bot-backup-button-level-3'), 'g3', backup.id)] : []),
        ],
        [backupButton(t('bot-button-back'), 'o', backup.id)],
      ],
    };
  },
);
