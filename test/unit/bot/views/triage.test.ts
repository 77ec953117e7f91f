import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tappedAnswer } from '../../../../src/bot/conversations/triage-answers.ts';
import { renderHtml, renderRich } from '../../../../src/bot/rendering/index.ts';
import { serviceHash } from '../../../../src/bot/taps/reference.ts';
import type { Rooms } from '../../../../src/bot/views/rooms.ts';
import { SERVICES_PER_PAGE, triageAsk, triageMessage } from '../../../../src/bot/views/triage.ts';
import type { Reader } from '../../../../src/bot/views/view.ts';
import type { ContainerDetail } from '../../../../src/docker/index.ts';
import { createTexts, type Document, type Locale, locales } from '../../../../src/document/index.ts';
import type { Answer, Triage } from '../../../../src/triage/index.ts';
import { container } from '../../triage/world.ts';
import { countRich } from '../rendering/rich-count.ts';
import { drafted, type Found, START, triageRoom } from '../triage-room.ts';

const texts = createTexts();
const HOSTILE = ['<b>&amp;', '*_[`', '\u202Eevil\u202C', '💣'.repeat(40), 'long-'.repeat(60), '', '/status', '#1 @all'];

function failing(service: string, more: Partial<ContainerDetail> = {}): ContainerDetail {
  return container({ service, state: 'restarting', restartCount: 9, exitCode: 1, ...more });
}

/** As many services as a large host has, the names as bad as they can be, two thirds of them unwell. */
function manyServices(count: number): ContainerDetail[] {
  return Array.from({ length: count }, (_, index) => {
    const service = `${HOSTILE[index % HOSTILE.length]}${index}`;
    const project = `project-${index % 7}`;
    return index % 3 === 0 ? container({ service, project }) : failing(service, { project });
  });
}

function stageOf(found: Found) {
  const room = triageRoom(found);
  const { triage, incidents, settings } = room;
  // The view of a triage reads nothing else of the house.
  const rooms = { triage, incidents, texts, settings } as Rooms;
  const readerOf = (locale: Locale): Reader => ({
    locale,
    viewer: null,
    timeZone: 'Asia/Kolkata',
    now: START + 65_000,
    t: (key, params) => texts.t(locale, key, params),
  });
  const draw = (draft: string, locale: Locale, page = 0) => triageMessage({ draft, page }, readerOf(locale), rooms);
  return { ...room, rooms, readerOf, draw };
}

/** Every question, and both ends. */
const WAYS: readonly (readonly [string, (triage: Triage, id: string) => void])[] = [
  ['offer', () => undefined],
  ['noticed', (triage, id) => triage.answer(id, { kind: 'ask-noticed' }, 'a')],
  ['affected', (triage, id) => triage.answer(id, { kind: 'severity', severity: 'P1' }, 'a')],
  ['users', (triage, id) => triage.answer(id, { kind: 'affected', choice: 'all' }, 'a')],
  ['impact', (triage, id) => triage.answer(id, { kind: 'users', impacted: true }, 'a')],
  ['summary', (triage, id) => triage.answer(id, { kind: 'impact', impact: 'high' }, 'a')],
  ['opened', (triage, id) => triage.accept(id, 'a')],
  ['cancelled', (triage, id) => triage.cancel(id, 'a')],
];

interface Shown {
  readonly label: string;
  readonly data: string;
}

function buttonsOf(document: Document): Shown[] {
  const { reply_markup } = renderRich(document, { locale: 'en', timeZone: 'UTC', texts });
  if (!reply_markup || !('inline_keyboard' in reply_markup)) return [];
  return reply_markup.inline_keyboard
    .flat()
    .map((button) => ({ label: button.text, data: 'callback_data' in button ? button.callback_data : '' }));
}

function expectWithinLimits(document: Document, locale: Locale): void {
  const options = { locale, timeZone: 'UTC', texts };
  const rich = renderRich(document, options);
  const count = countRich(rich.rich_message);
  expect(count.characters).toBeLessThanOrEqual(32_768);
  expect(count.blocks).toBeLessThanOrEqual(500);
  expect(count.levels).toBeLessThanOrEqual(16);
  expect(renderHtml(document, options).text.length).toBeGreaterThan(0);
  const buttons = buttonsOf(document);
  expect(buttons.length).toBeLessThanOrEqual(100);
  for (const { data } of buttons) expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
}

describe.each(locales)('in "%s"', (locale) => {
  test.each(WAYS)('the message at "%s" keeps within Telegram’s limits, whatever was found', async (_step, go) => {
    const lines = HOSTILE.map((text) => `ERROR ${text} ${'x'.repeat(5_000)}`);
    const stage = stageOf({ containers: manyServices(120), lines });
    const id = await drafted(stage.triage, locale);
    go(stage.triage, id);
    for (const page of [0, 3, 999]) expectWithinLimits(stage.draw(id, locale, page), locale);
  });

  test.each(WAYS.slice(0, 6))('there is a way back and a way out at "%s"', async (step, go) => {
    const stage = stageOf({ containers: [failing('billing'), container({ service: 'web' })] });
    const id = await drafted(stage.triage, locale);
    go(stage.triage, id);
    const verbs = buttonsOf(stage.draw(id, locale)).map(({ data }) => data.split('.')[2]);
    expect(verbs).toContain('cancel');
    if (step !== 'offer') expect(verbs).toContain('back');
  });

  test('what is over has no buttons of the triage any more', async () => {
    for (const [step, go] of WAYS.slice(6)) {
      const stage = stageOf({ containers: [failing('billing')] });
      const id = await drafted(stage.triage, locale);
      go(stage.triage, id);
      const data = buttonsOf(stage.draw(id, locale)).map((button) => button.data);
      expect(data.filter((one) => one.startsWith('t.'))).toEqual([]);
      expect(data).toEqual(step === 'opened' ? ['i.1.card'] : expect.any(Array));
    }
  });

  test('a request for a reply asks for one', () => {
    const stage = stageOf({});
    for (const what of ['summary', 'noticed']) {
      const document = triageAsk({ draft: 'x', what }, stage.readerOf(locale), stage.rooms);
      const options = { locale, timeZone: 'UTC', texts };
      expect(renderRich(document, options).reply_markup).toMatchObject({ force_reply: true });
    }
  });
});

test('exactly one severity carries the star, the suggested one, and each its response time', async () => {
  const stage = stageOf({ containers: [failing('billing'), container({ service: 'web' })] });
  const id = await drafted(stage.triage);
  const labels = buttonsOf(stage.draw(id, 'en'))
    .filter(({ data }) => data.includes('.sev.'))
    .map(({ label }) => label);
  expect(labels).toEqual(['P0 · 15 min', 'P1 · 1 h ★', 'P2 · 4 h', 'P3 · 1 d']);
});

test('the pages of services show each service once, what is unwell first, and lead around', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 60 }), async (count) => {
      const containers = Array.from({ length: count }, (_, index) =>
        index % 2 === 0 ? failing(`s${index}`) : container({ service: `s${index}` }),
      );
      const stage = stageOf({ containers });
      const id = await drafted(stage.triage);
      stage.triage.answer(id, { kind: 'severity', severity: 'P1' }, 'a');
      const pages = Math.ceil(count / SERVICES_PER_PAGE);
      const shown = Array.from({ length: pages }, (_, page) =>
        buttonsOf(stage.draw(id, 'en', page)).filter(({ data }) => data.includes('.svc.')),
      ).flat();
      const hashes = shown.map(({ data }) => data.split('.')[3]);
      expect(new Set(hashes)).toEqual(new Set(containers.map(({ key }) => serviceHash(key))));
      expect(hashes).toHaveLength(count);
      const ticks = shown.map(({ label }) => label.startsWith('☑'));
      expect(ticks).toEqual([...ticks].sort((a, b) => Number(b) - Number(a)));
      const turns = buttonsOf(stage.draw(id, 'en')).filter(({ data }) => data.includes('.page.'));
      expect(turns.length).toBe(pages > 1 ? 3 : 0);
    }),
    { numRuns: 12 },
  );
});

test('every button that is drawn is an answer that is understood', async () => {
  const elsewhere = new Set(['accept', 'cancel', 'svc', 'page']);
  const kinds = new Set<Answer['kind']>();
  for (const [, go] of WAYS.slice(0, 6)) {
    const stage = stageOf({ containers: manyServices(30) });
    const id = await drafted(stage.triage);
    go(stage.triage, id);
    for (const { data } of buttonsOf(stage.draw(id, 'en'))) {
      const [router, draft, verb = '', argument = ''] = data.split('.');
      expect([router, draft]).toEqual(['t', id]);
      if (!elsewhere.has(verb)) kinds.add(tappedAnswer(verb, argument).kind);
    }
  }
  // Everything but what is typed can be tapped.
  expect([...kinds].sort()).toEqual(
    ['affected', 'back', 'impact', 'ask-noticed', 'noticed-ago', 'severity', 'summary-suggested', 'users'].sort(),
  );
});

test('a draft that is not known any more says so', () => {
  const stage = stageOf({});
  const { blocks } = stage.draw('gone0000', 'en');
  expect(blocks).toEqual([{ kind: 'paragraph', text: texts.t('en', 'triage-unknown') }]);
});
