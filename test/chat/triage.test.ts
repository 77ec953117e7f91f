import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { crashLooping, gateway, hanging, outOfMemory, worker } from '../engine/support/samples.ts';
import { type Inspected, isCrashLooping, isHealthy, isUnhealthy, untilContainer } from './support/containers.ts';
import { readRows } from './support/data-folder.ts';
import { waitForCard } from './support/incident.ts';
import { buttonsOf, en, inLanguage, ru, textOf } from './support/messages.ts';
import { ANNA, BEN, createScene, type Scene, withAnna, withBen } from './support/scene.ts';
import { askedBy, beginTriage, gridOf, saidIn } from './support/triage.ts';

const SETTINGS = `
severities: { P1: 45min, P3: 2d }
checks:
  - { id: api, name: Public API, kind: tcp, host: 127.0.0.1, port: 1 }
`;
const SERVICES = [gateway, worker, crashLooping, hanging, outOfMemory];

let scene: Scene;

beforeAll(async () => {
  scene = await createScene({ settings: SETTINGS });
  const running = new Map<string, string>();
  for (const spec of SERVICES) running.set(spec(scene.project).service, (await scene.run(spec)).id);
  const until = (service: string, predicate: (container: Inspected) => boolean) =>
    untilContainer(scene.engine, running.get(service) ?? '', predicate);
  await until('billing', isCrashLooping);
  await until('queue', isUnhealthy);
  await until('gateway', isHealthy);
  await until('glutton', ({ State }) => State.Status === 'exited');
});

afterAll(async () => {
  await scene.remove();
});

/** Until nothing is awaited any more. */
const complete = (key: (name: string) => string) => (text: string) =>
  !text.includes('⏳') && !text.includes(key('bot-triage-provisional'));

describe('/triage', () => {
  test('is one message that says what is wrong, with Accept first and severities with their times', async () => {
    const before = await saidIn(scene, BEN);
    const triage = await beginTriage(scene, withBen);
    const message = await triage.until((one) => complete(en)(textOf(one)), 'complete evidence');
    const text = textOf(message);

    expect(text.split('\n')[0]).toContain(en('bot-triage-started'));
    expect(text).toContain(`${en('bot-triage-suggested')}: P1 · ${en('bot-category-crash-loop')}`);
    expect(text).toContain(en('triage-summary-crash-loop', { services: 'billing' }));
    expect(text).toContain(en('bot-project-well', { well: 2, total: 5 }));
    expect(text).toMatch(/billing: restarting, \d+ restarts, exit code 1/);
    expect(text).toMatch(/queue: unhealthy, \d+ failed probes?: queue does not answer/);
    expect(text).toContain('glutton: out of memory (killed');
    expect(text).toContain('FATAL: cannot connect to database at db:5432: connection refused');
    expect(text).toMatch(/Public API: .*refused/);
    expect(text).toMatch(/🖥 .+/);

    expect(gridOf(message)).toEqual([['accept'], ['sev.P0', 'sev.P1'], ['sev.P2', 'sev.P3'], ['when', 'cancel']]);
    const labels = buttonsOf(message).map((button) => button.label);
    expect(labels.slice(1, 5)).toEqual(['P0 · 15 min', 'P1 · 45 min ★', 'P2 · 4 h', 'P3 · 2 d']);

    const after = await saidIn(scene, BEN);
    expect(after.length - before.length).toBe(1);
    await triage.tap('cancel');
  });

  test('keeps its buttons where they are while evidence arrives', async () => {
    const seen = (await scene.phone.calls()).length;
    const triage = await beginTriage(scene, withBen);
    await triage.until((one) => complete(en)(textOf(one)), 'complete evidence');
    const calls = (await scene.phone.calls()).slice(seen);
    const pictures = calls
      .map((call) => JSON.stringify(call.params.reply_markup ?? null))
      .filter((keyboard) => keyboard.includes(`${triage.prefix}.accept`));
    expect(pictures.length).toBeGreaterThan(1);
    // Where rows end, and what each button does; the star moves with the suggestion.
    const grids = pictures.map((keyboard) => keyboard.match(/"callback_data":"[^"]*"|\],\[/g)?.join(''));
    expect(new Set(grids).size).toBe(1);
    await triage.tap('cancel');
  });

  test.each([
    ['English', withBen, 'en'],
    ['Russian', withAnna, 'ru'],
  ] as const)('Accept opens the incident as it was shown, in %s', async (_name, at, locale) => {
    const t = inLanguage(locale);
    const triage = await beginTriage(scene, at);
    await triage.until((one) => complete(t)(textOf(one)), 'complete evidence');
    const answer = await triage.tap('accept');
    expect(answer.answer?.showAlert).toBe(false);

    const opened = await triage.asks('opened');
    const number = numberOf(buttonsOf(opened)[0]?.data);
    expect(textOf(opened)).toContain(t('bot-triage-opened', { number, severity: 'P1' }));
    const summary = t('triage-summary-crash-loop', { services: 'billing' });
    const card = await waitForCard(scene, at.chat, number, (text) => text.includes(summary), 'the summary');
    expect(textOf(card)).toContain(`#${number}`);
    for (const service of ['billing', 'queue', 'glutton']) expect(textOf(card)).toContain(service);
    await scene.phone.waitFor(
      ({ chats }) => chats.find((chat) => chat.id === at.chat)?.pinned.includes(card.message_id),
      'the card being pinned',
    );

    const kinds = entriesOf(number).map((entry) => entry.kind);
    expect(kinds).toEqual(expect.arrayContaining(['detected', 'triage-started', 'triaged', 'declared']));
  });

  test.each([
    ['English', withBen, 'en'],
    ['Russian', withAnna, 'ru'],
  ] as const)('step by step it takes at most six taps and nothing typed, in %s', async (_name, at, locale) => {
    const t = inLanguage(locale);
    const triage = await beginTriage(scene, at);
    await triage.until((one) => complete(t)(textOf(one)), 'complete evidence');
    const taps = [
      ['sev.P2', 'affected'],
      ['done', 'users'],
      ['users.0', 'impact'],
      ['impact.low', 'summary'],
      ['summary', 'opened'],
    ] as const;
    expect(taps.length).toBeLessThanOrEqual(6);
    for (const [answer, next] of taps) {
      await triage.tap(answer);
      await triage.asks(next);
    }
    const number = numberOf(buttonsOf(await triage.now())[0]?.data);
    const incident = incidentRow(number);
    expect(incident).toMatchObject({ severity: 'P2', users_impacted: 0, business_impact: 'low' });
    expect(String(incident.summary)).toBe(t('triage-summary-crash-loop', { services: 'billing' }));
    expect(servicesOf(incident)).toEqual(['billing', 'glutton', 'queue']);
  });

  test('the severity that a person chose stands on the card with its response time', async () => {
    const triage = await beginTriage(scene, withBen);
    await triage.tap('sev.P3');
    await triage.asks('affected');
    await triage.tap('none');
    await triage.tap('users.1');
    await triage.tap('impact.critical');
    await triage.tap('summary');
    const number = numberOf(buttonsOf(await triage.asks('opened'))[0]?.data);
    expect(incidentRow(number)).toMatchObject({ severity: 'P3', users_impacted: 1, business_impact: 'critical' });
    expect(servicesOf(incidentRow(number))).toEqual([]);
    const card = await waitForCard(scene, BEN, number, (text) => text.includes('P3'), 'P3');
    expect(textOf(card)).toContain('2 d');
    expect(textOf(card)).toContain(en('bot-affected-none'));
  });

  test('affected services are ticked one by one, all or none', async () => {
    const triage = await beginTriage(scene, withAnna);
    await triage.until((one) => complete(ru)(textOf(one)), 'complete evidence');
    await triage.tap('sev.P1');
    const ticks = async () => {
      const message = await triage.asks('affected');
      return buttonsOf(message)
        .filter((button) => button.data?.includes('.svc.'))
        .map((button) => button.label);
    };
    // What is unwell comes first, and is ticked.
    expect(await ticks()).toEqual(['☑ billing', '☑ glutton', '☑ queue', '☐ gateway', '☐ worker']);
    const dataOf = async (service: string) =>
      (await triage.now()).reply_markup?.inline_keyboard
        .flat()
        .flatMap((button) => ('callback_data' in button && button.text.endsWith(service) ? [button.callback_data] : []))
        .map((data) => data.split('.').slice(2).join('.'))[0] ?? '';
    await triage.tap(await dataOf('glutton'));
    await triage.until((one) => buttonsOf(one).some(({ label }) => label === '☐ glutton'), 'glutton without a tick');
    await triage.tap(await dataOf('worker'));
    await triage.until((one) => buttonsOf(one).some(({ label }) => label === '☑ worker'), 'worker with a tick');
    expect(await ticks()).toEqual(['☑ billing', '☐ glutton', '☑ queue', '☐ gateway', '☑ worker']);
    await triage.tap('done');
    expect(textOf(await triage.asks('users'))).toContain('billing, queue, worker');

    await triage.tap('back');
    await triage.asks('affected');
    await triage.tap('all');
    expect(textOf(await triage.asks('users'))).toContain(ru('bot-affected-all'));
    await triage.tap('back');
    await triage.tap('none');
    expect(textOf(await triage.asks('users'))).toContain(ru('bot-affected-none'));
    await triage.tap('cancel');
  });

  test('evidence stays as it was when the container is gone and made anew', async () => {
    const triage = await beginTriage(scene, withBen);
    await triage.until((one) => complete(en)(textOf(one)), 'complete evidence');
    await triage.tap('accept');
    const number = numberOf(buttonsOf(await triage.asks('opened'))[0]?.data);
    await waitForCard(scene, BEN, number, () => true, 'anything');

    const name = `${scene.project}-queue-1`;
    await scene.engine.ask('DELETE', `/containers/${name}?force=true`);
    await scene.run((project) => ({ ...worker(project), service: 'queue' }));

    const sent = await scene.phone.send(withBen, `/incident ${number}`);
    const card = await scene.phone.waitForMessage(
      BEN,
      (message) => message.message_id > sent.message_id && textOf(message).includes(`#${number}`),
      'the card',
    );
    await scene.phone.tap(withBen, card, { data: `i.${number}.evidence` });
    const shown = await scene.phone.waitForMessage(
      BEN,
      (message) => message.message_id > card.message_id && textOf(message).includes('queue does not answer'),
      'the evidence as it was',
    );
    expect(textOf(shown)).toMatch(/queue: unhealthy/);
    expect(textOf(shown)).toContain('FATAL: cannot connect to database');
    // The opened triage shows its own, kept evidence as well.
    expect(textOf(await triage.now())).toContain('queue does not answer');
  });

  test('did nothing that Telegram would have refused', async () => {
    const { messages } = await scene.phone.state();
    for (const chat of [ANNA, BEN]) {
      expect((messages[String(chat)] ?? []).filter((message) => askedBy(message) === 'offer')).toEqual([]);
    }
    await scene.expectClean();
  });
});

function numberOf(data: string | null | undefined): number {
  const number = Number(data?.split('.')[1]);
  if (!Number.isInteger(number)) throw new Error(`no incident in "${data}"`);
  return number;
}

function incidentRow(number: number): Record<string, unknown> {
  const [row] = readRows(scene.vakhta.dataDir, `SELECT * FROM incidents WHERE number = ${number}`);
  if (row === undefined) throw new Error(`there is no incident ${number}`);
  return row;
}

function servicesOf(incident: Record<string, unknown>): string[] {
  const keys: unknown = JSON.parse(String(incident.affected));
  return Array.isArray(keys) ? keys.map((key) => String(key).split('/').at(-1) ?? '').sort() : [];
}

function entriesOf(number: number): Record<string, unknown>[] {
  return readRows(scene.vakhta.dataDir, `SELECT * FROM incident_timeline WHERE incident = ${number} ORDER BY id`);
}
