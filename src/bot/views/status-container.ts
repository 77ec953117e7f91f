import { z } from 'zod';
import { exitCodeMeaning } from '../../docker/index.ts';
import type { Block, Document, Inline } from '../../document/index.ts';
import { formatBytes, formatDuration } from '../../document/index.ts';
import { lastEnding } from '../../recorder/index.ts';
import { containerFacts } from '../container-facts.ts';
import { tap } from '../taps/data.ts';
import { problemWords } from './evidence.ts';
import type { Rooms } from './rooms.ts';
import { sparkline } from './sparkline.ts';
import { containerActions, moreActions } from './status-actions.ts';
import { eventBlocks, factBlocks, momentOf, probeBlocks } from './status-details.ts';
import { asOf, callback, engineBlocks, refreshButton } from './status-frame.ts';
import { lastPicture, type Row, rowsOf } from './status-picture.ts';
import { mayAct } from './status-project.ts';
import { cpuWords, lastRestart, markOf, memoryShare, nameOfGroup, percentWords, stateWords } from './status-words.ts';
import { bold, code, defineView, type Reader } from './view.ts';
import { helpedLines, proven } from './what-helped.ts';

const HOUR_MS = 3_600_000;
const BARS = 24;
/** Enough to hold the last end whole: kill, die, oom, stop, and a few probes that turned. */
const EVENTS = 30;

/** One container: what matters first, all else under folds, and what can be done to it. `more`: the rarer actions instead. */
export const statusContainer = defineView(
  z.object({ reference: z.string(), facts: containerFacts, more: z.boolean() }),
  ({ reference, facts, more }, reader, rooms): Document => {
    const seen = lastPicture(rooms, reader.now);
    const group = seen?.groups.find((candidate) => rowsOf(candidate).some((row) => row.reference === reference));
    const row = group && rowsOf(group).find((candidate) => candidate.reference === reference);
    if (seen === null || group === undefined || row === undefined) {
      return {
        blocks: [{ kind: 'paragraph', text: reader.t('bot-status-container-gone') }],
        buttons: [[callback(reader.t('bot-button-back'), tap('p', 'home', 0))]],
      };
    }
    const events = rooms.recorder.eventsOf(row.container, EVENTS);
    const back = callback(
      reader.t('bot-button-back'),
      more ? tap('p', 'c', reference) : tap('p', 'p', group.reference, 0),
    );
    const actions = !mayAct(reader, rooms)
      ? [[callback(reader.t('bot-button-logs'), tap('l', 'c', reference))]]
      : more
        ? moreActions(row, reader)
        : containerActions(row, reader, proven(row.container, rooms.actions.whatHelped(row.container.key)));
    return {
      blocks: [
        ...engineBlocks(seen, reader, rooms),
        { kind: 'paragraph', text: [`${markOf(row)} `, bold(row.label), ` · ${nameOfGroup(group, reader)}`] },
        ...stateBlocks(row, seen.at, reader),
        ...endingBlocks(row, rooms, reader),
        ...helpedBlocks(row, rooms, reader),
        ...figureBlocks(row, reader, rooms),
        ...probeBlocks(row, facts, reader),
        ...eventBlocks(events, reader),
        ...factBlocks(row, facts, reader),
        asOf(seen, reader),
      ],
      buttons: [...actions, [back, refreshButton(tap('p', more ? 'm' : 'c', reference), reader)]],
    };
  },
);

/** What is wrong, else its state and how long; then its restarts. */
function stateBlocks(row: Row, at: number, reader: Reader): Block[] {
  const { container, problems } = row;
  const { t, locale } = reader;
  const parts: string[] = [];
  if (problems.length > 0) parts.push(problems.map((problem) => problemWords(problem, reader)).join('; '));
  else parts.push(stateWords(container.state, reader));
  if (container.state === 'running' && container.startedAt !== null) {
    parts.push(t('bot-host-up', { duration: formatDuration(Math.max(0, at - container.startedAt), locale) }));
  }
  if (container.health !== null && container.health.status !== 'unhealthy')
    parts.push(t(`bot-status-health-${container.health.status}`));
  const restarted = lastRestart(row);
  if (restarted !== null) {
    const ago = formatDuration(Math.max(0, at - restarted), locale);
    const isSaid = problems.some(({ kind }) => kind === 'restarting');
    parts.push(
      isSaid ? t('bot-status-last-restart', { ago }) : t('bot-status-restarts', { count: container.restartCount, ago }),
    );
  }
  return [{ kind: 'paragraph', text: parts.join(' · ') }];
}

/** How it ended the last time, in words: of one that does not run, and of one that its policy has started again. */
function endingBlocks({ container }: Row, rooms: Rooms, reader: Reader): Block[] {
  if (container.state === 'running' && container.restartCount === 0) return [];
  const ending = lastEnding(container, rooms.recorder.eventsOf(container, EVENTS));
  if (ending === null || container.state === 'paused') return [];
  const { exitCode, at } = ending;
  const meaning = reader.t(exitCodeMeaning(exitCode, ending), { code: exitCode });
  const text: Inline[] = [bold(reader.t('bot-status-exit', { code: exitCode })), `: ${meaning}`];
  if (at !== null) text.push(' · ', momentOf(at, reader));
  return [{ kind: 'paragraph', text }];
}

/** What fixed the failure that it has now, and what never did. */
function helpedBlocks({ container: { key, oneOff } }: Row, rooms: Rooms, reader: Reader): Block[] {
  if (oneOff || rooms.actions.whatHelped(key).failure.kind === 'none') return [];
  return helpedLines(key, reader, rooms).map((text): Block => ({ kind: 'paragraph', text }));
}

/** CPU and memory as `docker stats` has them, with of what the share is, and the memory of the last hour as bars. */
function figureBlocks(row: Row, reader: Reader, rooms: Rooms): Block[] {
  const { container, sample } = row;
  if (container.state !== 'running' && container.state !== 'paused') return [];
  if (sample === null || sample.memoryBytes === null) {
    return container.state === 'paused' ? [] : [{ kind: 'paragraph', text: reader.t('bot-status-no-figures') }];
  }
  const { t, locale } = reader;
  const used = formatBytes(sample.memoryBytes, locale);
  const share = memoryShare(sample);
  const percent = share.percent === null ? '' : percentWords(share.percent, locale);
  const memory =
    share.of === 'limit'
      ? t('bot-status-memory-own', { used, limit: formatBytes(sample.memoryLimitBytes ?? 0, locale), percent })
      : t(percent === '' ? 'bot-status-memory-bare' : 'bot-status-memory-host', { used, percent });
  const blocks: Block[] = [{ kind: 'paragraph', text: `CPU ${cpuWords(sample, reader)} · ${memory}` }];
  const bars = memoryBars(row, reader, rooms);
  return bars === null ? blocks : [...blocks, bars];
}

function memoryBars({ container }: Row, reader: Reader, rooms: Rooms): Block | null {
  const samples = rooms.recorder
    .lastSamples(container.key, reader.now - HOUR_MS)
    .filter(({ containerId }) => containerId === container.id);
  const points = samples.flatMap(({ at, memoryBytes }) => (memoryBytes === null ? [] : [{ at, value: memoryBytes }]));
  const bars = sparkline(points, { fromAt: reader.now - HOUR_MS, toAt: reader.now, bars: BARS });
  if (bars === null) return null;
  const top = formatBytes(Math.max(...points.map(({ value }) => value)), reader.locale);
  return { kind: 'paragraph', text: [code(bars), ` ${reader.t('bot-status-bars', { top })}`] };
}
