import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { cardIn, openIncident, waitForCard } from './support/incident.ts';
import { en } from './support/messages.ts';
import { ANNA, BEN, createScene, type Scene, withAnna, withBen } from './support/scene.ts';

/** What Slack's incoming webhook was sent; it answers with `status`. */
interface Slack {
  readonly url: string;
  readonly texts: string[];
  status: number;
  close(): Promise<void>;
}

let scene: Scene;
let slack: Slack;

beforeAll(async () => {
  slack = await listen();
  scene = await createScene({ env: { SLACK_WEBHOOK_URL: slack.url } });
});

afterAll(async () => {
  await scene.remove();
  await slack.close();
});

async function listen(): Promise<Slack> {
  const texts: string[] = [];
  const heard: Pick<Slack, 'status'> = { status: 200 };
  const server: Server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      if (heard.status === 200) texts.push(textIn(body));
      response.writeHead(heard.status).end(heard.status === 200 ? 'ok' : 'no');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/services/T000/B000/secretpart`,
    texts,
    get status() {
      return heard.status;
    },
    set status(status) {
      heard.status = status;
    },
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function textIn(body: string): string {
  const parsed: unknown = JSON.parse(body);
  return typeof parsed === 'object' && parsed !== null && 'text' in parsed ? String(parsed.text) : '';
}

const heard = (count: number) =>
  vi.waitFor(() => expect(slack.texts).toHaveLength(count), { timeout: 20_000, interval: 50 });

test('Slack hears of opening, severity and resolving, in plain text, once each, and of nothing else', async () => {
  const card = await openIncident(scene, withBen, 1, []);
  await heard(1);
  expect(slack.texts[0]).toContain(
    en('bot-announce-opened', { number: 1, severity: 'P2', who: 'Ben Carter' }).slice(3),
  );
  expect(slack.texts[0]).toContain('#1');

  await scene.phone.tapAnswered(withBen, card, { data: 'i.1.take' });
  await scene.phone.reply(withBen, card, 'A note');
  await waitForCard(scene, ANNA, 1, (text) => text.includes('A note'), 'the note');
  const annas = cardIn(await scene.phone.state(), ANNA, 1);
  if (!annas) throw new Error('there is no card');
  await scene.phone.tapAnswered(withAnna, annas, { data: 'i.1.sev.P0' });
  await heard(2);
  expect(slack.texts[1]).toContain(en('bot-announce-severity', { number: 1, severity: 'P0', who: 'Anna Petrova' }));

  await scene.phone.tapAnswered(withBen, card, { data: 'i.1.resolve' });
  await heard(3);
  expect(slack.texts[2]).toContain(
    en('bot-announce-resolved', { number: 1, who: 'Ben Carter', took: '' }).split(',')[0],
  );
  expect(slack.texts.join('')).not.toMatch(/<b>|\*\*/);
  await scene.phone.send(withBen, '/cancel');
});

test('what Slack does not take now it gets later; its secret address is in no log', async () => {
  slack.status = 503;
  await openIncident(scene, withBen, 2, []);
  await scene.vakhta.waitForLog(
    (line) => line.level === 'warn' && line.channel === 'slack',
    'that Slack does not answer',
  );
  slack.status = 200;
  await heard(4);
  expect(slack.texts[3]).toContain('#2');
  expect(JSON.stringify(scene.vakhta.log)).not.toContain('secretpart');
  await scene.expectClean();
});

test('the text follows the language of the team', async () => {
  await scene.vakhta.stop();
  await scene.vakhta.start({ DEFAULT_LOCALE: 'ru' });
  const card = cardIn(await scene.phone.state(), BEN, 2);
  if (!card) throw new Error('there is no card');
  await scene.phone.tapAnswered(withBen, card, { data: 'i.2.resolve' });
  await heard(5);
  expect(slack.texts[4]).toContain('#2 решён (Ben Carter');
});
