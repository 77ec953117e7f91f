import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { containerReference } from '../../src/bot/taps/reference.ts';
import type { RunningService } from '../engine/support/services.ts';
import { askedIn, pageOf, pressed, referenceTo } from './support/actions.ts';
import { actionsOn } from './support/containers.ts';
import { answerTo, logOf, openLog, say, saying } from './support/logs.ts';
import { buttonsOf, en, ru, textOf } from './support/messages.ts';
import { redButton } from './support/restarting.ts';
import { ANNA, createScene, type Scene, withAnna, withBen } from './support/scene.ts';
import { askStatus } from './support/status.ts';

/** A name of its own: outside of compose nothing else tells containers of one Engine apart. */
const NAME = `loose.${randomBytes(4).toString('hex')}`;
const beganS = Math.floor(Date.now() / 1000);

let scene: Scene;
let loose: RunningService;

beforeAll(async () => {
  scene = await createScene();
  loose = await scene.run(() => ({ ...saying('', NAME, 'echo "on my own"'), project: null }));
});

afterAll(async () => {
  await scene.remove();
});

const restarts = async ({ id }: RunningService) =>
  (await actionsOn(scene.engine, id, beganS)).filter((action) => action === 'restart').length;

describe('a container outside of compose', () => {
  test('has a log, by its name and by the button of its page', async () => {
    const log = await openLog(scene, withBen, `/logs ${NAME}`, (text) => text.includes('on my own'));
    await say(scene.engine, loose.id, 'and alive');
    await log.tap('refresh');
    await log.until((text) => text.includes('and alive'), 'the new line');
    const page = await pageOf(scene, withAnna, loose, 'restart');
    const data = `l.c.${referenceTo(loose)}`;
    expect(buttonsOf(page).map((button) => button.data)).toContain(data);
    await scene.phone.tapAnswered(withAnna, page, { data });
    const opened = await scene.phone.waitForMessage(
      ANNA,
      (message) => textOf(message).startsWith(`📜 ${NAME}`) && textOf(message).includes('and alive'),
      'its log',
    );
    expect(opened.message_id).toBeGreaterThan(page.message_id);
  });

  test('is restarted by /restart and its name, with nobody who depends on it, and by its button', async () => {
    const question = await answerTo(scene, withBen, `/restart ${NAME}`, (_, message) => redButton(message) !== null);
    expect(textOf(question)).toContain(en('bot-plan-title', { verb: 'restart', name: NAME }));
    expect(textOf(question)).toContain(en('bot-plan-container', { container: NAME, state: 'running' }));
    const asked = askedIn(scene, withBen, question);
    await asked.confirm();
    const done = await asked.until((text) => text.startsWith('✅'), 'a ✓');
    expect(textOf(done)).toContain(en('bot-operation-restart', { target: NAME }));
    expect(await restarts(loose)).toBe(1);
    const page = await pageOf(scene, withAnna, loose, 'restart');
    const again = await pressed(scene, withAnna, page, { data: `a.restart.${referenceTo(loose)}` });
    expect(textOf(again.question)).toContain(ru('bot-plan-title', { verb: 'restart', name: NAME }));
    expect(await restarts(loose)).toBe(1);
  });

  test('stands among the services of /restart, and has no project to restart', async () => {
    const picker = await answerTo(scene, withBen, '/restart', (text) => text.startsWith(en('bot-restart-pick-well')));
    expect(buttonsOf(picker).map(({ data }) => data)).toContain(`a.restart.${referenceTo(loose)}`);
    await scene.phone.tapAnswered(withBen, picker, en('bot-button-projects'));
    await scene.phone.waitForMessage(
      withBen.chat,
      (message) => message.message_id > picker.message_id && textOf(message) === en('bot-restart-none'),
      'that there is none',
    );
  });
});

describe('a one-off container', () => {
  let job: RunningService;
  let ended: RunningService;
  const referenceOf = ({ key, name }: RunningService) => containerReference({ key, number: 7, oneOff: true, name });

  beforeAll(async () => {
    job = await scene.run((project) => ({ ...saying(project, 'import', 'echo "importing"'), oneOff: true, number: 7 }));
    const cmd = ['sh', '-c', 'echo "migrated 12 tables"; exit 3'];
    ended = await scene.run((project) => ({ project, service: 'migrate', cmd, oneOff: true, number: 8 }));
  });

  test('has a log of its own by its name, also when it has ended', async () => {
    await openLog(scene, withBen, `/logs ${ended.name}`, (text) => text.includes('migrated 12 tables'));
    await openLog(scene, withBen, `/logs ${job.name}`, (text) => text.includes('importing'));
  });

  test('its page leads to its log and to its restart', async () => {
    const status = await askStatus(scene, withBen, en('bot-status-one-off'));
    const reference = referenceOf(job);
    await status.until(`p.c.${reference}`, job.name);
    expect(await status.data(`l.c.${reference}`)).toHaveLength(1);
    const page = await status.message();
    await scene.phone.tapAnswered(withBen, page, { data: `l.c.${reference}` });
    const opened = await scene.phone.waitForMessage(
      withBen.chat,
      (message) => message.message_id > page.message_id && textOf(message).includes('importing'),
      'its log',
    );
    expect(textOf(opened)).toContain(`📜 ${job.name}`);
    await logOf(scene, withBen, opened).tap('follow');
    await say(scene.engine, job.id, 'half done');
    const live = logOf(scene, withBen, opened);
    await live.until((text) => text.includes('half done'), 'the live line');
    await live.tap('stop');
    const asked = await pressed(scene, withBen, page, { data: `a.restart.${reference}` });
    expect(textOf(asked.question)).toContain(en('bot-plan-title', { verb: 'restart', name: job.name }));
    await asked.confirm();
    await asked.until((text) => text.startsWith('✅'), 'a ✓');
    expect(await restarts(job)).toBe(1);
    expect(await restarts(loose)).toBe(1);
  });
});

test('nothing was refused by Telegram or logged as an error', async () => {
  await scene.expectClean();
});
