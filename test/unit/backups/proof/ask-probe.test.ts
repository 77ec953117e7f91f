import { expect, test } from 'vitest';
import { askProbe, statusIn } from '../../../../src/backups/proof/ask-probe.ts';
import { createManualClock } from '../../../../src/clock.ts';
import type { EngineStorage, HelperSpec } from '../../../../src/docker/index.ts';

type Given = Parameters<typeof askProbe>[0];

/** A copy whose answers are written down; asking again takes no time but the one that is waited. */
function ask(
  probe: Partial<Given['probe']>,
  answers: { exits?: (number | null)[]; outputs?: string[]; address?: string | null },
) {
  const clock = createManualClock(0);
  const { exits = [], outputs = [], address = '10.0.0.2' } = answers;
  const specs: HelperSpec[] = [];
  let asked = 0;
  const storage: Given['storage'] = {
    exec: async () => {
      asked += 1;
      return { exitCode: exits.shift() ?? null, stderr: 'what it said' };
    },
    helperState: async () => ({ state: 'running', health: null, exitCode: 0, address }),
    runHelper: async (spec: Parameters<EngineStorage['runHelper']>[0]) => {
      asked += 1;
      specs.push(spec);
      return { exitCode: 1, output: outputs.shift() ?? '' };
    },
  };
  const context = {
    operation: { id: 'op' },
    signal: new AbortController().signal,
    sleep: async (ms: number) => clock.advance(ms),
  };
  const whole = { service: 'db', command: null, http: null, timeoutMs: 5000, ...probe };
  const end = askProbe({ storage, clock, context, probe: whole, copy: 'copy', network: 'net' });
  return end.then((failure) => ({ failure, asked, specs }));
}

test('a command is asked again until it is satisfied', async () => {
  expect(await ask({ command: ['check'] }, { exits: [1, 1, 0] })).toMatchObject({ failure: null, asked: 3 });
});

test('and no longer than its time: then its code and its words are said', async () => {
  const { failure, asked } = await ask({ command: ['check'] }, { exits: Array(20).fill(7) });
  expect(failure).toEqual({
    reason: { key: 'backups-probe-exit', params: { service: 'db', code: 7 } },
    output: 'what it said',
  });
  expect(asked).toBe(5);
});

test('a command that does not come back is too slow', async () => {
  const { failure } = await ask({ command: ['check'], timeoutMs: 500 }, { exits: [null] });
  expect(failure?.reason.key).toBe('backups-probe-too-slow');
});

const http = { port: 8080, path: '/health', status: 204 };

test('over HTTP: the status must be the one, asked from inside the network by the name that others use', async () => {
  const { failure, specs } = await ask({ http }, { outputs: ['', '  HTTP/1.1 204 No Content\n'] });
  expect(failure).toBeNull();
  expect(specs[0]).toMatchObject({ operation: 'op', image: 'tool', network: { name: 'net' }, mounts: [] });
  expect(specs[0]?.argv?.join(' ')).toContain('--header Host: db http://10.0.0.2:8080/health');
});

test.each([
  ['  HTTP/1.1 200 OK\n', 'backups-probe-status'],
  ["wget: can't connect", 'backups-probe-no-answer'],
])('over HTTP: %j is %s', async (output, key) => {
  const { failure } = await ask({ http, timeoutMs: 500 }, { outputs: [output] });
  expect(failure?.reason.key).toBe(key);
});

test('what has no address cannot be asked', async () => {
  expect((await ask({ http, timeoutMs: 500 }, { address: null })).failure?.reason.key).toBe('backups-probe-no-address');
});

test('of an answer that sends somewhere else, the first status counts', () => {
  expect(statusIn('  HTTP/1.1 302 Found\n  Location: /x\n  HTTP/1.1 200 OK')).toBe(302);
});
