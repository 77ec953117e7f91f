import { UserError } from '../errors.ts';
import { maskDeep } from '../masking/index.ts';
import {
  type Change,
  changeSeverity,
  checkedText,
  correctTime,
  LIMITS,
  mitigate,
  opened,
  reopen,
  resolve,
  restore,
  setPostmortem,
  take,
  withdrawRestored,
} from './changes.ts';
import { type Actor, type Incident, isActive, type PersonId, type ServiceKey } from './incident.ts';
import { createIncidentStore } from './incident-store.ts';
import type {
  AttachmentInput,
  EvidenceInput,
  IncidentPage,
  IncidentQuery,
  Incidents,
  IncidentsOptions,
  MessageRef,
  NoteInput,
  OpenInput,
} from './records.ts';
import { shownTimeline, type TimelineDataOf } from './timeline.ts';

/** The room, on the tables of migrations/003-incidents.sql. Nothing runs by itself: there is nothing to start or stop. */
export function createIncidents(options: IncidentsOptions): Incidents {
  const { database, clock, log, announce } = options;
  const mask = options.mask ?? maskDeep;
  const store = createIncidentStore(database);

  function existing(number: number): Incident {
    const incident = store.get(number);
    if (incident === null) throw new UserError('incidents-unknown', { number });
    return incident;
  }

  /** Writes a change down and tells of it. */
  function commit(change: Change, before: Incident | null, by: Actor, cause: string): Incident {
    const { incident, kind } = change;
    const now = clock.now();
    if (before !== null && before !== incident) store.save(incident);
    const entries = change.entries.map((entry) => store.append(incident.number, entry, now));
    const [first] = entries;
    if (change.message && first) store.linkMessage(change.message, incident.number, first.id);
    announce({ kind, incident, before, entries, by, cause });
    log.info({ incident: incident.number, kind, by, cause }, 'incident changed');
    return incident;
  }

  /** Runs `decide` once for this cause, action and incident. `decide` returns null when nothing has to change. */
  function once(
    number: number,
    action: string,
    by: Actor,
    cause: string,
    decide: (incident: Incident, now: number) => Change | null,
  ): Incident {
    return database.transaction(() => {
      const before = existing(number);
      if (store.isDone(cause, action, number)) return before;
      const change = decide(before, clock.now());
      store.markDone(cause, action, number);
      return change === null ? before : commit(change, before, by, cause);
    });
  }

  function open(input: OpenInput, by: PersonId, cause: string): Incident {
    return database.transaction(() => {
      const known = store.openedBy(cause);
      if (known !== null) return existing(known);
      const { incident, entries } = opened(input, by, clock.now());
      const number = store.insert(incident);
      store.markDone(cause, 'open', number);
      for (const evidence of input.evidence ?? [])
        store.addEvidence(number, { ...evidence, data: mask(evidence.data) });
      return commit({ kind: 'opened', incident: { ...incident, number }, entries }, null, by, cause);
    });
  }

  function note(number: number, input: NoteInput, by: PersonId, cause: string): Incident {
    return once(number, 'note', by, cause, (incident, now) => {
      if (isWritten(input.message)) return null;
      const data = { text: checkedText(input.text, LIMITS.note) };
      return { kind: 'note', incident, entries: [{ at: now, kind: 'note', by, data }], message: input.message };
    });
  }

  function attach(number: number, file: AttachmentInput, by: PersonId, cause: string): Incident {
    return once(number, 'attach', by, cause, (incident, now) => {
      if (isWritten(file.message)) return null;
      const { fileName, mime, sizeBytes, caption } = file;
      const attachment = store.addAttachment(number, file, by, now);
      const data = { attachment, fileName, mime, sizeBytes, caption };
      return {
        kind: 'attachment',
        incident,
        entries: [{ at: now, kind: 'attachment', by, data }],
        message: file.message,
      };
    });
  }

  /** A message is written down once, also when it arrives again with another cause. */
  function isWritten(message: MessageRef | null): boolean {
    return message !== null && store.entryOfMessage(message) !== null;
  }

  function editNote(message: MessageRef, text: string, by: PersonId, cause: string): Incident | null {
    const found = store.entryOfMessage(message);
    if (found === null) return null;
    return once(found.incident, `edit:${found.entry}`, by, cause, (incident, now) => {
      const edited = shownTimeline(store.timeline(found.incident)).find((shown) => shown.entry.id === found.entry);
      if (edited === undefined) throw new Error(`timeline entry ${found.entry} is gone`);
      const { entry } = edited;
      const from = edited.text ?? '';
      const to = entry.kind === 'attachment' ? text.trim() : checkedText(text, LIMITS.note);
      if (from === to) return null;
      if (entry.kind === 'attachment') store.setCaption(entry.data.attachment, to);
      return {
        kind: 'note-edited',
        incident,
        entries: [{ at: now, kind: 'note-edited', by, data: { entry: entry.id, from, to } }],
      };
    });
  }

  function addEvidence(number: number, evidence: EvidenceInput, by: Actor, cause: string): Incident {
    return once(number, `evidence:${evidence.source}`, by, cause, (incident) => {
      store.addEvidence(number, { ...evidence, data: mask(evidence.data) });
      return { kind: 'evidence', incident, entries: [] };
    });
  }

  function recordOperation(number: number, data: TimelineDataOf<'operation'>, by: Actor, cause: string): Incident {
    const action = `operation:${data.operationId}:${data.outcome}`;
    return once(number, action, by, cause, (incident, now) => ({
      kind: 'operation',
      incident,
      entries: [{ at: now, kind: 'operation', by, data }],
    }));
  }

  function markRecovered(number: number, key: ServiceKey, operationId: string, cause: string): Incident {
    return once(number, `recovered:${key}`, 'vakhta', cause, (incident, now) => {
      if (!isActive(incident)) return null;
      store.setRecovered(number, key, operationId, now);
      const done = incident.times.restoredAt === null && allRecovered(incident);
      return done ? restore(incident, 'vakhta', now) : { kind: 'recovered', incident, entries: [] };
    });
  }

  /**
   * Where nobody named a service, or more than the named ones is out (a public name that nothing reaches), nothing can be
   * verified: a person says when it is restored.
   */
  function allRecovered(incident: Incident): boolean {
    const recovered = new Set(store.recovered(incident.number));
    return (
      !incident.affectedAll && incident.affected.length > 0 && incident.affected.every((key) => recovered.has(key))
    );
  }

  function unmarkRecovered(number: number, key: ServiceKey, operationId: string, cause: string): Incident {
    return once(number, `relapsed:${key}:${operationId}`, 'vakhta', cause, (incident, now) => {
      if (!store.unsetRecovered(number, key, operationId)) return null;
      const withdrawn = incident.affected.includes(key) ? withdrawRestored(incident, key, now) : null;
      return withdrawn ?? { kind: 'recovered', incident, entries: [] };
    });
  }

  function list({ state, page, pageSize }: IncidentQuery): IncidentPage {
    const total = store.count(state);
    const size = Math.max(1, Math.trunc(pageSize));
    const pages = Math.max(1, Math.ceil(total / size));
    const shown = Math.min(Math.max(0, Math.trunc(page)), pages - 1);
    return { items: store.list(state, size, shown * size), page: shown, pages, total };
  }

  return {
    open,
    note,
    editNote,
    attach,
    addEvidence,
    recordOperation,
    markRecovered,
    unmarkRecovered,
    list,
    take: (number, by, cause) => once(number, 'take', by, cause, (incident, now) => take(incident, by, now)),
    changeSeverity: (number, severity, by, cause) =>
      once(number, 'severity', by, cause, (incident, now) => changeSeverity(incident, severity, by, now)),
    mitigate: (number, by, cause) =>
      once(number, 'mitigate', by, cause, (incident, now) => mitigate(incident, by, now)),
    restore: (number, by, cause) => once(number, 'restore', by, cause, (incident, now) => restore(incident, by, now)),
    resolve: (number, by, cause, unwell) =>
      once(number, 'resolve', by, cause, (incident, now) => resolve(incident, by, now, unwell)),
    reopen: (number, by, cause) =>
      once(number, 'reopen', by, cause, (incident, now) => {
        const change = reopen(incident, by, now);
        // What was verified before it broke again proves nothing now.
        store.clearRecovered(number);
        return change;
      }),
    setPostmortem: (number, field, text, by, cause) =>
      once(number, `postmortem:${field}`, by, cause, (incident, now) => setPostmortem(incident, field, text, by, now)),
    correctTime: (number, field, at, by, cause) =>
      once(number, `time:${field}`, by, cause, (incident, now) => correctTime(incident, field, at, by, now)),
    get: store.get,
    newest: store.newest,
    during: store.during,
    timeline: store.timeline,
    entriesSince: store.entriesSince,
    evidence: store.evidence,
    attachments: store.attachments,
    recovered: store.recovered,
  };
}
