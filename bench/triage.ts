import { setTimeout as wait } from 'node:timers/promises';
import type { PhoneMessage } from '../sandbox/client.ts';
import { BEN, inPrivateScene, type PrivateScene } from '../scripts/screens/scene.ts';
import { buttonsOf, en, textOf } from '../test/chat/support/messages.ts';
import { beginTriage } from '../test/chat/support/triage.ts';
import type { PrivateEngine } from '../test/engine/support/engine.ts';
import { importImages } from '../test/engine/support/images.ts';
import { crashLooping, hanging } from '../test/engine/support/samples.ts';
import { createServices } from '../test/engine/support/services.ts';
import { machineLine, spread, versionIn } from './figures.ts';

const PROJECTS = ['shop', 'mail', 'metrics'];
const PER_PROJECT = 10;
const ROUNDS = 20;
const WARM_UP = 2;
/** A chat gets at most 45 edits of progress a minute, as Telegram would have it: no person begins triages any faster. */
const ROUND_EVERY_MS = 8_000;

/** From `/triage` to its first message, and until all evidence is in it: the whole process, through the sandbox. */
await inPrivateScene({ shop: false, prepare: thirtyContainers }, async ({ phone, engine }) => {
  const first: number[] = [];
  const complete: number[] = [];
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    const next = wait(ROUND_EVERY_MS);
    const times = await oneTriage(phone);
    await next;
    if (round < 0) continue;
    first.push(times.first);
    complete.push(times.complete);
  }
  const version = versionIn(await engine.api.ask('GET', '/version'));
  process.stdout.write(`${machineLine(version)}
/triage, Engine with ${PROJECTS.length * PER_PROJECT} containers, two of them unwell
  to its first message:      ${spread(first)}
  until all evidence is in:  ${spread(complete)}
`);
});

async function oneTriage(phone: PrivateScene['phone']): Promise<{ first: number; complete: number }> {
  const startedAt = performance.now();
  const triage = await beginTriage({ phone }, BEN);
  const first = performance.now() - startedAt;
  await triage.until(hasAllEvidence, 'all evidence');
  const complete = performance.now() - startedAt;
  await triage.tap('cancel');
  await triage.until((message) => buttonsOf(message).length === 0, 'an end');
  return { first, complete };
}

function hasAllEvidence(message: PhoneMessage): boolean {
  return !textOf(message).includes(en('bot-triage-provisional'));
}

async function thirtyContainers(engine: PrivateEngine): Promise<void> {
  const label = `vakhta.test=${engine.run}`;
  await importImages(engine.api, label);
  const { run } = createServices(engine.api, label);
  for (const project of PROJECTS) {
    const unwell = project === 'shop' ? [crashLooping(project), hanging(project)] : [];
    const quiet = Array.from({ length: PER_PROJECT - unwell.length }, (_, number) => ({
      project,
      service: `service-${number + 1}`,
      cmd: ['sleep', '100000'],
      stopTimeoutS: 0,
    }));
    for (const service of [...unwell, ...quiet]) await run(service);
  }
}
