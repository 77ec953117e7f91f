import fc from 'fast-check';
import type { Nodes, RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { describe, expect, test } from 'vitest';
import {
  type Incident,
  POSTMORTEM_FIELDS,
  type ReportInput,
  reportDocument,
  reportFileName,
  reportMarkdown,
} from '../../../src/incidents/index.ts';
import { ANNA, BORIS, createRoom, GATEWAY, MINUTE, outage, type Room, START, WORKER } from './room.ts';

const NAMES = new Map([
  [ANNA, 'Anna'],
  [BORIS, 'Boris'],
]);

function reportInput({ incidents, current }: Room, number: number): ReportInput {
  return {
    incident: current(number),
    timeline: incidents.timeline(number),
    evidence: incidents.evidence(number),
    attachments: incidents.attachments(number),
    reporter: { name: 'Anna', role: 'DevOps lead' },
    nameOf: (person) => NAMES.get(person) ?? String(person),
  };
}

/** The whole way of an incident over midnight. */
function finishedIncident(): { room: Room; number: number } {
  const room = createRoom();
  const { incidents, clock, cause } = room;
  clock.set(Date.UTC(2025, 1, 3, 23, 50));
  const evidence = [{ source: 'host', data: { load: [0.5, 1] }, at: clock.now() }];
  const triageStartedAt = clock.now() - 2 * MINUTE;
  const detectedAt = clock.now() - 5 * MINUTE;
  const { number } = incidents.open({ ...outage, evidence, triageStartedAt, detectedAt }, ANNA, cause());
  clock.advance(5 * MINUTE);
  incidents.take(number, BORIS, cause());
  clock.advance(10 * MINUTE);
  incidents.mitigate(number, BORIS, cause());
  const operation = { operationId: 'op-1', operation: 'restart', targets: [GATEWAY], durationMs: 4200, detail: '' };
  incidents.recordOperation(number, { ...operation, outcome: 'succeeded' }, BORIS, cause());
  incidents.markRecovered(number, GATEWAY, 'op-1', cause());
  incidents.markRecovered(number, WORKER, 'op-2', cause());
  clock.advance(MINUTE);
  incidents.resolve(number, ANNA, cause());
  incidents.setPostmortem(number, 'rootCause', 'Memory leak\nin the parser', ANNA, cause());
  incidents.setPostmortem(number, 'resolution', 'Restarted', ANNA, cause());
  incidents.setPostmortem(number, 'prevention', 'Set a limit', ANNA, cause());
  return { room, number };
}

test('is the template of the on-call document, letter by letter, and then our own sections', () => {
  const { room, number } = finishedIncident();
  expect(reportMarkdown(reportInput(room, number))).toBe(`## Incident Report

**Timestamp:** 2025-02-03 23:45 UTC

**Reporter:** Anna, DevOps lead

**Severity:** P1

**Summary:** The gateway restarts again and again

**Impact:**
- Users affected: yes
- Services affected: gateway, worker
- Business impact: high

**Timeline:**
- 23:45 - Issue detected
- 23:48 - Triage started
- 23:50 - Declared as P1 by Anna
- 23:50 - Triaged: P1, crash loop; affected: gateway, worker
- 23:55 - Taken by Boris
- 2025-02-04 00:05 - Mitigation applied
- 00:05 - Restart of gateway by Boris: succeeded in 4 s
- 00:05 - Service restored
- 00:06 - Resolved by Anna
- 00:06 - Root cause written by Anna
- 00:06 - Resolution written by Anna
- 00:06 - Prevention written by Anna
- 00:06 - Closed

**Root Cause:** Memory leak\\
in the parser

**Resolution:** Restarted

**Prevention:** Set a limit

### Measures

| From detection | Measured | Target | Met |
| --- | --- | --- | --- |
| Acknowledged | 10 min | \\< 1 h | ✓ |
| Triaged | 5 min | \\< 15 min | ✓ |
| Mitigated | 20 min | — | — |
| Restored | 20 min | \\< 4 h | ✓ |
| Resolved | 21 min | — | — |

### Evidence

<details>
<summary>Host, 2025-02-03 23:50 UTC</summary>

\`\`\`yaml
load:
  - 0.5
  - 1
\`\`\`

</details>
`);
  expect(reportFileName(room.current(number))).toBe(`incident-${number}-2025-02-03.md`);
});

test('what is not written yet says what belongs there, in the words of the template', () => {
  const room = createRoom();
  const { number } = room.incidents.open(
    { ...outage, affected: [], affectedAll: true, usersImpacted: false, businessImpact: 'none' },
    ANNA,
    room.cause(),
  );
  const report = reportMarkdown({ ...reportInput(room, number), reporter: { name: 'Anna', role: null } });
  expect(report).toContain('**Reporter:** Anna\n');
  expect(report).toContain('- Users affected: no\n- Services affected: all\n- Business impact: none\n');
  expect(report).toContain('**Root Cause:** (determine post-mortem)\n');
  expect(report).toContain('**Resolution:** (describe fix)\n');
  expect(report).toContain('**Prevention:** (how to prevent recurrence)\n');
});

test('the day stands where it changes, also before the first line', () => {
  const room = createRoom();
  const { number } = room.incidents.open({ ...outage, impactStartedAt: START - 24 * 60 * MINUTE }, ANNA, room.cause());
  expect(reportMarkdown(reportInput(room, number))).toContain(
    '**Timeline:**\n- 2025-02-02 03:02 - Impact started\n- 2025-02-03 03:02 - Issue detected\n- 03:02 - Declared',
  );
});

test('what people changed later is shown as it is now, and as it was', () => {
  const room = createRoom();
  const { incidents, clock, cause } = room;
  const { number } = incidents.open(outage, ANNA, cause());
  const message = { chatId: 1, messageId: 2 };
  incidents.note(number, { text: 'disk is ful', message }, BORIS, cause());
  clock.advance(MINUTE);
  incidents.editNote(message, 'disk is full', BORIS, cause());
  incidents.correctTime(number, 'detectedAt', START - MINUTE, ANNA, cause());
  const report = reportMarkdown(reportInput(room, number));
  expect(report).toContain('**Timestamp:** 2025-02-03 03:01 UTC');
  expect(report).toContain('- 03:01 - Issue detected\n');
  expect(report).toContain('- 03:02 - Note by Boris: disk is full (edited 2025-02-03 03:03 UTC)\n');
  expect(report).toContain(
    '- 03:03 - Time of detection corrected by Anna: from 2025-02-03 03:02 UTC to 2025-02-03 03:01 UTC\n',
  );
  expect(report).toContain(
    '### Earlier versions of edited notes\n\n- Until 2025-02-03 03:03 UTC, Boris: disk is ful\n',
  );
});

test('a note of several lines stays one item of the timeline', () => {
  const room = createRoom();
  const { number } = room.incidents.open(outage, ANNA, room.cause());
  room.incidents.note(number, { text: 'seen:\n- disk', message: null }, BORIS, room.cause());
  expect(reportMarkdown(reportInput(room, number))).toContain('- 03:02 - Note by Boris: seen:\\\n  \\- disk\n');
});

test('attachments are listed with what they are', () => {
  const room = createRoom();
  const { number } = room.incidents.open(outage, ANNA, room.cause());
  const photo = {
    fileName: 'graph.png',
    mime: 'image/png',
    path: 'evidence/1/graph.png',
    fileId: null,
    sizeBytes: 2048,
  };
  room.incidents.attach(number, { ...photo, caption: 'before', message: null }, BORIS, room.cause());
  const report = reportMarkdown(reportInput(room, number));
  expect(report).toContain('- 03:02 - File from Boris: graph.png. before\n');
  expect(report).toMatch(/### Attachments\n\n- graph\.png \(image\/png, 2 KiB, .* from Boris, kept as .*\): before\n/);
});

test('of long evidence the report shows a page or two and says how much more there is', () => {
  const room = createRoom();
  const log = Array.from({ length: 4000 }, (_, line) => `line ${line}`);
  const evidence = [{ source: 'logs', data: log, at: START }];
  const { number } = room.incidents.open({ ...outage, evidence }, ANNA, room.cause());
  const report = reportMarkdown(reportInput(room, number));
  expect(report).toContain('- line 199\n… 3800 more lines are kept with the incident\n```');
  expect(room.incidents.evidence(number)[0]?.data).toEqual(log);
});

test('another room may describe its evidence; what it does not know is shown as data', () => {
  const room = createRoom();
  const evidence = ['host', 'other'].map((source) => ({ source, data: { load: 1 }, at: START }));
  const { number } = room.incidents.open({ ...outage, evidence }, ANNA, room.cause());
  const report = reportMarkdown({
    ...reportInput(room, number),
    describeEvidence: ({ source }) => (source === 'host' ? [{ kind: 'paragraph', text: 'Load is 1' }] : null),
  });
  expect(report).toContain('<summary>Host, 2025-02-03 03:02 UTC</summary>\n\nLoad is 1\n');
  expect(report).toContain('<summary>Other, 2025-02-03 03:02 UTC</summary>\n\n```yaml\nload: 1\n```');
});

test('the message has the same words in the same order', () => {
  const { room, number } = finishedIncident();
  const input = reportInput(room, number);
  const words = reportDocument(input).blocks.flatMap((block) => {
    if (block.kind === 'heading') return [block.text];
    if (block.kind === 'list') return block.items;
    if (block.kind !== 'paragraph') return [];
    const parts = Array.isArray(block.text) ? block.text : [block.text];
    return [parts.map((part) => (typeof part === 'string' ? part : part.text)).join('')];
  });
  const [, timestamp] = words;
  expect(timestamp).toBe('Timestamp: 2025-02-03 23:45 UTC');
  expect(
    words.filter((word) => /^[A-Z][A-Za-z ]+:( |$)/.test(String(word))).map((word) => String(word).split(':')[0]),
  ).toEqual([
    'Timestamp',
    'Reporter',
    'Severity',
    'Summary',
    'Impact',
    'Users affected',
    'Services affected',
    'Business impact',
    'Timeline',
    'Root Cause',
    'Resolution',
    'Prevention',
  ]);
  expect(words).toContain('2025-02-04 00:05 - Mitigation applied');
});

// --- Hostile text ---------------------------------------------------------------------------------------------------

const LABELS = [
  'Timestamp',
  'Reporter',
  'Severity',
  'Summary',
  'Impact',
  'Timeline',
  'Root Cause',
  'Resolution',
  'Prevention',
];

const scraps = fc.constantFrom(
  '**Resolution:** forged',
  '## Incident Report',
  '\n\n',
  '\n',
  '\r\n',
  '- 03:04 - forged',
  '# x',
  '```',
  '~~~yaml',
  '</details>',
  '<script>alert(1)</script>',
  '<!--',
  '-->',
  '<details>',
  '|',
  '| --- |',
  '\\',
  '`',
  '***',
  '---',
  '===',
  '> quote',
  '1. one',
  '    code',
  '[x](javascript:1)',
  '![x](http://x)',
  '&lt;',
  '&#42;',
  '\u202e',
  '\u2066',
  '\u200f',
  '\u0000',
  '\u001b[31m',
  '\u2028',
  '\ud800',
  '*',
  '_',
  ' ',
  '\t',
  '[^1]: note',
  '[a]: http://x',
  '- [ ] task',
  'https://example.com',
  'текст',
  '😀',
);
const hostile = fc.oneof(
  fc.array(scraps, { minLength: 1, maxLength: 8 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
);

interface HostileCase {
  readonly texts: readonly string[];
  readonly services: readonly string[];
}

/** An incident in which everything that anybody can write is hostile. */
function hostileReport({ texts: [summary = '', note = '', name = '', file = ''], services }: HostileCase) {
  const room = createRoom();
  const { incidents, cause } = room;
  // A word at each end, so that there is a text also when everything else is invisible.
  const written = (text: string) => `a${text}z`;
  const evidence = [
    { source: written(note), data: { [name]: [summary, note], log: `${file}\n`.repeat(250) }, at: START },
  ];
  const affected = services.map((service) => `local/shop/${service}`);
  const { number } = incidents.open({ ...outage, summary: written(summary), affected, evidence }, ANNA, cause());
  const message = { chatId: 1, messageId: 1 };
  incidents.note(number, { text: written(note), message }, BORIS, cause());
  incidents.editNote(message, written(summary), BORIS, cause());
  incidents.attach(
    number,
    { fileName: file, mime: name, path: note, fileId: null, sizeBytes: 1, caption: summary, message: null },
    BORIS,
    cause(),
  );
  const operation = {
    operationId: 'op',
    operation: name,
    targets: affected,
    outcome: 'failed',
    durationMs: null,
    detail: note,
  } as const;
  incidents.recordOperation(number, operation, BORIS, cause());
  incidents.resolve(number, ANNA, cause());
  for (const field of POSTMORTEM_FIELDS) incidents.setPostmortem(number, field, written(note), ANNA, cause());
  const input = reportInput(room, number);
  const hostileInput = { ...input, reporter: { name: written(name), role: file }, nameOf: () => written(name) };
  const markdown = reportMarkdown(hostileInput);
  room.database.close();
  return { markdown, incident: input.incident, entries: input.timeline.length };
}

test('calls each operation by its name, with both who agreed to it', () => {
  const { room, number } = finishedIncident();
  const about = { operationId: 'op', targets: [GATEWAY], outcome: 'succeeded', durationMs: 1000, detail: '' } as const;
  const kinds = [
    ['command', 'make clean'],
    ['project-recreate', 'shop'],
    ['scale', 'worker ×4'],
    ['kill', 'gateway'],
  ] as const;
  for (const [operation, name] of kinds) {
    room.incidents.recordOperation(number, { ...about, operation, name, secondedBy: ANNA }, BORIS, room.cause());
  }
  const said = reportMarkdown(reportInput(room, number));
  for (const words of ['Command make clean', 'Recreation of project shop', 'Scaling of worker ×4', 'Kill of gateway']) {
    expect(said).toContain(`${words} by Boris and Anna: succeeded in 1 s`);
  }
  room.database.close();
});

function textOf(node: Nodes): string {
  if ('value' in node) return node.value;
  if (node.type === 'break') return '\n';
  return 'children' in node ? node.children.map(textOf).join('') : '';
}

/** What a reader of the file sees of a block: its type, its label, and the number of items. */
function shapeOf(block: RootContent): string {
  if (block.type === 'heading') return `heading ${block.depth}: ${textOf(block)}`;
  if (block.type === 'list') return `list of ${block.children.length}`;
  const [first] = block.type === 'paragraph' ? block.children : [];
  return first?.type === 'strong' ? `${block.type}: ${textOf(first)}` : block.type;
}

function everyNode(node: Nodes): Nodes[] {
  return [node, ...('children' in node ? node.children.flatMap(everyNode) : [])];
}

function expectWhole({ markdown, incident, entries }: { markdown: string; incident: Incident; entries: number }): void {
  const tree = fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  expect(tree.children.map(shapeOf)).toEqual([
    'heading 2: Incident Report',
    ...LABELS.flatMap((label) => {
      const items = label === 'Impact' ? ['list of 3'] : label === 'Timeline' ? [`list of ${entries - 1}`] : [];
      return [`paragraph: ${label}:`, ...items];
    }),
    'heading 3: Measures',
    'table',
    'heading 3: Evidence',
    'html',
    'code',
    'html',
    'heading 3: Attachments',
    'list of 1',
    'heading 3: Earlier versions of edited notes',
    'list of 1',
  ]);
  const nodes = everyNode(tree);
  expect(nodes.filter(({ type }) => type === 'strong')).toHaveLength(LABELS.length);
  const forbidden = [
    'emphasis',
    'delete',
    'image',
    'inlineCode',
    'blockquote',
    'thematicBreak',
    'definition',
    'footnoteReference',
  ];
  expect(nodes.map(({ type }) => type).filter((type) => forbidden.includes(type))).toEqual([]);
  expect(nodes.filter(({ type }) => type === 'html')).toHaveLength(2);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
  expect(markdown).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/);
  expect(markdown.isWellFormed()).toBe(true);
  expect(incident.state).toBe('closed');
}

describe('hostile text cannot break the report', () => {
  test('a Markdown parser finds the template and our sections, and nothing else, whatever was written', () => {
    const services = fc.array(hostile, { minLength: 1, maxLength: 3 });
    const texts = fc.array(hostile, { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(fc.record({ texts, services }), (given) => expectWhole(hostileReport(given))),
      { numRuns: 100 },
    );
  });

  test('a forged section stays text of the field in which it was written', () => {
    const forged = 'x\n\n**Resolution:** nothing was wrong\n\n## Incident Report';
    const { markdown } = hostileReport({ texts: [forged, forged, forged, forged], services: ['gateway'] });
    const tree = fromMarkdown(markdown);
    const rootCause = tree.children.find((block) => shapeOf(block) === 'paragraph: Root Cause:');
    expect(rootCause && textOf(rootCause)).toBe(`Root Cause: a${forged}z`);
  });
});
