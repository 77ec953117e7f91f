import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { At, PhoneMessage } from '../../sandbox/client.ts';
import { crashLooping, hanging, worker } from '../engine/support/samples.ts';
import { isCrashLooping, isUnhealthy, untilContainer } from './support/containers.ts';
import { cardIn, isCardOf, openIncident, waitForCard } from './support/incident.ts';
import { buttonsOf, en, ru, textOf } from './support/messages.ts';
import { ANNA, BEN, createScene, type Scene, withAnna, withBen } from './support/scene.ts';

let scene: Scene;

beforeAll(async () => {
  scene = await createScene({ settings: `people: [{ id: ${BEN}, name: Ben Carter, role: Senior DevOps }]\n` });
});

afterAll(async () => {
  await scene.remove();
});

async function answer(at: At, text: string, predicate: (text: string, message: PhoneMessage) => boolean = () => true) {
  const sent = await scene.phone.send(at, text);
  return scene.phone.waitForMessage(
    at.chat,
    (message) => message.message_id > sent.message_id && predicate(textOf(message), message),
    `an answer to ${text}`,
    20_000,
  );
}

const firstMessage = async (person: number) => {
  const { bot, messages } = await scene.phone.state();
  const found = (messages[String(person)] ?? []).find((message) => message.from?.id === bot.id);
  if (!found) throw new Error('the bot has said nothing');
  return found;
};

describe('the first screen', () => {
  test('says what is wrong now in one line, who they are to the bot, and has the four buttons that matter', async () => {
    const ben = await firstMessage(BEN);
    const lines = textOf(ben).split('\n');
    expect(lines[0]).toContain(en('bot-welcome-quiet'));
    expect(textOf(ben)).toContain(en('bot-welcome-you-role', { name: 'Ben Carter', role: 'Senior DevOps' }));
    expect(buttonsOf(ben).map(({ data }) => data)).toEqual(['c.triage', 'c.status', 'c.incidents', 'c.help']);

    const anna = await firstMessage(ANNA);
    expect(textOf(anna)).toContain(ru('bot-welcome-quiet'));
    expect(textOf(anna)).toContain(ru('bot-welcome-you', { name: 'Anna Petrova' }));
    expect(buttonsOf(anna).map(({ label }) => label)).toEqual(
      ['triage', 'status', 'incidents', 'help'].map((name) => ru(`bot-button-${name}`)),
    );
  });

  test('its buttons lead where they say', async () => {
    const first = await firstMessage(ANNA);
    const known = (await scene.phone.messages(ANNA)).at(-1)?.message_id ?? 0;
    const next = (predicate: (text: string) => boolean, what: string) =>
      scene.phone.waitForMessage(
        ANNA,
        (message) => message.message_id > known && predicate(textOf(message)),
        what,
        20_000,
      );
    await scene.phone.tapAnswered(withAnna, first, { data: 'c.help' });
    await next((text) => text.includes(ru('bot-help-title')), 'the help');
    await scene.phone.tapAnswered(withAnna, first, { data: 'c.incidents' });
    await next((text) => text.includes('/triage') && text.includes(ru('bot-board-empty').slice(0, 12)), 'the board');
    await scene.phone.tapAnswered(withAnna, first, { data: 'c.status' });
    await next((text) => text.includes(ru('bot-status-as-of')), 'the status');
  });
});

describe('before anything has happened', () => {
  test('/metrics is a table of the five targets with "no data yet", in both languages', async () => {
    const table = await answer(withBen, '/metrics');
    const rows = textOf(table).split('\n');
    expect(rows[0]).toBe(en('bot-metrics-title', { days: 30 }));
    for (const [metric, target] of [
      ['rto', '< 4 h'],
      ['rpo', '< 1 d'],
      ['mttr', '< 15 min'],
      ['mtbf', '≥ 30 d'],
      ['pass-rate', '> 95%'],
    ] as const) {
      const row = rows.find((line) => line.startsWith(`${en(`bot-metric-${metric}`)} |`));
      expect(row).toContain(target);
      expect(row).toContain(en('bot-metrics-none'));
    }
    const russian = await answer(withAnna, '/metrics');
    expect(textOf(russian).split(ru('bot-metrics-none'))).toHaveLength(6);
  });

  test.each(['abc', '100000', '0', '1.5'])('/metrics %s says which days can be asked for', async (days) => {
    expect(textOf(await answer(withBen, `/metrics ${days}`))).toBe('Days: 1 to 3650, for example /metrics 90');
  });

  test('/incidents is empty and says how one begins; /incident N says that there is none', async () => {
    const board = await answer(withBen, '/incidents');
    expect(textOf(board)).toContain('/triage');
    expect(buttonsOf(board).map(({ data }) => data)).toEqual(['c.triage']);
    expect(textOf(await answer(withAnna, '/incident 3'))).toContain('#3');
    const none = await answer(withAnna, '/incident 3');
    expect(textOf(none)).toContain('/triage');
  });

  test('/status has a host line and no containers', async () => {
    const status = await answer(withBen, '/status');
    expect(textOf(status)).toMatch(/🖥 .*load/);
    expect(buttonsOf(status).map(({ data }) => data)).toContain('c.triage');
  });
});

describe('/status', () => {
  test('shows what is wrong first, then each project, and follows when it is refreshed', async () => {
    const billing = await scene.run(crashLooping);
    const queue = await scene.run(hanging);
    await scene.run(worker);
    await untilContainer(scene.engine, billing.id, isCrashLooping);
    await untilContainer(scene.engine, queue.id, isUnhealthy);
    // A picture that was begun just before may still be the answer.
    const status = await vi.waitFor(
      async () => {
        const found = await answer(withBen, '/status', (shown) => shown.includes('billing'));
        expect(textOf(found)).toContain('queue does not answer');
        return found;
      },
      { timeout: 20_000 },
    );
    const text = textOf(status);
    expect(text).toMatch(/billing.*exit code 1/);
    expect(text.indexOf('exit code 1')).toBeLessThan(text.indexOf('worker'));
    expect(text).toContain(scene.project);
    expect(text).toContain('worker');
    expect(text).toMatch(/🖥 .*load/);

    await scene.engine.ask('POST', `/containers/${queue.id}/restart?t=1`);
    await untilContainer(scene.engine, queue.id, ({ State }) => State.Health?.Status === 'healthy');
    await vi.waitFor(
      async () => {
        await scene.phone.tapAnswered(withBen, status, { data: 'c.status.again' });
        const now = (await scene.phone.messages(BEN)).find(({ message_id }) => message_id === status.message_id);
        expect(now && textOf(now)).not.toContain('queue does not answer');
        expect(now && textOf(now)).toContain('billing');
      },
      { timeout: 20_000 },
    );
    const russian = await answer(withAnna, '/status', (shown) => shown.includes('billing'));
    expect(textOf(russian)).toMatch(/billing.*код выхода 1/);
  });

  test('the first screen names what is wrong', async () => {
    const first = await answer(withBen, '/start');
    expect(textOf(first).split('\n')[0]).toMatch(/^❌ .*billing/);
  });
});

describe('the board', () => {
  beforeAll(async () => {
    for (let number = 1; number <= 8; number += 1)
      await openIncident(scene, number % 2 === 0 ? withAnna : withBen, number, ['billing']);
    const card = await waitForCard(scene, BEN, 8, () => true, 'anything');
    await scene.phone.tapAnswered(withBen, card, { data: 'i.8.resolve' });
    await scene.phone.waitForMessage(BEN, (message) => textOf(message).includes('1/3'), 'the first question');
    await answer(withBen, '/cancel', (text) => text === en('bot-cancelled-question'));
    await waitForCard(scene, BEN, 8, (text) => text.includes(en('bot-state-resolved')), 'resolved');
  });

  const numbersOn = (message: PhoneMessage) =>
    buttonsOf(message)
      .flatMap(({ data }) => /^i\.(\d+)\.card$/.exec(data ?? '')?.[1] ?? [])
      .map(Number);

  test('has what needs work first, in pages that a tap turns', async () => {
    const board = await answer(withBen, '/incidents');
    expect(textOf(board)).toContain(en('bot-board-title', { active: 7, total: 8 }));
    const first = numbersOn(board);
    expect(first).toHaveLength(6);
    expect(first).not.toContain(8);
    await scene.phone.tapAnswered(withBen, board, '▸');
    const second = await scene.phone.waitForMessage(
      BEN,
      (message) => message.message_id === board.message_id && numbersOn(message).length === 2,
      'the second page',
    );
    expect(numbersOn(second).at(-1)).toBe(8);
    expect([...first, ...numbersOn(second)].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(textOf(second)).toContain(`#8 P1 ${en('bot-state-resolved')}`);

    await scene.phone.tapAnswered(withBen, second, { data: 'i.8.card' });
    await scene.phone.waitForMessage(
      BEN,
      (message) => message.message_id > board.message_id && isCardOf(message, 8),
      'the card',
    );
    expect(textOf(await answer(withAnna, '/incidents'))).toContain(ru('bot-board-title', { active: 7, total: 8 }));
  });

  test('/incident N is the card, however the number is written; anything else is answered with what to write', async () => {
    for (const text of ['/incident 2', '/incident #2', '/incident №2']) {
      const card = await answer(withAnna, text, (_text, message) => isCardOf(message, 2));
      expect(cardIn(await scene.phone.state(), ANNA, 2)?.message_id).toBe(card.message_id);
    }
    const unknown = textOf(await answer(withBen, '/incident 99'));
    expect(unknown).toContain('#99');
    expect(unknown).toContain('#8');
    expect(textOf(await answer(withBen, '/incident the last'))).toBe(
      en('bot-incident-malformed', { text: 'the last' }),
    );
    expect(textOf(await answer(withAnna, '/incident -1'))).toBe(ru('bot-incident-malformed', { text: '-1' }));
    const none = await answer(withBen, '/incident');
    expect(textOf(none)).toContain(en('bot-board-title', { active: 7, total: 8 }));
    for (const text of ['what is wrong?', '12', '#2']) expect(textOf(await answer(withBen, text))).toContain('/triage');
    expect(textOf(await answer(withAnna, '/incidnt 2'))).toContain('/incidnt');
  });
});

describe('/metrics with incidents', () => {
  test('has values with n, median and p90, a mark for each target, and periods to choose from', async () => {
    const table = await answer(withBen, '/metrics');
    const lines = textOf(table).split('\n');
    const row = (metric: string) => lines.find((line) => line.startsWith(`${en(`bot-metric-${metric}`)} |`)) ?? '';
    expect(row('rto')).toMatch(/✓ \d+ s/);
    expect(row('mttr')).toMatch(/✓ \d+ s/);
    expect(row('mtbf')).toContain('✗');
    expect(row('rpo')).toContain(en('bot-metrics-none'));
    expect(row('pass-rate')).toContain(en('bot-metrics-none'));
    expect(lines.find((line) => line.startsWith('RTO: n='))).toMatch(/n=1, median \d+ s, p90 \d+ s/);
    expect(lines.find((line) => line.startsWith('MTTR: n='))).toMatch(/n=8, median \d+ s, p90 \d+ s/);
    expect(buttonsOf(table).map(({ data }) => data)).toEqual(['m.7', 'm.30', 'm.90', 'm.365']);
    await scene.phone.tapAnswered(withBen, table, { data: 'm.7' });
    await scene.phone.waitForMessage(
      BEN,
      (message) =>
        message.message_id === table.message_id && textOf(message).startsWith(en('bot-metrics-title', { days: 7 })),
      'the last seven days',
    );
    const asked = await answer(withAnna, '/metrics 90');
    expect(textOf(asked)).toContain(ru('bot-metrics-title', { days: 90 }));
    const wrong = await answer(withAnna, '/metrics forever');
    expect(textOf(wrong)).toBe(ru('bot-metrics-days-range'));
  });

  test('nothing was refused by Telegram or logged as an error', async () => {
    await scene.expectClean();
  });
});
