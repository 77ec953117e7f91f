import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type PrivateEngine, startEngine } from '../engine/support/engine.ts';
import { importImages } from '../engine/support/images.ts';
import { crashLooping, gateway, worker } from '../engine/support/samples.ts';
import type { ServiceSpec } from '../engine/support/services.ts';
import { isCrashLooping, isUnhealthy, untilContainer } from './support/containers.ts';
import { readRows } from './support/data-folder.ts';
import { waitForCard } from './support/incident.ts';
import { buttonsOf, en, inLanguage, textOf } from './support/messages.ts';
import { BEN, createScene, type Scene, withAnna, withBen } from './support/scene.ts';
import { askedBy, beginTriage, type Conversation, gridOf, SAID_TWICE } from './support/triage.ts';

/** The line of a source that has not answered. */
function waitingFor(source: string, how: 'pending' | 'slow', locale: 'en' | 'ru' = 'en'): string {
  const t = inLanguage(locale);
  return `${t(`bot-source-${source}`)}: ${t(`bot-source-${how}`)}`;
}

describe('an Engine that hangs', () => {
  let engine: PrivateEngine;
  let scene: Scene;

  beforeAll(async () => {
    engine = await startEngine();
    await importImages(engine.api, `vakhta.test=${engine.run}`);
  });

  afterEach(async () => {
    engine.thaw();
    await scene.remove();
  });

  afterAll(async () => {
    await engine.remove();
  });

  async function makeScene(): Promise<void> {
    scene = await createScene({
      engine,
      services: (project) => [gateway(project), crashLooping(project), worker(project)],
    });
    await untilContainer(engine.api, `${scene.project}-billing-1`, isCrashLooping);
  }

  function containersState(triage: Conversation): string {
    const rows = readRows(
      scene.vakhta.dataDir,
      `SELECT state FROM triage_evidence WHERE source = 'containers' AND draft = '${triage.prefix.slice(2)}'`,
    );
    return String(rows[0]?.state);
  }

  test('is said in its lines, holds up neither the other evidence nor an answer, and its own arrives later', async () => {
    await makeScene();
    engine.freeze();
    const [hers, his] = [await beginTriage(scene, withAnna), await beginTriage(scene, withBen)];
    const first = await hers.now();
    await hers.until((message) => textOf(message).includes(waitingFor('containers', 'slow', 'ru')), 'a slow source');
    const slow = await his.until(
      (message) => textOf(message).includes(waitingFor('containers', 'slow')),
      'a slow source',
    );
    expect(textOf(slow)).toContain('🖥');
    expect(textOf(slow)).not.toContain(en('bot-source-host'));
    expect(textOf(slow)).toContain(en('bot-triage-provisional'));

    // Ben answers, all the while that Docker is silent.
    await his.tap('sev.P2');
    await his.asks('affected');
    await his.tap('none');
    await his.asks('users');
    expect(containersState(his)).toBe('slow');

    engine.thaw();
    const whole = await hers.until((message) => !textOf(message).includes('⏳'), 'complete evidence');
    expect(textOf(whole)).toContain('billing');
    expect(askedBy(whole)).toBe('offer');
    expect(gridOf(whole)).toEqual(gridOf(first));
    const during = await his.until((message) => !textOf(message).includes('⏳'), 'complete evidence');
    expect(textOf(during)).toContain('FATAL: cannot connect to database');
    // What arrived moved nobody from their question.
    expect(askedBy(during)).toBe('users');
    await hers.tap('cancel');
    await his.tap('cancel');
    await scene.expectClean();
  });

  test('does not hold up opening; what it says later belongs to the incident all the same', async () => {
    await makeScene();
    engine.freeze();
    const triage = await beginTriage(scene, withBen);
    await triage.tap('sev.P1');
    await triage.asks('affected');
    await triage.tap('none');
    await triage.tap('users.1');
    await triage.tap('impact.high');
    await triage.asks('summary');
    await scene.phone.send(withBen, 'billing is down');
    const opened = await triage.asks('opened');
    const number = Number(buttonsOf(opened)[0]?.data?.split('.')[1]);
    await waitForCard(scene, BEN, number, (text) => text.includes('billing is down'), 'the summary');
    expect(['pending', 'slow']).toContain(containersState(triage));

    engine.thaw();
    await triage.until((message) => textOf(message).includes('FATAL: cannot connect to database'), 'the evidence');
    const kept = readRows(
      scene.vakhta.dataDir,
      `SELECT data FROM incident_evidence WHERE incident = ${number} AND source = 'containers'`,
    );
    expect(kept).toHaveLength(1);
    expect(String(kept[0]?.data)).toContain('billing');
    await scene.expectClean();
  });

  test('and a SIGKILL: evidence is gathered after the start, and shown though Telegram answers only later', async () => {
    await makeScene();
    engine.freeze();
    const triage = await beginTriage(scene, withBen);
    await triage.until((message) => textOf(message).includes('🖥'), 'the host');
    await scene.vakhta.kill();
    engine.thaw();
    await scene.phone.fault({ kind: '500', method: 'getMe' });
    await scene.vakhta.start();
    await vi.waitFor(() => expect(containersState(triage)).toBe('ok'), { timeout: 20_000, interval: 50 });
    await scene.phone.clearFaults();
    const whole = await triage.until((message) => !textOf(message).includes('⏳'), 'complete evidence');
    expect(textOf(whole)).toContain('billing');
    await triage.tap('accept');
    await triage.asks('opened');
    await scene.expectClean(SAID_TWICE);
  });
});

describe('secrets', () => {
  /** Made up; in the shape of real ones. */
  const TOKEN = '7123456789:AAH9f3kLmN0pQrStUvWxYz1234567890abc';
  const PASSWORD = 'hunter2-very-secret';
  const KEY = 'AKIAIOSFODNN7EXAMPLE';
  const leaky = (project: string): ServiceSpec => ({
    project,
    service: 'leaky',
    cmd: [
      'sh',
      '-c',
      `trap 'exit 0' TERM; echo "ERROR: login postgres://app:${PASSWORD}@db/app failed" >&2; echo "error: bot${TOKEN} refused" >&2; while :; do sleep 1 & wait $!; done`,
    ],
    env: { DB_PASSWORD: PASSWORD },
    healthcheck: { cmd: `echo "token ${TOKEN} key ${KEY} is wrong" >&2; exit 1` },
  });

  test('in logs and probes of containers are masked in the chat and in what is kept', async () => {
    const scene = await createScene({ services: (project) => [leaky(project)] });
    try {
      await untilContainer(scene.engine, `${scene.project}-leaky-1`, isUnhealthy);
      const triage = await beginTriage(scene, withBen);
      const whole = await triage.until((message) => !textOf(message).includes('⏳'), 'complete evidence');
      expect(textOf(whole)).toMatch(/leaky: unhealthy.*token .*masked.* is wrong/);
      expect(textOf(whole)).toMatch(/ERROR: login postgres:\/\/.*masked/);
      await triage.tap('accept');
      const opened = await triage.asks('opened');
      const number = Number(buttonsOf(opened)[0]?.data?.split('.')[1]);
      await waitForCard(scene, BEN, number, () => true, 'anything');

      const everything = [
        JSON.stringify(await scene.phone.calls()),
        JSON.stringify(readRows(scene.vakhta.dataDir, 'SELECT * FROM triage_evidence')),
        JSON.stringify(readRows(scene.vakhta.dataDir, 'SELECT * FROM incident_evidence')),
        JSON.stringify(readRows(scene.vakhta.dataDir, 'SELECT * FROM outbox')),
        JSON.stringify(scene.vakhta.log),
      ].join('\n');
      expect(everything).toContain('leaky');
      for (const secret of [TOKEN, PASSWORD, KEY]) expect(everything).not.toContain(secret);
      await scene.expectClean();
    } finally {
      await scene.remove();
    }
  });
});
