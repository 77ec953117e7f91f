import type { Block } from '../document/index.ts';
import { type ReportInput, reportMarkdown, severityMatrix } from '../incidents/index.ts';
import { evidenceFrom } from '../triage/index.ts';
import { dataBlocks } from './views/evidence.ts';
import type { Rooms } from './views/rooms.ts';
import type { Reader } from './views/view.ts';

/** Everything that a report says about one incident; null when there is no such incident. It is English, its times are UTC. */
export function reportInput(number: number, rooms: Rooms, now: number): ReportInput | null {
  const incident = rooms.incidents.get(number);
  if (!incident) return null;
  const reporter = rooms.people.person(incident.reporterId);
  const english: Reader = {
    locale: 'en',
    timeZone: 'UTC',
    now,
    viewer: null,
    t: (key, params) => rooms.texts.t('en', key, params),
  };
  return {
    incident,
    timeline: rooms.incidents.timeline(number),
    evidence: rooms.incidents.evidence(number),
    attachments: rooms.incidents.attachments(number),
    reporter: { name: reporter.name, role: reporter.role },
    nameOf: (id) => rooms.people.person(id).name,
    matrix: severityMatrix(rooms.settings.severities),
    targets: rooms.settings.targets,
    describeEvidence: (evidence): readonly Block[] | null => {
      const data = evidenceFrom(evidence.data);
      return data === null ? null : dataBlocks(data, english);
    },
  };
}

/** The Markdown file of one incident, without secrets. */
export function reportText(number: number, rooms: Rooms, now: number, mask: (text: string) => string): string | null {
  const input = reportInput(number, rooms, now);
  return input === null ? null : mask(reportMarkdown({ ...input, mask }));
}
