import { setTimeout as wait } from 'node:timers/promises';
import { phoneUrl } from '../../sandbox/capture.ts';
import { connectPhone, createSandbox, type Sandbox } from '../../sandbox/index.ts';
import { messageOf } from '../../src/errors.ts';
import { type Consent, consentFrom } from '../setup/consent.ts';
import { ensureEngine, stopEngine } from '../setup/engine.ts';
import { ensurePrograms, findProgram } from '../setup/packages.ts';
import { asCommand, SetupProblem } from '../setup/problem.ts';
import { PEOPLE, startBot } from './bot.ts';
import { type ComposeFound, findCompose } from './compose.ts';
import { type DemoOptions, parseOptions, USAGE } from './options.ts';
import { freePorts } from './ports.ts';
import { createRun, RUN_LABEL, reapRuns } from './run.ts';
import { createStage, publishedHost } from './stage.ts';

const USUAL_PORT = 8081;
const READY_DEADLINE_MS = 60_000;

/** What to undo, newest first; each says when it could not. */
type Undo = { what: string; run: () => Promise<void> };

const say = (line: string) => process.stderr.write(`${line}\n`);

await asCommand(async () => {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const stop = new AbortController();
  // A terminal's Ctrl-C arrives twice (from it, and from npm): every further one is the same wish.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
  const undo: Undo[] = [];
  const code = await play(options, stop.signal, undo).catch(async (error: unknown) => {
    await undoAll(undo);
    throw error;
  });
  return (await undoAll(undo)) ? code : 1;
});

async function play(options: DemoOptions, stop: AbortSignal, undo: Undo[]): Promise<number> {
  const consent = consentFrom({ yes: options.yes, env: process.env, isTerminal: process.stdin.isTTY === true });
  const inherited = reapRuns();
  const run = createRun();
  undo.push({ what: `the folder ${run.folder}`, run: async () => run.remove() });
  run.noteEngine(inherited);
  const engine = await ensureEngine(process.env, consent, run.folder);
  const started = engine.started ?? inherited;
  run.noteEngine(started);
  if (started !== null) undo.push({ what: 'the Engine that was started', run: () => stopEngine(started) });
  say(`Engine: Docker ${engine.version}`);
  const stage = createStage(engine.host, run);
  await stage.reap();
  if (stop.aborted) return 0;

  const [gateway, worker, databasePort] = await freePorts();
  const [project, compose] = await Promise.all([stage.projectName(), findCompose()]);
  const busybox = options.image === null ? await findBusybox(consent) : '';
  undo.push({
    what: `what carries the label ${RUN_LABEL}=${run.id}`,
    run: async () => {
      if (!(await stage.strike())) throw new Error('some of it is still there');
    },
  });
  const { image } = options;
  await stage.raise({ project, ports: { gateway, worker }, image, busybox, composeVersion: compose?.version ?? null });
  say(`Services: the compose project "${project}" is up, five services, three of them with troubles`);
  if (stop.aborted) return 0;

  const sandbox = await openSandbox(options.port);
  undo.push({ what: 'the sandbox', run: () => sandbox.close() });
  const bot = startBot({
    run,
    apiRoot: sandbox.url,
    token: sandbox.token,
    lang: options.lang,
    project,
    checks: { gatewayUrl: `http://${publishedHost(engine.host)}:${gateway}/health`, databasePort },
  });
  undo.push({ what: 'the bot', run: () => bot.stop() });
  const died = bot.ended.then((lastWords) => {
    if (!stop.aborted) throw new SetupProblem(lastWords);
  });
  // It is raced below; when the race is over it must not end the process a second time.
  died.catch(() => undefined);

  await Promise.race([untilReady(sandbox, () => stage.unhealthy(), stop), died, aborted(stop)]);
  if (stop.aborted) return 0;
  announce(options, { sandbox, label: `${RUN_LABEL}=${run.id}`, logFile: bot.logFile, project, compose });
  await Promise.race([aborted(stop), died]);
  return 0;
}

interface Ready {
  readonly sandbox: Sandbox;
  readonly label: string;
  readonly logFile: string;
  readonly project: string;
  readonly compose: ComposeFound | null;
}

function announce(options: DemoOptions, { sandbox, label, logFile, project, compose }: Ready): void {
  const [anna, ben] = PEOPLE;
  const { id } = options.lang === 'ru' ? anna : ben;
  const phone = phoneUrl({ url: sandbox.url, person: id, chat: id });
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ ready: true, phone, sandbox: sandbox.url, label, project, logFile })}\n`);
    return;
  }
  process.stdout.write(`
Ready. Open this phone in a browser:

  ${phone}

Try  /triage           evidence and a suggestion; then Accept
     /restart queue    it hangs, and a restart cures it; billing's does not help
     /logs billing     the password in its lines is hidden; search, follow, download
     /status           the host, the project, a tap for each service and its actions
                       ${project} › Recreate… goes ${howToRecreate(compose)}
     /health           worker answers /health, and nobody asks it: one tap makes it a check
     /run              commands of this host; "Take stock" prints as it goes
     /disk /audit /report

The bot's log: ${logFile}
Ctrl-C ends the demo and removes everything that it made.
`);
}

function howToRecreate(compose: ComposeFound | null): string {
  return compose === null ? 'by stop and start: there is no compose program here' : `through ${compose.name}`;
}

/** Both people have started the bot (what they say waits for it) and got an answer, and the service that hangs is seen to. */
async function untilReady(sandbox: Sandbox, unhealthy: () => Promise<number>, stop: AbortSignal): Promise<void> {
  const phone = await connectPhone(sandbox.url);
  try {
    for (const { id, name } of PEOPLE) {
      await phone.start(id);
      await phone.waitForMessage(id, () => true, `an answer to ${name}`, READY_DEADLINE_MS);
    }
  } finally {
    phone.close();
  }
  const endAt = Date.now() + READY_DEADLINE_MS;
  while ((await unhealthy()) === 0 && Date.now() < endAt && !stop.aborted) await wait(200);
}

async function openSandbox(port: number | null): Promise<Sandbox> {
  try {
    return await createSandbox({ port: port ?? USUAL_PORT });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    if (port !== null) throw new SetupProblem(`Port ${port} is taken. Choose another one, or leave --port out.`);
    return createSandbox({ port: 0 });
  }
}

/** The services live in an image that is made from this machine's busybox; nothing is pulled. */
async function findBusybox(consent: Consent): Promise<string> {
  if (process.platform !== 'linux') {
    throw new SetupProblem(
      'Only on Linux can the demo make its image by itself. Run this:\n  docker pull busybox && npm run demo -- --image busybox',
    );
  }
  await ensurePrograms(['busybox'], consent);
  return findProgram('busybox') ?? '';
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** @returns false when something could not be undone */
async function undoAll(undo: Undo[]): Promise<boolean> {
  if (undo.length > 0) say('Removing everything that the demo made …');
  let isClean = true;
  for (const { what, run } of undo.reverse()) {
    try {
      await run();
    } catch (error) {
      isClean = false;
      say(`Could not remove ${what}: ${messageOf(error)}. The next start of the demo tries again.`);
    }
  }
  return isClean;
}
