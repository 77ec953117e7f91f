import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Delivery, DeliveryItem } from '../../../src/notify/index.ts';
import { chat, createStage, message, never, textOf } from './stage.ts';

/** How one attempt ends: what the outbox hears, and whether people see the message. */
const endings = [
  'arrives',
  'arrives',
  'chat-waits',
  'all-wait',
  'no-connection',
  'stumbles',
  'reply-lost',
  'request-lost',
  'killed-after',
  'killed-before',
] as const;
type Ending = (typeof endings)[number];

const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('say' as const),
      chatId: fc.constantFrom(5, -6),
      subject: fc.constantFrom('incident:1', 'incident:2'),
      urgent: fc.boolean(),
      priority: fc.constantFrom(0, 1, 2, 3),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('show' as const), chatId: fc.constantFrom(5, -6) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(1, 500, 3_000, 70_000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('kill' as const) }) },
);

const CARD = 'incident:1 card';

/** People's side: what arrived where, and what each message shows. */
function createFarEnd(endingsLeft: Ending[]) {
  const arrived: Array<{ place: string; text: string; resend: boolean }> = [];
  const shown = new Map<string, { messageId: number; pictures: number[] }>();
  const doubtful = new Set<string>();
  let ids = 0;

  function see(item: DeliveryItem): Delivery {
    const text = textOf(item);
    const place = `${item.chatId} ${item.message.subject}`;
    if (item.message.slot !== 'card') {
      arrived.push({ place, text, resend: item.resend });
      ids += 1;
      return { kind: 'sent', messageId: ids };
    }
    const before = shown.get(`${item.chatId} ${CARD}`);
    const messageId = item.edit?.messageId ?? ++ids;
    shown.set(`${item.chatId} ${CARD}`, { messageId, pictures: [...(before?.pictures ?? []), Number(text)] });
    return { kind: 'sent', messageId };
  }

  function answer(item: DeliveryItem): Delivery | Promise<Delivery> {
    const ending = endingsLeft.shift() ?? 'arrives';
    if (/lost|killed/.test(ending)) doubtful.add(`${item.chatId} ${textOf(item)}`);
    if (ending === 'reply-lost' || ending === 'killed-after') see(item);
    switch (ending) {
      case 'arrives':
        return see(item);
      case 'chat-waits':
        return { kind: 'retry', afterMs: 2_000, scope: 'chat' };
      case 'all-wait':
        return { kind: 'retry', afterMs: 2_000, scope: 'all' };
      case 'no-connection':
        return { kind: 'retry', afterMs: null, scope: 'all' };
      case 'stumbles':
        return { kind: 'retry', afterMs: null, scope: 'chat' };
      case 'reply-lost':
      case 'request-lost':
        return { kind: 'unknown' };
      case 'killed-after':
      case 'killed-before':
        return never;
    }
  }

  return { arrived, shown, doubtful, answer };
}

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
type FarEnd = ReturnType<typeof createFarEnd>;
interface Said {
  readonly place: string;
  readonly chatId: number;
  readonly text: string;
  readonly urgent: boolean;
}

/** Does what the plan says, then lets everything that waits come to its end, with a kill now and then. */
async function play(plan: readonly Step[], farEnd: FarEnd): Promise<{ said: Said[]; cards: Map<string, number> }> {
  const stage = createStage();
  stage.answers(farEnd.answer);
  await stage.start();
  const said: Said[] = [];
  const cards = new Map<string, number>();

  async function act(action: Step, index: number): Promise<void> {
    const text = `${index}`;
    const cause = `step:${index}`;
    switch (action.do) {
      case 'pass':
        return await stage.advance(action.ms);
      case 'kill':
        return await stage.killAndStart();
      case 'show': {
        cards.set(`${action.chatId} ${CARD}`, index);
        const card = { slot: 'card', mode: 'upsert', priority: 1, twiceBetterThanNever: true } as const;
        return stage.outbox.enqueue(chat(action.chatId), message(text, card), cause);
      }
      case 'say': {
        const { subject, urgent, priority, chatId } = action;
        said.push({ place: `${chatId} ${subject}`, chatId, text, urgent });
        const words = message(text, { subject, priority, twiceBetterThanNever: urgent });
        // Each is said twice, as a handler does that is repeated after a kill.
        stage.outbox.enqueue(chat(chatId), words, cause);
        stage.outbox.enqueue(chat(chatId), words, cause);
      }
    }
  }

  for (const [index, action] of plan.entries()) await act(action, index);
  for (let round = 0; round < 45 && stage.outbox.backlog() > 0; round += 1) {
    await stage.advance(70_000);
    await stage.killAndStart();
  }
  await stage.advance(70_000);
  expect(stage.outbox.backlog()).toBe(0);
  stage.database.close();
  return { said, cards };
}

function judgeMessage({ place, chatId, text, urgent }: Said, { arrived, doubtful }: FarEnd): void {
  const copies = arrived.filter((copy) => copy.place === place && copy.text === text);
  const certain = !doubtful.has(`${chatId} ${text}`);
  if (urgent || certain) expect(copies.length).toBeGreaterThanOrEqual(1);
  if (!urgent || certain) expect(copies.length).toBeLessThanOrEqual(1);
  expect(copies.slice(1).every(({ resend }) => resend)).toBe(true);
}

const ascending = (numbers: readonly number[]): number[] => numbers.toSorted((a, b) => a - b);

test('whatever fails and whenever it is killed: nothing urgent is lost, nothing else is doubled, order stays', async () => {
  const steps = fc.array(step, { minLength: 1, maxLength: 40 });
  const faults = fc.array(fc.constantFrom(...endings), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(steps, faults, async (plan, plannedEndings) => {
      const farEnd = createFarEnd([...plannedEndings]);
      const { said, cards } = await play(plan, farEnd);
      for (const one of said) judgeMessage(one, farEnd);
      for (const place of new Set(said.map((one) => one.place))) {
        const texts = farEnd.arrived.filter((copy) => copy.place === place).map(({ text }) => Number(text));
        const seen = [...new Set(texts)];
        expect(seen).toEqual(ascending(seen));
      }
      for (const [place, newest] of cards) {
        const pictures = farEnd.shown.get(place)?.pictures ?? [];
        expect(pictures.at(-1)).toBe(newest);
        expect(pictures).toEqual(ascending(pictures));
      }
    }),
    { numRuns: 150 },
  );
});
