import { randomInt } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/index.ts';
import type { Texts } from '../document/index.ts';
import { UserError } from '../errors.ts';
import type { EvidenceInput, Incident, Incidents } from '../incidents/index.ts';
import type { Log } from '../log.ts';
import { maskDeep, maskSecrets } from '../masking/index.ts';
import type { Recorder } from '../recorder/index.ts';
import { applyAnswer } from './answers.ts';
import { type Answered, createCollector } from './collector.ts';
import { type Findings, factsFrom } from './facts.ts';
import { createSources, lastContainers, type SourceRooms } from './sources.ts';
import { suggest } from './suggestion.ts';
import { fittingSummary } from './summary.ts';
import { createTriageStore } from './triage-store.ts';
import {
  type Answer,
  type Draft,
  type Effective,
  EVIDENCE_SOURCES,
  type EvidenceRow,
  type EvidenceSource,
  type StartInput,
  type StoredEvidence,
  type Suggestion,
  type Triage,
} from './types.ts';

export interface TriageOptions extends Omit<SourceRooms, 'now' | 'recorder'> {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly recorder: SourceRooms['recorder'] & Pick<Recorder, 'detectedAt'>;
  readonly incidents: Pick<Incidents, 'addEvidence' | 'get' | 'open'>;
  /** For the summary, which is written in the language of the person. */
  readonly texts: Texts;
  /** IANA name: typed times are on this zone's clock. */
  readonly timeZone: string;
  /** Masks JSON that is stored; default knows secrets by their look only. */
  readonly mask?: (value: unknown) => unknown;
}

/** Evidence of a draft that was begun this long ago and has none yet is not gathered any more after a restart. */
const RESUME_MS = 3_600_000;
const KEEP_MS = 90 * 86_400_000;
/** Crockford's base32 without letters that look alike. */
const ID_ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const ID_LENGTH = 8;

/** Drafts of incidents: evidence that is gathered while a person answers, the suggestion from it, the answers. All of it is rows. */
export function createTriage(options: TriageOptions): Triage {
  const { database, clock, incidents, recorder } = options;
  const store = createTriageStore(database);
  const mask = options.mask ?? maskDeep;
  const listeners = new Set<(draftId: string) => void>();
  const tell = (draftId: string) =>
    database.afterCommit(() => {
      for (const listener of listeners) listener(draftId);
    });

  const rooms: SourceRooms = { ...options, now: () => clock.now() };
  const collector = createCollector({
    clock,
    log: options.log,
    sources: () => createSources(rooms),
    lastContainers: () => lastContainers(rooms),
    evidence: (draftId) => store.evidence(draftId),
    store: storeAnswer,
  });

  function storeAnswer(draftId: string, source: EvidenceSource, answered: Answered): void {
    database.transaction(() => {
      const draft = store.draft(draftId);
      if (draft === null) return;
      const now = clock.now();
      const reason = answered.reason === undefined ? {} : { reason: maskSecrets(answered.reason) };
      const data = answered.data === undefined ? {} : { data: mask(answered.data) };
      store.saveEvidence(draftId, source, { state: answered.state, ...data, ...reason }, now);
      if (draft.incident !== null && answered.state !== 'slow') {
        const input = incidentEvidence(store.evidence(draftId)[source]);
        if (input !== null) incidents.addEvidence(draft.incident, input, 'vakhta', `triage:${draftId}:${source}`);
      }
      tell(draftId);
    });
  }

  function required(draftId: string): Draft {
    const draft = store.draft(draftId);
    if (draft === null) throw new UserError('triage-unknown');
    return draft;
  }

  function suggestion(draftId: string): Suggestion {
    required(draftId);
    const rows = store.evidence(draftId);
    const findings: Findings = {
      host: rows.host.data,
      'public-names': rows['public-names'].data,
      containers: rows.containers.data,
      checks: rows.checks.data,
      logs: rows.logs.data,
      changes: rows.changes.data,
    };
    // What changed tells why, not what is wrong: the suggestion does not wait for it.
    const provisional = EVIDENCE_SOURCES.filter((source) => source !== 'changes').some(
      (source) => rows[source].state === 'pending' || rows[source].state === 'slow',
    );
    const affected = factsFrom(findings).affected.map((service) => service.key);
    return suggest(findings, recorder.detectedAt(affected), provisional);
  }

  function effective(draftId: string): Effective {
    const draft = required(draftId);
    const suggested = suggestion(draftId);
    const { answers } = draft;
    // "Now" is when the person began: the minutes of answering are no minutes of not knowing. Nobody triages what was not noticed yet.
    const noticedAt = Math.min(draft.noticedAt ?? draft.startedAt, draft.startedAt, clock.now());
    const affected = answers.affected?.keys ?? suggested.affected;
    const summary = fittingSummary(suggested, answers.affected);
    const began = answers.affected === undefined ? suggested.impactStartedAt : recorder.detectedAt(affected);
    return {
      category: suggested.category,
      severity: answers.severity ?? suggested.severity,
      affected,
      affectedAll: answers.affected?.all ?? suggested.affectedAll,
      usersImpacted: answers.usersImpacted ?? suggested.usersImpacted,
      businessImpact: answers.businessImpact ?? suggested.businessImpact,
      summary: answers.summary ?? options.texts.t(draft.locale, summary.key, summary.params),
      noticedAt,
      impactStartedAt: began === null ? null : Math.min(began, noticedAt),
    };
  }

  /** Does `change` once for each cause; a repeat gives the draft as it is. */
  function onceFor(draftId: string, cause: string, change: (draft: Draft) => Draft): Draft {
    return database.transaction(() => {
      const draft = required(draftId);
      if (store.draftOfCause(cause) !== null) return draft;
      const now = clock.now();
      const changed = change(draft);
      store.saveCause(cause, draftId, now);
      if (changed === draft) return draft;
      store.saveDraft(changed, now);
      tell(draftId);
      return changed;
    });
  }

  function start(input: StartInput, cause: string): Draft {
    return database.transaction(() => {
      const known = store.draftOfCause(cause);
      if (known !== null) return required(known);
      if (store.activeDraft(input.chatId, input.threadId, input.userId) !== null)
        throw new UserError('triage-already-active');
      const id = newId();
      store.insertDraft(id, input, clock.now());
      store.saveCause(cause, id, clock.now());
      store.prune(clock.now() - KEEP_MS);
      return required(id);
    });
  }

  function answer(draftId: string, said: Answer, cause: string): Draft {
    return onceFor(draftId, cause, (draft) => {
      // A second tap on the last button: what it asked for has been done.
      if (draft.state === 'opened' && (said.kind === 'summary-suggested' || said.kind === 'summary-typed'))
        return draft;
      assertActive(draft);
      const services = store.evidence(draftId).containers.data?.services ?? [];
      const context = { effective: effective(draftId), services, timeZone: options.timeZone, now: clock.now() };
      const result = applyAnswer(draft, said, context);
      if (!result.open) return result.draft;
      store.saveDraft(result.draft, clock.now());
      return open(result.draft).draft;
    });
  }

  /** Opens the incident from the rows as they are. */
  function open(draft: Draft): { draft: Draft; incident: Incident } {
    const { noticedAt, ...rest } = effective(draft.id);
    const rows = store.evidence(draft.id);
    const evidence = EVIDENCE_SOURCES.map((source) => incidentEvidence(rows[source])).filter((input) => input !== null);
    const input = { ...rest, detectedAt: noticedAt, triageStartedAt: Math.min(draft.startedAt, clock.now()), evidence };
    const incident = incidents.open(input, draft.userId, `triage:${draft.id}`);
    return { draft: { ...draft, state: 'opened', incident: incident.number }, incident };
  }

  function accept(draftId: string, cause: string): Incident {
    const opened = onceFor(draftId, cause, (draft) => {
      if (draft.state === 'opened') return draft;
      assertActive(draft);
      return open(draft).draft;
    });
    const incident = opened.incident === null ? null : incidents.get(opened.incident);
    if (incident === null) throw new UserError('triage-over');
    return incident;
  }

  function expire(idleMs: number): Draft[] {
    return database.transaction(() =>
      store.idleSince(clock.now() - idleMs).map((draft) => {
        const ended: Draft = { ...draft, state: 'expired' };
        store.saveDraft(ended, clock.now());
        tell(draft.id);
        return ended;
      }),
    );
  }

  return {
    start,
    collect: (draftId) => collector.collect(draftId),
    resume: () => {
      for (const draftId of store.unfinishedSince(clock.now() - RESUME_MS)) collector.collect(draftId);
    },
    stop: () => collector.stop(),
    idle: () => collector.idle(),
    draft: (draftId) => store.draft(draftId),
    knows: (cause) => store.draftOfCause(cause) !== null,
    activeDraft: (chatId, threadId, userId) => store.activeDraft(chatId, threadId, userId),
    evidence: (draftId) => store.evidence(draftId),
    suggestion,
    effective,
    answer,
    accept,
    cancel: (draftId, cause) =>
      onceFor(draftId, cause, (draft) => {
        if (draft.state === 'cancelled') return draft;
        assertActive(draft);
        return { ...draft, state: 'cancelled' };
      }),
    moveChat: (oldId, newId) =>
      database.transaction(() => {
        for (const draft of store.moveChat(oldId, newId)) tell(draft.id);
      }),
    expire,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function assertActive(draft: Draft): void {
  if (draft.state === 'active') return;
  if (draft.incident === null) throw new UserError('triage-over');
  throw new UserError('triage-opened-already', { number: draft.incident });
}

/** What the incident keeps of a source: its data, or that it failed; null while the answer is still awaited. */
function incidentEvidence(row: EvidenceRow): EvidenceInput | null {
  if (row.state === 'pending' || row.state === 'slow') return null;
  const data: StoredEvidence = row.data !== null && row.state === 'ok' ? row.data : { failed: row.reason ?? '' };
  return { source: row.source, data, at: row.at };
}

function newId(): string {
  return Array.from({ length: ID_LENGTH }, () => ID_ALPHABET[randomInt(ID_ALPHABET.length)]).join('');
}
