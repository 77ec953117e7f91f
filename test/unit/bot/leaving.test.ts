import { expect, it, vi } from 'vitest';
import { leaveWithoutAccess } from '../../../src/bot/commands/changing.ts';
import type { Access } from '../../../src/config/index.ts';

async function leave(access: Access, active: Record<string, number>) {
  const exitAll = vi.fn(async () => undefined);
  const next = vi.fn(async () => undefined);
  await leaveWithoutAccess({ person: { access }, conversation: { active: () => active, exitAll } }, next);
  expect(next).toHaveBeenCalledOnce();
  return exitAll.mock.calls.length;
}

it('a dialogue ends for whoever may only look by now, and for nobody else', async () => {
  expect(await leave('viewer', { triage: 1 })).toBe(1);
  expect(await leave('viewer', {})).toBe(0);
  expect(await leave('responder', { triage: 1 })).toBe(0);
  expect(await leave('admin', { volume: 1 })).toBe(0);
});
