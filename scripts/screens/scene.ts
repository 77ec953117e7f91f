import { setTimeout as wait } from 'node:timers/promises';
import { stringify } from 'yaml';
import { connectPhone, createSandbox, type Phone } from '../../sandbox/index.ts';
import { createVakhta, type Vakhta } from '../../test/chat/support/vakhta.ts';
import { type PrivateEngine, startEngine } from '../../test/engine/support/engine.ts';
import { PEOPLE, shopChecks } from '../demo/bot.ts';
import { sampleCommands, writeScripts } from '../demo/commands.ts';
import { findCompose } from '../demo/compose.ts';
import { freePorts } from '../demo/ports.ts';
import { createRun, RUN_LABEL } from '../demo/run.ts';
import { createStage } from '../demo/stage.ts';
import { findProgram } from '../setup/packages.ts';

const [anna, ben] = PEOPLE;
/** Anna reads Russian, Ben English. */
export const ANNA = { person: anna.id, chat: anna.id } as const;
export const BEN = { person: ben.id, chat: ben.id } as const;
/** The topic "Incidents" of the sandbox's group. */
export const GROUP = { chat: -1_001_000_000_001, thread: 2 } as const;

/** The compose project of the shop, on an Engine where nobody else has one. */
export const SHOP = 'shop';

const TROUBLE_DEADLINE_MS = 60_000;

export interface PrivateScene {
  readonly phone: Phone;
  readonly engine: PrivateEngine;
  readonly vakhta: Vakhta;
}

export interface PrivateSceneOptions {
  /** The demo's shop with its troubles; false: an Engine with nothing on it. */
  readonly shop: boolean;
  /** Puts more on the Engine before the bot starts. */
  readonly prepare?: (engine: PrivateEngine) => Promise<void>;
}

/**
 * Plays on an Engine, a Telegram and a bot that nobody else has, and removes them at the end, also when it is
 * interrupted. Needs root, as everything with a private Engine.
 */
export async function inPrivateScene(
  options: PrivateSceneOptions,
  play: (scene: PrivateScene) => Promise<void>,
): Promise<void> {
  const undo: (() => Promise<unknown>)[] = [];
  const interrupted = new Promise<never>((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => reject(new Error(`interrupted by ${signal}`)));
    }
  });
  try {
    await Promise.race([raise(options, undo).then(play), interrupted]);
  } finally {
    for (const step of undo.reverse()) await step().catch((error: unknown) => process.stderr.write(`${error}\n`));
  }
}

async function raise(options: PrivateSceneOptions, undo: (() => Promise<unknown>)[]): Promise<PrivateScene> {
  const engine = await startEngine();
  undo.push(() => engine.remove());
  const shop = options.shop ? await raiseShop(engine, undo) : null;
  await options.prepare?.(engine);
  const sandbox = await createSandbox();
  undo.push(() => sandbox.close());
  const phone = await connectPhone(sandbox.url);
  undo.push(async () => phone.close());
  const vakhta = await createVakhta({
    apiRoot: sandbox.url,
    token: sandbox.token,
    engineSocket: engine.socketPath,
    env: {
      ONCALL_CHAT_ID: `${GROUP.chat}/${GROUP.thread}`,
      LOG_LEVEL: 'info',
      ...(shop === null ? {} : { VAKHTA_ONLY_LABEL: shop.label }),
    },
    settings: stringify({ people: PEOPLE, locale: 'en', ...shop?.settings }),
  });
  undo.push(() => vakhta.remove());
  await vakhta.start();
  for (const { id } of PEOPLE) {
    await phone.start(id);
    await phone.waitForMessage(id, () => true, `an answer to ${id}`, 30_000);
  }
  return { phone, engine, vakhta };
}

interface Shop {
  /** By which the bot tells the shop from anything else. */
  readonly label: string;
  /** Its part of `vakhta.yaml`. */
  readonly settings: object;
}

async function raiseShop(engine: PrivateEngine, undo: (() => Promise<unknown>)[]): Promise<Shop> {
  const busybox = findProgram('busybox');
  if (busybox === null) throw new Error('Not installed: busybox. Run: apt-get install busybox-static');
  const run = createRun();
  undo.push(async () => run.remove());
  const stage = createStage(engine.host, run);
  undo.push(() => stage.strike());
  const [gateway, worker, databasePort] = await freePorts();
  const composeVersion = (await findCompose())?.version ?? null;
  await stage.raise({ project: SHOP, ports: { gateway, worker }, image: null, busybox, composeVersion });
  writeScripts(run.folder);
  for (const endAt = Date.now() + TROUBLE_DEADLINE_MS; (await stage.unhealthy()) === 0; await wait(200)) {
    if (Date.now() > endAt) throw new Error('The service that hangs is not seen to hang');
  }
  process.stderr.write(`The compose project "${SHOP}" is up on a private Engine\n`);
  const gatewayUrl = `http://127.0.0.1:${gateway}/health`;
  return {
    label: `${RUN_LABEL}=${run.id}`,
    settings: { checks: shopChecks({ gatewayUrl, databasePort }), commands: sampleCommands(run.folder, SHOP) },
  };
}
