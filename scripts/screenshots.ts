import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { capturePhone, launchChromium } from '../sandbox/capture.ts';
import type { PhoneMessage } from '../sandbox/client.ts';
import { acceptTriage, waitForCard } from '../test/chat/support/incident.ts';
import { en, ru, textOf } from '../test/chat/support/messages.ts';
import { askToRestart } from '../test/chat/support/restarting.ts';
import { beginTriage } from '../test/chat/support/triage.ts';
import { show, type Take, takeBackups, takePages, takeRecreate } from './screens/pages.ts';
import { ANNA, BEN, GROUP, inPrivateScene, type PrivateScene, SHOP } from './screens/scene.ts';
import { PROJECT } from './setup/dependencies.mjs';

const FOLDER = join(PROJECT, 'docs', 'screens');
const ANNA_IN_GROUP = { ...GROUP, person: ANNA.person } as const;
const BEN_IN_GROUP = { ...GROUP, person: BEN.person } as const;

/** `npm run screenshots -- [name …]`: only these; all of them when none is named. */
const wanted = process.argv.slice(2);

/** Looks at a shop with troubles, plays an incident to its report, and writes a picture of each main screen. */
await inPrivateScene({ shop: true }, async (scene) => {
  mkdirSync(FOLDER, { recursive: true });
  const browser = await launchChromium();
  try {
    await play(scene, async (name, at, more = {}) => {
      if (wanted.length > 0 && !wanted.includes(name)) return;
      const place = { person: at.person, chat: at.chat, ...(at.thread === undefined ? {} : { thread: at.thread }) };
      const file = join(FOLDER, `${name}.png`);
      await capturePhone({ url: scene.phone.url, ...place, file, timeZone: 'UTC', browser, ...more });
      process.stdout.write(`docs/screens/${name}.png\n`);
    });
  } finally {
    await browser.close();
  }
  // A page that is refreshed faster than it changes says the same again.
  const isSame = ({ error }: { readonly error?: string | null }) => error?.includes('message is not modified') === true;
  const refused = (await scene.phone.refusals()).filter((call) => !isSame(call));
  if (refused.length > 0) throw new Error(`Telegram would have refused: ${JSON.stringify(refused)}`);
});

async function play(scene: PrivateScene, take: Take): Promise<void> {
  const { phone } = scene;

  await takePages(scene, BEN, take);
  await takeBackups(scene, BEN, SHOP, take);
  await show(scene, ANNA, '/status', (text) => text.includes('billing'));
  await take('status-ru', ANNA);

  const russian = await beginTriage(scene, ANNA);
  await russian.until(isEvidenceComplete, 'all evidence');
  await take('triage-ru', ANNA);
  await russian.tap('cancel');

  const offer = await beginTriage(scene, BEN);
  await offer.until(isEvidenceComplete, 'all evidence');
  await take('triage', BEN);
  await take('evidence', BEN, { prepare: openBlocks });
  await offer.tap('cancel');
  await acceptTriage(scene, BEN, ['billing']);

  const first = await cardIn(scene, () => true, 'anything');
  await phone.tapAnswered(ANNA_IN_GROUP, first, { data: 'i.1.take' });
  const card = await cardIn(scene, (text) => text.includes('On it: Anna Petrova'), 'Anna on it');
  await take('card', BEN_IN_GROUP, { dark: true });

  const cure = await askToRestart(scene, BEN_IN_GROUP, card, 'queue');
  await take('restart-question', BEN_IN_GROUP);
  await cure.confirm();
  await cure.outcome();
  await take('restart-worked', BEN_IN_GROUP);
  const inVain = await askToRestart(scene, BEN_IN_GROUP, card, 'billing');
  await inVain.confirm();
  await inVain.outcome();
  await take('restart-failed', BEN_IN_GROUP);

  await resolve(scene, card, take);
  await show(scene, BEN, '/report', (_text, message) => message.document !== undefined);
  await take('report', BEN, { prepare: scrollToReport });
  await show(scene, BEN, '/metrics', (text) => text.includes('MTTR'));
  await take('metrics', BEN);
  await takeRecreate(scene, BEN, SHOP, take);
  await show(scene, BEN, '/audit', (text) => text.includes('Who did what'));
  await take('audit', BEN, { prepare: lastToTop });
}

/** No source is still being asked. */
function isEvidenceComplete(message: PhoneMessage): boolean {
  return ![en, ru].some((text) => textOf(message).includes(text('bot-triage-provisional')));
}

async function lastToTop(page: Page): Promise<void> {
  await toTop(page.getByTestId('message').last());
}

async function openBlocks(page: Page): Promise<void> {
  const last = page.getByTestId('message').last();
  for (const summary of await last.locator('summary').all()) await summary.click();
  await toTop(last);
}

async function scrollToReport(page: Page): Promise<void> {
  await toTop(page.getByTestId('message').filter({ hasText: 'Incident Report' }).last());
}

async function toTop(message: Locator): Promise<void> {
  await message.evaluate((element) => element.scrollIntoView({ block: 'start' }));
}

function cardIn(scene: PrivateScene, predicate: (text: string) => boolean, what: string): Promise<PhoneMessage> {
  return waitForCard(scene, GROUP.chat, 1, predicate, what);
}

async function resolve({ phone }: PrivateScene, card: PhoneMessage, take: Take): Promise<void> {
  const answers = [
    'queue hung on its journal lock; billing cannot reach db:5432.',
    'Restarted queue. The database has an incident of its own.',
    'Alert on the age of the journal lock.',
  ];
  await phone.tapAnswered(BEN_IN_GROUP, card, { data: 'i.1.resolve' });
  for (const [position, answer] of answers.entries()) {
    const mark = `${position + 1}/${answers.length}`;
    const question = await phone.waitForMessage(GROUP.chat, (message) => textOf(message).startsWith(mark), mark);
    if (position === 0) await take('resolve', BEN_IN_GROUP);
    await phone.reply(BEN_IN_GROUP, question, answer);
  }
}
