import { z } from 'zod';
import type { Block, Button, Document, Inline } from '../../document/index.ts';
import { isOpen, type Reminder, severityOf } from '../../schedule/index.ts';
import { tap } from '../taps/data.ts';
import { ago, newestGood, size } from './backup-words.ts';
import { withCommands } from './commands.ts';
import type { Rooms } from './rooms.ts';
import { bold, defineView, type Reader } from './view.ts';
import { severityMark, shortened } from './words.ts';

/** The monthly restore test that is due, or what became of it. `moved`: it was asked again below. */
export const drillReminder = defineView(
  z.object({ reminder: z.number(), moved: z.boolean().default(false) }),
  (params, reader, rooms): Document => {
    const reminder = rooms.schedule.reminder(params.reminder);
    if (reminder === null) return { blocks: [{ kind: 'paragraph', text: reader.t('schedule-reminder-unknown') }] };
    const title: Block = { kind: 'paragraph', text: ['🎯 ', bold(reader.t('bot-drill-title', { set: reminder.set }))] };
    if (params.moved) return { blocks: [title, { kind: 'paragraph', text: reader.t('bot-drill-moved') }] };
    return {
      blocks: [
        title,
        ...(reminder.state === 'asked' ? question(reminder, reader, rooms) : state(reminder, reader, rooms)),
      ],
      buttons: buttonsOf(reminder, reader),
    };
  },
);

function question({ set, asked, nextAt }: Reminder, reader: Reader, rooms: Rooms): Block[] {
  const { t } = reader;
  const newest = newestGood(rooms.backups.list(set));
  const which: Block[] =
    newest === null
      ? []
      : [
          {
            kind: 'paragraph',
            text: t('bot-drill-newest', { age: ago(newest.dataAt, reader), size: size(newest.dataBytes, reader) }),
          },
        ];
  const until: Inline[] = nextAt === null ? [] : [' ', { kind: 'time', at: nextAt, show: 'datetime' }];
  return [
    ...which,
    { kind: 'paragraph', text: t('bot-drill-what') },
    { kind: 'paragraph', text: [t('bot-drill-asked', { asked }), ...until] },
  ];
}

function state(reminder: Reminder, reader: Reader, rooms: Rooms): Block[] {
  const { t } = reader;
  const who = reminder.answeredBy === null ? 'Vakhta' : rooms.people.person(reminder.answeredBy).name;
  const says = (text: Inline | Inline[]): Block[] => [{ kind: 'paragraph', text }];
  switch (reminder.state) {
    case 'asked':
      return [];
    case 'postponed':
      return says([
        `⏰ ${t('bot-drill-postponed', { who })} `,
        { kind: 'time', at: reminder.nextAt ?? 0, show: 'datetime' },
      ]);
    case 'running':
      return says(`⏳ ${t('bot-drill-running', { who })}`);
    case 'done':
      return says(ended(reminder, who, reader, rooms));
    case 'skipped':
      return says(`⏭ ${t('bot-drill-skipped', { who, reason: shortened(reminder.reason ?? '', 300) })}`);
    case 'missed':
      return says(withCommands(`❌ ${t('bot-drill-missed')}`));
  }
}

function ended({ operation }: Reminder, who: string, { t }: Reader, rooms: Rooms): string {
  const outcome = operation === null ? null : (rooms.operations.get(operation)?.outcome ?? null);
  if (outcome === null) return t('bot-drill-gone');
  const words = t(outcome.reason.key, outcome.reason.params);
  return `${outcome.ok === true ? '✅' : '❌'} ${t('bot-drill-done', { who })} ${words}`;
}

function buttonsOf(reminder: Reminder, { t }: Reader): Button[][] {
  if (!isOpen(reminder)) return [];
  const press = (key: string, verb: string): Button => ({
    label: t(key),
    action: { kind: 'callback', data: tap('w', verb, reminder.id) },
  });
  const run: Button = { ...press('bot-drill-button-run', 'd'), style: 'primary' };
  if (reminder.state === 'postponed') return [[run]];
  return [[run], [press('bot-drill-button-tomorrow', 't'), press('bot-drill-button-skip', 's')]];
}

/** Asks why a restore test is skipped. Once answered it shows the answer. */
export const drillSkip = defineView(
  z.object({
    reminder: z.number(),
    set: z.string(),
    answered: z.string().nullable().default(null),
    group: z.boolean().default(false),
  }),
  (params, { t }): Document => {
    const title: Block = { kind: 'paragraph', text: ['⏭ ', bold(t('bot-drill-skip-title', { set: params.set }))] };
    if (params.answered !== null) {
      return { blocks: [title, { kind: 'paragraph', text: shortened(params.answered, 400) }] };
    }
    return {
      blocks: [title, { kind: 'paragraph', text: t('bot-drill-skip-how') }],
      buttons: [
        [{ label: t('bot-button-cancel'), action: { kind: 'callback', data: tap('w', 'x', params.reminder, 'no') } }],
      ],
      ...(params.group ? { ask: { placeholder: t('bot-placeholder-text') } } : {}),
    };
  },
);

/** Something about backups that has begun, or is over. */
export const backupWarning = defineView(
  z.object({
    kind: z.string(),
    set: z.string().nullable(),
    params: z.record(z.string(), z.union([z.string(), z.number()])),
    over: z.boolean(),
  }),
  ({ kind, set, params, over }, { t }): Document => {
    const values = { set: set ?? '', ...params };
    if (over) return { blocks: [{ kind: 'paragraph', text: `✅ ${t(`bot-backup-over-${kind}`, values)}` }] };
    const severity = severityOf(kind);
    const words = `${severityMark(severity)} ${severity} · ${t(`backups-warning-${kind}`, values)}`;
    const button: Button = { label: t('bot-button-backups'), action: { kind: 'callback', data: tap('k', 'home', 0) } };
    return { blocks: [{ kind: 'paragraph', text: bold(words) }], buttons: [[button]] };
  },
);
