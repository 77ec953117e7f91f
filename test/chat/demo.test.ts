import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { connectPhone } from '../../sandbox/index.ts';
import { projectReference } from '../../src/bot/taps/reference.ts';
import { engineApi } from '../engine/support/engine-api.ts';
import { buttonsOf, textOf } from './support/messages.ts';
import { redButton } from './support/restarting.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BEN = { person: 1002, chat: 1002 };
const ready = z.object({
  ready: z.literal(true),
  sandbox: z.string(),
  phone: z.string(),
  label: z.string(),
  project: z.string(),
  logFile: z.string(),
});

interface Demo {
  readonly child: ChildProcess;
  readonly ready: z.infer<typeof ready>;
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
  /** What it said to a person. */
  words(): string;
}

let running: Demo[] = [];
/** Whatever a failed test left: the whole group of npm, the scripts and the demo. */
afterEach(() => {
  for (const { child } of running) {
    if (child.exitCode === null && child.signalCode === null && child.pid !== undefined)
      process.kill(-child.pid, 'SIGKILL');
  }
  running = [];
});

async function startDemo(): Promise<Demo> {
  const env = { ...process.env, DOCKER_HOST: `unix://${inject('engineSocket')}` };
  const args = ['run', '--silent', 'demo', '--', '--yes', '--port', '0', '--once-ready-print-json'];
  const child = spawn('npm', args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words += text;
  });
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal));
  });
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    void ended.then((code) => reject(new Error(`The demo ended with ${code} before it was ready:\n${words}`)));
  });
  const demo = { child, ready: ready.parse(JSON.parse(line)), ended, words: () => words };
  running.push(demo);
  return demo;
}

describe('npm run demo', () => {
  let api: ReturnType<typeof engineApi>;
  beforeAll(() => {
    api = engineApi(inject('engineSocket'));
  });

  async function labelled(label: string): Promise<Record<string, number>> {
    const filters = encodeURIComponent(JSON.stringify({ label: [label] }));
    const count = (answer: unknown) => z.array(z.unknown()).nullable().parse(answer)?.length ?? 0;
    const volumes = z.object({ Volumes: z.unknown() }).parse(await api.ask('GET', `/volumes?filters=${filters}`));
    return {
      containers: count(await api.ask('GET', `/containers/json?all=true&filters=${filters}`)),
      networks: count(await api.ask('GET', `/networks?filters=${filters}`)),
      volumes: count(volumes.Volumes),
      images: count(await api.ask('GET', `/images/json?filters=${filters}`)),
    };
  }
  const NOTHING = { containers: 0, networks: 0, volumes: 0, images: 0 };

  it('opens an incident with true evidence by /triage and Accept, and Ctrl-C removes all of it', async () => {
    const demo = await startDemo();
    expect(await labelled(demo.ready.label)).toEqual({ containers: 5, networks: 1, volumes: 1, images: 2 });
    const page = await fetch(demo.ready.phone);
    expect(await page.text()).toContain('<html');

    const phone = await connectPhone(demo.ready.sandbox);
    try {
      await phone.send(BEN, '/triage');
      const showing =
        (...words: string[]) =>
        (message: object) =>
          words.every((word) => JSON.stringify(message).includes(word));
      const triage = await phone.waitForMessage(
        BEN.chat,
        showing('Accept', 'billing', 'queue', 'connection refused', 'queue does not answer'),
        'evidence about the service that crash-loops and the one that hangs',
        30_000,
      );
      expect(JSON.stringify(triage)).not.toContain('correct-horse-battery');
      await phone.tapAnswered(BEN, triage, 'Accept');
      await phone.waitForMessage(BEN.chat, showing('#1', 'billing'), 'the card of the incident', 30_000);
      expect(await phone.refusals()).toEqual([]);
    } finally {
      phone.close();
    }

    // A terminal's Ctrl-C goes to the whole group, and npm hands it on once more.
    process.kill(-(demo.child.pid ?? 0), 'SIGINT');
    expect(await demo.ended).toBe(0);
    expect(await labelled(demo.ready.label)).toEqual(NOTHING);
    expect(existsSync(dirname(demo.ready.logFile))).toBe(false);
  });

  it('recreates its shop by compose when asked to, and a Ctrl-C in the middle still removes all of it', async () => {
    const demo = await startDemo();
    const phone = await connectPhone(demo.ready.sandbox);
    const data = `j.recreate.${projectReference(demo.ready.project)}`;
    try {
      await phone.send(BEN, '/status');
      const home = await phone.waitForMessage(
        BEN.chat,
        (message) => textOf(message).includes('billing') && buttonsOf(message).length > 0,
        'the status',
        30_000,
      );
      await phone.tapAnswered(BEN, home, { data });
      const question = await phone.waitForMessage(
        BEN.chat,
        (message) => redButton(message) !== null,
        'a question',
        60_000,
      );
      expect(textOf(question)).toContain('docker-compose');
      await phone.tapAnswered(BEN, question, { data: redButton(question) ?? '' });
      await phone.waitForMessage(
        BEN.chat,
        (message) => message.message_id === question.message_id && /Removing|Creating/.test(textOf(message)),
        'compose at work',
        60_000,
      );
    } finally {
      phone.close();
    }
    process.kill(-(demo.child.pid ?? 0), 'SIGINT');
    expect(await demo.ended, demo.words()).toBe(0);
    expect(await labelled(demo.ready.label)).toEqual(NOTHING);
    const filters = encodeURIComponent(JSON.stringify({ label: [`com.docker.compose.project=${demo.ready.project}`] }));
    expect(await api.ask('GET', `/containers/json?all=true&filters=${filters}`)).toEqual([]);
  });

  it('removes what a killed run left when it starts again, and hears a signal to npm alone', async () => {
    const killed = await startDemo();
    process.kill(-(killed.child.pid ?? 0), 'SIGKILL');
    await killed.ended;
    expect(await labelled(killed.ready.label)).not.toEqual(NOTHING);

    const next = await startDemo();
    expect(await labelled(killed.ready.label)).toEqual(NOTHING);
    expect(existsSync(dirname(killed.ready.logFile))).toBe(false);
    next.child.kill('SIGINT');
    expect(await next.ended).toBe(0);
    expect(await labelled(next.ready.label)).toEqual(NOTHING);
  });
});
