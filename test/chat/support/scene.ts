import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject } from 'vitest';
import { connectPhone, createSandbox, type Phone, type Sandbox } from '../../../sandbox/index.ts';
import { type EngineApi, engineApi } from '../../engine/support/engine-api.ts';
import { createServices, type RunningService, type ServiceSpec } from '../../engine/support/services.ts';
import { createVakhta, type Vakhta } from './vakhta.ts';

/** The people and chats of the sandbox. Anna reads Russian, Ben English; Mallory is nobody's colleague. */
export const ANNA = 1001;
export const BEN = 1002;
export const MALLORY = 1999;
export const ON_CALL = -1001000000001;
export const OPS = -2001;
export const withAnna = { person: ANNA, chat: ANNA } as const;
export const withBen = { person: BEN, chat: BEN } as const;

export interface SceneOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** The text of vakhta.yaml. */
  readonly settings?: string;
  /** Who presses Start before the bot runs; both by default. */
  readonly people?: readonly number[];
  /** False: the test starts the bot itself. */
  readonly start?: boolean;
  readonly token?: string;
  /** What runs on the Engine before the bot does. */
  readonly services?: (project: string) => readonly ServiceSpec[];
  /** An Engine that the test has started for itself; the shared one by default. */
  readonly engine?: { readonly socketPath: string; readonly run: string };
}

/** What a test allows to go wrong: parts of "method: error" of refused calls, and of messages in the log. */
export interface Allowed {
  readonly refused?: readonly string[];
  readonly errors?: readonly string[];
}

/** One bot with phones and services of its own. */
export interface Scene {
  readonly sandbox: Sandbox;
  readonly phone: Phone;
  readonly vakhta: Vakhta;
  /** The Engine, asked without the bot. */
  readonly engine: EngineApi;
  /** The compose project of its services. */
  readonly project: string;
  /** Runs a service that this scene's bot sees, and no other. */
  run(spec: (project: string) => ServiceSpec): Promise<RunningService>;
  /** Writes vakhta.yaml anew; the next start reads it. */
  configure(settings: string): Promise<void>;
  /** The text of a file that the bot keeps in its data folder. */
  file(path: string): Promise<string>;
  /** Calls that Telegram would have refused, and errors in the log, without those that are allowed. */
  problems(allowed?: Allowed): Promise<string[]>;
  /** Fails for calls that Telegram would have refused and for errors in the log, unless they are allowed. */
  expectClean(allowed?: Allowed): Promise<void>;
  remove(): Promise<void>;
}

/** Everything a test of the whole product needs. Remove it in `afterEach` or `afterAll`. */
export async function createScene(options: SceneOptions = {}): Promise<Scene> {
  const id = randomBytes(3).toString('hex');
  const own = options.engine ?? { socketPath: inject('engineSocket'), run: inject('engineRun') };
  const engine = engineApi(own.socketPath);
  const services = createServices(engine, `vakhta.test=${own.run}`);
  const sandbox = await createSandbox(options.token === undefined ? {} : { token: options.token });
  const phone = await connectPhone(sandbox.url);
  const vakhta = await createVakhta({
    apiRoot: sandbox.url,
    token: sandbox.token,
    engineSocket: own.socketPath,
    env: { VAKHTA_ONLY_LABEL: `vakhta.scene=${id}`, ...options.env },
    ...(options.settings === undefined ? {} : { settings: options.settings }),
  });

  async function problems({ refused = [], errors = [] }: Allowed = {}): Promise<string[]> {
    const calls = (await phone.refusals()).map((call) => `${call.method}: ${call.error}`);
    const lines = vakhta.log.filter(({ level }) => level === 'error' || level === 'fatal');
    return [
      ...calls.filter((call) => !refused.some((part) => call.includes(part))),
      ...lines.filter(({ msg }) => !errors.some((part) => msg.includes(part))).map((line) => JSON.stringify(line)),
    ];
  }

  const run: Scene['run'] = (spec) => {
    const wanted = spec(`shop${id}`);
    return services.run({ ...wanted, labels: { ...wanted.labels, 'vakhta.scene': id } });
  };

  const scene: Scene = {
    sandbox,
    phone,
    vakhta,
    engine,
    project: `shop${id}`,
    run,
    configure: (settings) => writeFile(join(vakhta.dataDir, 'vakhta.yaml'), settings),
    file: (path) => readFile(join(vakhta.dataDir, path), 'utf8'),
    problems,
    expectClean: async (allowed) => {
      expect(await problems(allowed)).toEqual([]);
    },
    remove: async () => {
      await vakhta.remove();
      await services.removeAll();
      phone.close();
      await sandbox.close();
    },
  };
  try {
    for (const spec of options.services?.(scene.project) ?? []) await run(() => spec);
    for (const person of options.people ?? [ANNA, BEN]) await phone.start(person);
    if (options.start !== false) {
      await vakhta.start();
      for (const person of options.people ?? [ANNA, BEN]) {
        await phone.waitForMessage(person, () => true, `an answer to ${person}’s /start`, 30_000);
      }
    }
  } catch (error) {
    await scene.remove();
    throw error;
  }
  return scene;
}
