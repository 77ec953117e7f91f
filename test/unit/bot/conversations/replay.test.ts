import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Update } from 'grammy/types';
import { describe, expect, test } from 'vitest';
import { CONVERSATIONS_VERSION } from '../../../../src/bot/conversations/storage.ts';
import { type Done, type Place, stageOf, sticker, tapped, typed } from './stage.ts';

/**
 * A dialogue in the middle of which the code changed is replayed by the new code. What it stored with this version must
 * be understood as long as the version stays: if a test here fails after a change to a conversation, give
 * CONVERSATIONS_VERSION another value; the state of that version is then recorded anew, once, and never overwritten.
 */
const GOLDEN = fileURLToPath(new URL(`./golden/version-${CONVERSATIONS_VERSION}/`, import.meta.url));

interface Story {
  readonly name: string;
  /** What had happened when the state was stored. */
  readonly before: () => Update[];
  /** What happens then, and what the code must make of it. */
  readonly after: () => Update[];
  readonly done: readonly Done[];
  readonly over: boolean;
}

const STORIES: readonly Story[] = [
  {
    name: 'triage-just-begun',
    before: () => [typed('/triage')],
    after: () => [tapped('t.golden00.sev.P1')],
    done: [['hear', 'golden00', 'sev.P1']],
    over: false,
  },
  {
    name: 'triage-in-the-middle',
    before: () => [typed('/triage'), tapped('t.golden00.sev.P1'), typed('what?'), sticker(), tapped('t.golden00.all')],
    after: () => [tapped('t.another0.accept'), typed('/status'), typed('words'), tapped('t.golden00.accept')],
    done: [['nobody'], ['nobody'], ['hear', 'golden00', 'text'], ['hear', 'golden00', 'accept']],
    over: true,
  },
  {
    name: 'question-first-of-two',
    before: () => [typed('/resolve')],
    after: () => [typed('the disk')],
    done: [
      ['answer', 12, 'rootCause', 'text'],
      ['ask', 12, 'resolution'],
    ],
    over: false,
  },
  {
    name: 'question-second-of-two',
    before: () => [typed('/resolve'), sticker(), tapped('q.12.rootCause.skip')],
    after: () => [tapped('q.12.rootCause.skip'), typed('a bigger disk')],
    done: [['nobody'], ['answer', 12, 'resolution', 'text']],
    over: true,
  },
];

describe.each(STORIES)('$name', (story) => {
  test('is replayed from what this version stored', async () => {
    const place: Place = { state: await golden(story) };
    const stage = stageOf(place);
    for (const update of story.after()) await stage.handle(update);
    // Nothing that was done before is done again.
    expect(stage.done).toEqual(story.done);
    expect(place.state === null).toBe(story.over);
  });

  test('is stored in the order in which this version stored it', async () => {
    expect(orderOf(await record(story))).toEqual(orderOf(await golden(story)));
  });
});

async function record(story: Story): Promise<unknown> {
  const place: Place = { state: null };
  const stage = stageOf(place);
  for (const update of story.before()) await stage.handle(update);
  return place.state;
}

async function golden(story: Story): Promise<unknown> {
  const file = `${GOLDEN}${story.name}.json`;
  if (!existsSync(file)) {
    mkdirSync(GOLDEN, { recursive: true });
    writeFileSync(file, `${JSON.stringify(await record(story), null, 1)}\n`);
    throw new Error(`${file} did not exist and has been recorded; commit it and run the test again`);
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** The waits and effects of a stored state, one after the other. */
function orderOf(state: unknown): string[] {
  return [...JSON.stringify(state).matchAll(/"payload":"([^"]*)"/g)].map((match) => match[1] ?? '');
}
