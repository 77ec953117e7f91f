import { setTimeout as wait } from 'node:timers/promises';
import type { Phone, PhoneMessage } from '../sandbox/client.ts';
import { BEN, inPrivateScene } from '../scripts/screens/scene.ts';
import { buttonsOf, textOf } from '../test/chat/support/messages.ts';
import type { PrivateEngine } from '../test/engine/support/engine.ts';
import { importImages } from '../test/engine/support/images.ts';
import { createServices } from '../test/engine/support/services.ts';
import { machineLine, versionIn } from './figures.ts';

const ANNA = { person: 1001, chat: 1001 } as const;
const FOLLOWED = ['chatty-a', 'chatty-b', 'chatty-c'];
const TAPS = 300;
const TAP_EVERY_MS = 200;
const LINE = `2026-11-24T03:02:01Z INFO request served path=/api/orders status=200 took=12ms user=4711 ${'x'.repeat(900)}`;
/** About a gigabyte: the search has to go on for as long as is tapped. */
const LINES = 1_000_000;

export interface TapFigures {
  readonly machine: string;
  /** From the finger to the bot's answer at Telegram's door, ms. */
  readonly answers: readonly number[];
  readonly p99: number;
  /** One after the other, so that one was always under way. */
  readonly searches: number;
}

/** Taps of one person while another one searches a large log and follows three others. */
export async function measureTaps(): Promise<TapFigures> {
  let figures: TapFigures | null = null;
  await inPrivateScene({ shop: false, prepare: fill }, async ({ phone, engine }) => {
    for (const service of FOLLOWED) await tapOn(phone, await openLog(phone, service), 'follow');
    let searches = await search(phone, 0);
    const pages = await Promise.all(['/metrics', '/audit', '/incidents', '/status'].map((text) => answer(phone, text)));
    const buttons = pages.flatMap((message) =>
      buttonsOf(message).flatMap(({ data }) =>
        data !== null && /^[bmpu]\.(?!csv)/.test(data) ? [{ message, data }] : [],
      ),
    );
    const began = new Map<string, number>();
    for (let index = 0; index < TAPS; index += 1) {
      if (index % 10 === 0) searches = await search(phone, searches);
      const button = buttons[index % buttons.length];
      if (!button) throw new Error('there is nothing to tap');
      const at = Date.now();
      began.set(await phone.tap(ANNA, button.message, { data: button.data }), at);
      await wait(TAP_EVERY_MS);
    }
    const answers = (await phone.calls()).flatMap((call) => {
      const at = call.method === 'answerCallbackQuery' ? began.get(String(call.params.callback_query_id)) : undefined;
      return at === undefined ? [] : [call.at - at];
    });
    if (answers.length < TAPS) throw new Error(`only ${answers.length} of ${TAPS} taps were answered`);
    const sorted = [...answers].sort((a, b) => a - b);
    const p99 = sorted[Math.ceil(sorted.length * 0.99) - 1] ?? Number.NaN;
    figures = { machine: machineLine(versionIn(await engine.api.ask('GET', '/version'))), answers, p99, searches };
  });
  if (figures === null) throw new Error('nothing was measured');
  return figures;
}

/** Begins a search where none is under way; how many there were. */
async function search(phone: Phone, before: number): Promise<number> {
  const shown = await phone.messages(BEN.chat);
  const isSearching = (message: PhoneMessage) =>
    buttonsOf(message).some(({ data }) => data?.endsWith('.stop')) && textOf(message).includes('nowhere');
  if (shown.some(isSearching)) return before;
  await phone.send(BEN, `/logs archive /nowhere-${before}-${'z'.repeat(20)}/`);
  await phone.waitFor(
    ({ messages }) => messages[String(BEN.chat)]?.some(isSearching) === true,
    'a search under way',
    30_000,
  );
  return before + 1;
}

async function fill(engine: PrivateEngine): Promise<void> {
  const label = `vakhta.test=${engine.run}`;
  await importImages(engine.api, label);
  const { run } = createServices(engine.api, label);
  for (const service of FOLLOWED) {
    const cmd = [
      'sh',
      '-c',
      'i=0; while :; do i=$((i+1)); echo "tick $i of a service that talks"; usleep 100000; done',
    ];
    await run({ project: 'bench', service, cmd, stopTimeoutS: 0 });
  }
  const archive = await run({
    project: 'bench',
    service: 'archive',
    cmd: ['sh', '-c', `yes '${LINE}' | head -n ${LINES}; sleep 100000`],
    stopTimeoutS: 0,
  });
  await written(engine, archive.id);
}

/** Until the Engine has taken in the whole log: its writer sleeps then. */
async function written(engine: PrivateEngine, id: string): Promise<void> {
  for (;;) {
    if (!JSON.stringify(await engine.api.ask('GET', `/containers/${id}/top`)).includes('"yes')) return;
    await wait(500);
  }
}

async function openLog(phone: Phone, service: string): Promise<PhoneMessage> {
  const sent = await phone.send(BEN, `/logs ${service}`);
  return phone.waitForMessage(
    BEN.chat,
    (message) =>
      message.message_id > sent.message_id && buttonsOf(message).some(({ data }) => data?.endsWith('.follow')),
    `the log of ${service}`,
    30_000,
  );
}

async function tapOn(phone: Phone, message: PhoneMessage, verb: string): Promise<void> {
  const data = buttonsOf(message).find((button) => button.data?.endsWith(`.${verb}`))?.data ?? '';
  await phone.tapAnswered(BEN, message, { data });
}

async function answer(phone: Phone, text: string): Promise<PhoneMessage> {
  const sent = await phone.send(ANNA, text);
  return phone.waitForMessage(
    ANNA.chat,
    (message) => message.message_id > sent.message_id && message.reply_to_message === undefined,
    `an answer to ${text}`,
    30_000,
  );
}

if (import.meta.main) {
  const { machine, answers, p99, searches } = await measureTaps();
  const sorted = [...answers].sort((a, b) => a - b);
  process.stdout.write(`${machine}
The first answer to a tap while a 1 GB log is searched (${searches} times) and three logs are followed (n=${answers.length})
  median ${sorted[Math.floor(sorted.length / 2)]} ms, p99 ${p99} ms (at most 300), max ${sorted.at(-1)} ms
`);
}
