import { expect, it } from 'vitest';
import { actionButtons } from '../../../../src/bot/views/action-outcome.ts';
import { projectButtons } from '../../../../src/bot/views/project-outcome.ts';
import type { Rooms } from '../../../../src/bot/views/rooms.ts';
import type { Operation, Outcome } from '../../../../src/operations/index.ts';

const reader = { locale: 'en', timeZone: 'UTC', now: 0, viewer: null, t: (key: string) => key } as const;
const rooms = {} as Rooms;
const shop = { engine: 'local', project: 'shop' };
const web = { ...shop, service: 'web', containerIdAtRequest: 'aaaa' };

/** Where the buttons under an outcome lead: router and verb. */
function leads(kind: string, params: object, outcome: Partial<Outcome> & { ok: boolean | null }, key = 'x'): string[] {
  const found = { kind, params, incident: null } as unknown as Operation;
  const whole: Outcome = { reason: { key, params: {} }, tookMs: 1, ...outcome };
  const draw = kind.startsWith('project-') ? projectButtons : actionButtons;
  const buttons = draw(found, whole, reader, rooms).flat();
  return buttons.flatMap(({ action }) =>
    action.kind === 'callback' ? [action.data.split('.').slice(0, 2).join('.')] : [],
  );
}

it('asks again for just that which was never begun', () => {
  expect(leads('stop', web, { ok: null }, 'operations-action-not-begun')).toEqual(['a.stop']);
  expect(leads('restart', web, { ok: null }, 'operations-restart-not-begun')).toEqual(['a.restart']);
  expect(leads('project-stop', shop, { ok: null }, 'operations-project-not-begun')).toEqual(['j.stop']);
});

it('leads from a failed restart over its log to the whole project, where there is one', () => {
  const failed = { ok: false, nextStep: 'logs' } as const;
  expect(leads('restart', web, failed)).toEqual(['l.c', 'a.restart', 'j.recreate']);
  expect(leads('restart', { ...web, project: null }, failed)).toEqual(['l.c', 'a.restart']);
  expect(leads('stop', web, failed)).toEqual(['l.c', 'a.restart']);
});
