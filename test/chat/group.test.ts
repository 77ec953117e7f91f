import { afterEach, describe, expect, test } from 'vitest';
import type { PhoneState } from '../../sandbox/client.ts';
import { acceptTriage, cardIn, openIncident, waitForCard } from './support/incident.ts';
import { buttonsOf, dataEnding, en, textOf } from './support/messages.ts';
import { ANNA, BEN, createScene, ON_CALL, OPS, type Scene, type SceneOptions, withBen } from './support/scene.ts';
import { askedBy, beginTriage } from './support/triage.ts';

const scenes: Scene[] = [];
afterEach(async () => {
  for (const scene of scenes.splice(0)) await scene.remove();
});

async function begin(options: SceneOptions): Promise<Scene> {
  const scene = await createScene(options);
  scenes.push(scene);
  return scene;
}

/** What `/settings` says to Ben. */
async function settingsOf({ phone }: Scene): Promise<string> {
  const asked = await phone.send(withBen, '/settings');
  return textOf(
    await phone.waitForMessage(
      BEN,
      (message) => message.message_id > asked.message_id && textOf(message).includes(en('bot-settings-title')),
      'the settings',
    ),
  );
}

const cardsIn = (state: PhoneState, chat: number) =>
  (state.messages[String(chat)] ?? []).filter((message) =>
    buttonsOf(message).some(({ data }) => data?.endsWith('.timeline')),
  );

describe('the group becomes a supergroup', () => {
  const inOps = { person: BEN, chat: OPS } as const;

  test('while the bot runs: its new id is learnt, a triage under way and the card go on there', async () => {
    const scene = await begin({ env: { ONCALL_CHAT_ID: String(OPS) } });
    const { phone, vakhta } = scene;
    await phone.membership(OPS, 'administrator', { can_pin_messages: true });
    await openIncident(scene, inOps, 1, [], OPS);
    const asked = await beginTriage(scene, inOps);
    for (const answer of ['sev.P0', 'none', 'users.1', 'impact.critical']) await asked.tap(answer);
    await asked.asks('summary');

    const moved = await phone.migrate(OPS);
    const there = { person: BEN, chat: moved } as const;
    // Its card comes by itself.
    const card = await waitForCard(scene, moved, 1, () => true, 'anything');
    await phone.tapAnswered(there, card, { data: 'i.1.take' });
    await waitForCard(
      scene,
      moved,
      1,
      (text) => text.includes(en('bot-card-on-it', { who: 'Ben Carter' })),
      'who is on it',
    );

    // The triage that was under way is drawn again where people are now; it is still the one of this chat, and goes on.
    const triage = await phone.waitForMessage(
      moved,
      (message) => askedBy(message) === 'summary',
      'the triage in the new chat',
    );
    await phone.send(there, '/triage');
    await phone.waitForMessage(
      moved,
      (message) => textOf(message).includes(en('bot-triage-active')),
      'that one is under way',
    );
    await phone.reply(there, triage, 'The shop is down');
    await waitForCard(
      scene,
      moved,
      2,
      (text) => text.includes('P0') && text.includes('The shop is down'),
      'the answers',
    );

    // Nothing else is said in the group that was left, also by a process that only knows the old id.
    await vakhta.stop();
    await vakhta.start();
    await phone.send(withBen, '/incident 2');
    const shown = await waitForCard(scene, BEN, 2, () => true, 'anything');
    await phone.tapAnswered(withBen, shown, { data: 'i.2.take' });
    await waitForCard(
      scene,
      moved,
      2,
      (text) => text.includes(en('bot-card-on-it', { who: 'Ben Carter' })),
      'who is on it',
    );
    await scene.expectClean({
      refused: ['upgraded to a supergroup'],
    });
  });

  test('while the bot was away: what waits for the old group arrives in the new one', async () => {
    const scene = await begin({ env: { ONCALL_CHAT_ID: String(OPS) } });
    const { phone, vakhta } = scene;
    await openIncident(scene, withBen, 1, [], OPS);
    // Telegram does not answer: what is said meanwhile waits.
    await phone.fault({ kind: '500' });
    await phone.send(withBen, '/triage');
    await vakhta.waitForLog(({ msg }) => msg.includes('messages wait'), 'messages to wait');
    await vakhta.kill();
    const moved = await phone.migrate(OPS);
    await phone.clearFaults();
    await vakhta.start();
    const offer = await phone.waitForMessage(
      BEN,
      (message) => buttonsOf(message).some(({ data }) => data?.endsWith('.accept') === true),
      'the triage',
      60_000,
    );
    await phone.tapAnswered(withBen, offer, dataEnding(offer, '.accept'));
    await waitForCard(scene, moved, 2, () => true, 'anything');
    await scene.expectClean({
      refused: ['upgraded to a supergroup', 'not enough rights'],
    });
  });

  test('by the refusal alone, when no update tells of it', async () => {
    const scene = await begin({ env: { ONCALL_CHAT_ID: String(OPS) } });
    const { phone, vakhta } = scene;
    await vakhta.kill();
    const moved = await phone.migrate(OPS);
    // The service messages are lost: somebody else has confirmed them.
    const { sandbox } = scene;
    await fetch(`${sandbox.url}/bot${sandbox.token}/getUpdates?offset=999999999`);
    await vakhta.start();
    await acceptTriage(scene, withBen, []);
    await waitForCard(scene, moved, 1, () => true, 'anything');
    await scene.expectClean({ refused: ['upgraded to a supergroup', 'not enough rights'] });
  });
});

describe('who cannot be reached', () => {
  test('a person who blocks the bot is noticed at once, and when they come back', async () => {
    const scene = await begin({ settings: 'people:\n  - { id: 1001, name: Anna }\n' });
    const { phone, vakhta } = scene;
    expect(await settingsOf(scene)).toContain(en('bot-settings-reachable'));
    await phone.block(ANNA);
    expect(await settingsOf(scene)).toContain(en('bot-unreachable-blocked', { name: 'Anna' }));
    expect((await vakhta.run('check')).stdout).toContain('✗ Person 1001: cannot be written to (blocked)');
    // Cards go to who is left; nothing is tried in vain.
    await openIncident(scene, withBen, 1, []);
    expect(cardsIn(await phone.state(), ANNA)).toEqual([]);
    await phone.unblock(ANNA);
    expect(await settingsOf(scene)).toContain(en('bot-settings-reachable'));
    const card = cardIn(await phone.state(), BEN, 1);
    if (!card) throw new Error('Ben has no card');
    await phone.tapAnswered(withBen, card, { data: 'i.1.take' });
    await waitForCard(scene, ANNA, 1, () => true, 'anything');
    await scene.expectClean();
  });

  test('one who blocked it while it was away, and one who never started it', async () => {
    const scene = await begin({ people: [BEN], env: { AUTHORIZED_USER_IDS: '1001 1002' } });
    const { phone, vakhta } = scene;
    expect(await settingsOf(scene)).toContain(en('bot-unreachable-unseen', { name: 'id 1001' }));
    await openIncident(scene, withBen, 1, []);
    await vakhta.waitForLog(({ msg }) => msg === 'a chat cannot be reached', 'the refusal');
    expect(await settingsOf(scene)).toContain(en('bot-unreachable-never-started', { name: 'id 1001' }));
    expect((await vakhta.run('check')).stdout).toMatch(
      /✗ Person 1001: cannot be written to \(never-started\); they must/,
    );
    await phone.start(ANNA);
    await phone.waitForMessage(ANNA, () => true, 'an answer to Anna');
    expect(await settingsOf(scene)).toContain(en('bot-settings-reachable'));
    expect((await vakhta.run('check')).code).toBe(0);
    await scene.expectClean({ refused: ["can't initiate conversation"] });
  });

  test('the bot removed from the on-call chat', async () => {
    const scene = await begin({ env: { ONCALL_CHAT_ID: String(ON_CALL) } });
    const { phone } = scene;
    await phone.membership(ON_CALL, 'kicked');
    expect(await settingsOf(scene)).toContain(en('bot-oncall-unreachable'));
    await phone.membership(ON_CALL, 'administrator', { can_pin_messages: true });
    expect(await settingsOf(scene)).toContain(en('bot-settings-reachable'));
    await openIncident(scene, withBen, 1, [], ON_CALL);
    await scene.expectClean({ refused: ['getChatMember', 'setMyCommands'] });
  });
});

describe('rights', () => {
  test('a card that may not be pinned arrives all the same, and settings and check say what is missing', async () => {
    const scene = await begin({ env: { ONCALL_CHAT_ID: `${ON_CALL}/2` } });
    const { phone, vakhta } = scene;
    await phone.membership(ON_CALL, 'administrator', { can_pin_messages: false });
    const card = await openIncident(scene, withBen, 1, [], ON_CALL);
    expect(card.message_thread_id).toBe(2);
    await vakhta.waitForLog(({ msg }) => msg.includes('the bot may lack the right to pin'), 'a word in the log');
    expect((await phone.state()).chats.find(({ id }) => id === ON_CALL)?.pinned).toEqual([]);
    const settings = await settingsOf(scene);
    expect(settings).toContain(en('bot-right-pin'));
    expect(settings).toContain(en('bot-right-topics'));
    expect((await vakhta.run('check')).stdout).toContain(
      'lacks the right to pin messages and the right to manage topics',
    );
    // Given the right, the next change pins it.
    await phone.membership(ON_CALL, 'administrator', { can_pin_messages: true, can_manage_topics: true });
    await phone.tapAnswered({ person: BEN, chat: ON_CALL }, card, { data: 'i.1.take' });
    await phone.waitFor(
      ({ chats }) => chats.find(({ id }) => id === ON_CALL)?.pinned.includes(card.message_id),
      'the card to be pinned',
    );
    expect(await settingsOf(scene)).not.toContain(en('bot-right-pin'));
    await scene.expectClean({ refused: ['not enough rights to manage pinned messages'] });
  });

  test('privacy mode is told of where the bot is no administrator', async () => {
    const scene = await begin({ env: { ONCALL_CHAT_ID: String(OPS) } });
    await scene.phone.waitForCall(({ method }) => method === 'getChatMember', 'a look at the chat');
    await expect.poll(() => settingsOf(scene)).toContain(en('bot-right-readsAll'));
    expect((await scene.vakhta.run('check')).stdout).toMatch(
      /On-call chat -2001: member, lacks the right to pin messages/,
    );
    await scene.expectClean();
  });
});
