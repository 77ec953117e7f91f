import { expect, test } from 'vitest';
import { judgeContainer } from '../../../src/checks/index.ts';
import { container } from '../triage/world.ts';

test.each([
  ['exited', false, 'checks-container-exited'],
  ['exited', true, 'checks-container-oom-exited'],
  ['restarting', false, 'checks-container-restarting'],
  ['restarting', true, 'checks-container-oom-restarting'],
] as const)('%s, out of memory: %s', (state, ranOutOfMemory, key) => {
  const one = container({ service: 'api', project: 'shop', state, exitCode: 137 });
  expect(judgeContainer(one, ranOutOfMemory)).toMatchObject({ ok: false, reason: { key } });
});

test('one that was started again since is judged by what it does now', () => {
  expect(judgeContainer(container({ service: 'api', state: 'running', health: null }), true)).toBeNull();
});
