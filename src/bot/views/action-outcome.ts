import { z } from 'zod';
import { composeLines, type Target, targetIn, VERBS, type VerbName } from '../../actions/index.ts';
import { serviceKey } from '../../docker/index.ts';
import type { Block, Button } from '../../document/index.ts';
import type { Operation, Outcome } from '../../operations/index.ts';
import { tap } from '../taps/data.ts';
import { containerReference, projectReference } from '../taps/reference.ts';
import type { Rooms } from './rooms.ts';
import type { Reader } from './view.ts';

/** The verb of an operation on one container; null for the others. */
export function verbOf({ kind }: Pick<Operation, 'kind'>): VerbName | null {
  return VERBS.find((verb) => verb === kind) ?? null;
}

const ofProject = z.looseObject({ project: z.string() });
const withBytes = z.looseObject({ bytes: z.number() });

/** Of a new memory limit: the lines of the compose file that keep it. */
export function keepLines(found: Operation, outcome: Outcome, { t }: Reader): Block[] {
  const parsed = withBytes.safeParse(found.params);
  if (found.kind !== 'memory' || outcome.ok !== true || !parsed.success) return [];
  const { bytes } = parsed.data;
  const target = targetIn(found.params);
  if (target.project === null || target.oneOff === true) return [];
  return [
    { kind: 'paragraph', text: t('bot-memory-keep') },
    { kind: 'code', text: composeLines(target.service, bytes), language: 'yaml' },
  ];
}

/** After a failure the log, the same once more, and the next step; after what took it down the way back up; the card. */
export function actionButtons(found: Operation, outcome: Outcome, reader: Reader, rooms: Rooms): Button[][] {
  const target = targetIn(found.params);
  const reference = referenceOf(target);
  const button = (key: string, ...data: (string | number)[]): Button => ({
    label: reader.t(key),
    action: { kind: 'callback', data: tap(...data) },
  });
  const rows: Button[][] = [];
  if (outcome.ok === true && outcome.down === true) {
    rows.push([
      found.kind === 'pause'
        ? button('bot-button-unpause', 'a', 'unpause', reference)
        : button('bot-button-start', 'a', 'start', reference),
    ]);
  }
  const verb = verbOf(found);
  if (hasNotBegun(outcome) && verb !== null) {
    rows.push([button(`bot-status-button-${verb}`, 'a', verb, reference)]);
  } else if (outcome.ok !== true) {
    rows.push([
      button('bot-button-logs', 'l', 'c', reference),
      button('bot-button-restart', 'a', 'restart', reference),
      ...(outcome.oom === true ? [button('bot-button-memory', 'a', 'memory', reference)] : []),
    ]);
    if (target.project !== null && (outcome.nextStep === 'recreate' || leadsToRecreate(found, outcome))) {
      rows.push([button('bot-button-recreate-project', 'j', 'recreate', projectReference(target.project))]);
    }
  }
  const { incident } = found;
  if (incident !== null && rooms.incidents.get(incident)) {
    const label = reader.t('bot-button-card', { number: incident });
    rows.push([{ label, action: { kind: 'callback', data: tap('i', incident, 'card') } }]);
  }
  return rows;
}

/** Nothing was touched: what was asked for is asked for again, and nothing else follows from it. */
export function hasNotBegun({ ok, reason }: Outcome): boolean {
  return ok === null && reason.key.endsWith('-not-begun');
}

/** A restart that failed leads to the whole project, also where its log is to be read first. */
export function leadsToRecreate(found: Operation, outcome: Outcome): boolean {
  const isStart = found.kind === 'restart' || found.kind === 'start';
  return isStart && outcome.ok === false && outcome.nextStep === 'logs' && targetIn(found.params).project !== null;
}

/** What is better than the same for the fourth time: its log, and for one container the next step of the procedure. */
export function firstThings({ kind, params }: Pick<Operation, 'kind' | 'params'>, { t }: Reader): Button[][] {
  const button = (key: string, ...data: string[]): Button => ({
    label: t(key),
    action: { kind: 'callback', data: tap(...data) },
  });
  const whole = ofProject.safeParse(params);
  if (kind.startsWith('project-') && whole.success)
    return [[button('bot-button-logs', 'l', 's', projectReference(whole.data.project))]];
  if (verbOf({ kind }) === null) return [];
  const target = targetIn(params);
  const next =
    target.project === null
      ? []
      : [button('bot-button-recreate-project', 'j', 'recreate', projectReference(target.project))];
  return [[button('bot-button-logs', 'l', 'c', referenceOf(target)), ...next]];
}

function referenceOf({ engine, project, service, number, oneOff, name }: Target): string {
  return containerReference({
    key: serviceKey({ engine, project, service }),
    number: number ?? 1,
    oneOff: oneOff === true,
    name: name ?? service,
  });
}
