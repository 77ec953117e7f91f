import { expect, test } from 'vitest';
import type { Access } from '../../../src/bot/access.ts';
import { createDoorkeeper } from '../../../src/bot/doorkeeper.ts';
import { createManualClock } from '../../../src/clock.ts';
import { type Log, silentLog } from '../../../src/log.ts';

const DAY_MS = 86_400_000;

function createDoor() {
  const clock = createManualClock(Date.UTC(2026, 0, 5));
  const said: [data: object, text: string][] = [];
  const log: Log = { ...silentLog, warn: (data, text) => said.push([data, text]) };
  return { clock, said, door: createDoorkeeper({ clock, log }) };
}

const stranger = (id: number): Access => ({ kind: 'stranger', id, name: 'Mallory', where: 'private chat' });

test('a stranger is logged once a day, with the id and what to do with it', () => {
  const { clock, said, door } = createDoor();
  door(stranger(1999));
  door(stranger(1999));
  clock.advance(DAY_MS - 1);
  door(stranger(1999));
  expect(said).toEqual([
    [
      { userId: 1999, name: 'Mallory', where: 'private chat' },
      expect.stringContaining('add the id to AUTHORIZED_USER_IDS'),
    ],
  ]);
  clock.advance(1);
  door(stranger(1999));
  expect(said).toHaveLength(2);
});

test('each one by itself: strangers, anonymous administrators, channels', () => {
  const { said, door } = createDoor();
  const hidden: Access[] = [
    { kind: 'anonymous-admin', chatId: -5, title: 'supergroup "On-call" (-5)' },
    { kind: 'in-a-chats-name', senderChatId: -6, title: 'News', where: 'supergroup "On-call" (-5)' },
  ];
  for (const access of [stranger(1), stranger(2), ...hidden, ...hidden, stranger(1)]) door(access);
  expect(said.map(([data]) => data)).toEqual([
    expect.objectContaining({ userId: 1 }),
    expect.objectContaining({ userId: 2 }),
    expect.objectContaining({ chatId: -5 }),
    expect.objectContaining({ senderChatId: -6 }),
  ]);
  expect(said[2]?.[1]).toContain('Remain anonymous');
  expect(said[3]?.[1]).toContain('in their own name');
});

test('who is let in, and what is nobody’s, is not worth a line', () => {
  const { said, door } = createDoor();
  door({ kind: 'allowed', from: { id: 1, is_bot: false, first_name: 'Anna' } });
  door({ kind: 'chat-fact' });
  door({ kind: 'ignored' });
  expect(said).toEqual([]);
});

test('an army of strangers is forgotten rather than kept, and each of them is still logged', () => {
  const { said, door } = createDoor();
  for (let id = 1; id <= 10_001; id += 1) door(stranger(id));
  expect(said).toHaveLength(10_001);
  door(stranger(10_001));
  expect(said).toHaveLength(10_001);
  door(stranger(1));
  expect(said).toHaveLength(10_002);
});
