import { readFile } from 'node:fs/promises';
import { Bot, InputFile } from 'grammy';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { launchChromium, openScreen, phoneUrl } from '../../sandbox/capture.ts';
import { connectPhone, createSandbox, type Phone, type Sandbox } from '../../sandbox/index.ts';

// A browser on a busy machine is slow; nothing here waits for time to pass.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const anna = 1001;
const ben = 1002;
const stranger = 1999;
const onCall = -1001000000001;
const incidents = 2;

/** One button of each colour, one that copies, one that does nothing. */
const buttons = [
  [{ text: 'Accept', callback_data: 'accept', style: 'success' as const }],
  [
    { text: 'Stop', callback_data: 'stop', style: 'danger' as const },
    { text: 'Silent', callback_data: 'silent', style: 'primary' as const },
  ],
  [
    { text: 'Copy', copy_text: { text: 'docker ps' } },
    { text: 'Off', disabled: {} },
  ],
];

function card(restarts: number) {
  const cell = (text: string) => ({ text, align: 'left' as const, valign: 'middle' as const });
  const head = (text: string) => ({ ...cell(text), is_header: true as const });
  return {
    blocks: [
      { type: 'heading' as const, text: 'Incident #12', size: 2 as const },
      {
        type: 'table' as const,
        is_striped: true as const,
        cells: [
          ['Service', 'State', 'Restarts', 'Memory', 'Last exit code'].map(head),
          ['worker', 'restarting', String(restarts), '120 MB of 128 MB', '137, out of memory'].map(cell),
        ],
      },
      {
        type: 'details' as const,
        summary: `Logs (${restarts})`,
        blocks: [{ type: 'pre' as const, text: `${'x'.repeat(40)} <b>not bold</b>`, language: 'log' }],
      },
    ],
  };
}

/** A bot that does one of each thing that the page must show. */
function createBot(sandbox: Sandbox): Bot {
  const bot = new Bot(sandbox.token, { client: { apiRoot: sandbox.url } });
  bot.command('card', async (context) => {
    await context.api.sendRichMessage(context.chat.id, card(17), { reply_markup: { inline_keyboard: buttons } });
  });
  bot.command('ask', (context) =>
    context.reply('Why?', {
      reply_parameters: { message_id: context.msg.message_id },
      reply_markup: { force_reply: true, selective: true, input_field_placeholder: 'Root cause' },
    }),
  );
  bot.command('file', (context) => context.replyWithDocument(new InputFile(Buffer.from('# Report'), 'incident-12.md')));
  bot.command('hostile', (context) =>
    context.reply('<img src=x onerror="window.broken=1"><script>window.broken=1</script>'),
  );
  bot.callbackQuery('accept', async (context) => {
    await context.editMessageText(card(18), { reply_markup: { inline_keyboard: buttons } });
    await context.answerCallbackQuery('Accepted');
  });
  bot.callbackQuery('stop', (context) => context.answerCallbackQuery({ text: 'Really stop?', show_alert: true }));
  bot.on('message:document', (context) =>
    context.reply(`Got ${context.msg.document.file_name ?? ''}`, {
      reply_parameters: { message_id: context.msg.message_id },
    }),
  );
  bot.on('message:text', (context) => {
    const to = context.msg.reply_to_message?.text;
    return context.reply(`Heard: ${context.msg.text}${to === undefined ? '' : ` (to: ${to})`}`);
  });
  return bot;
}

describe('the phone page', () => {
  let browser: Browser;
  let sandbox: Sandbox;
  let bot: Bot;
  let phone: Phone;
  let page: Page;
  let polling: Promise<void>;
  let problems: string[];

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  beforeEach(async () => {
    problems = [];
    sandbox = await createSandbox();
    phone = await connectPhone(sandbox.url);
    bot = createBot(sandbox);
    await bot.api.setMyCommands([{ command: 'card', description: 'Show the card' }]);
    await bot.api.setMyCommands([{ command: 'card', description: 'Показать карточку' }], { language_code: 'ru' });
    await bot.init();
    polling = bot.start();
    for (const person of [anna, ben]) {
      await phone.start(person);
      await phone.waitForMessage(person, () => true, 'the answer to /start');
    }
    const context = await browser.newContext({
      viewport: { width: 1000, height: 900 },
      permissions: ['clipboard-read', 'clipboard-write'],
      acceptDownloads: true,
      hasTouch: true,
    });
    page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on('console', (message) => {
      const isMachine = message.text().includes('ERR_NETWORK_CHANGED');
      if (['error', 'warning'].includes(message.type()) && !isMachine) problems.push(message.text());
    });
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('request', (request) => {
      const isOwn = request.url().startsWith(sandbox.url) || /^(data|blob):/.test(request.url());
      if (!isOwn) problems.push(`fetched ${request.url()}`);
    });
  });

  afterEach(async () => {
    await page.context().close();
    await bot.stop();
    await polling;
    phone.close();
    await sandbox.close();
    expect(problems).toEqual([]);
  });

  async function open(person: number, chat?: number, thread?: number, dark = false): Promise<void> {
    const place = { ...(chat === undefined ? {} : { chat }), ...(thread === undefined ? {} : { thread }) };
    await openScreen(page, { url: sandbox.url, person, dark, ...place });
  }

  async function say(text: string): Promise<void> {
    await page.getByTestId('composer').fill(text);
    await page.getByTestId('send').click();
  }

  const message = (text: string | RegExp): Locator => page.getByTestId('message').filter({ hasText: text });
  const button = (name: string): Locator => page.getByTestId('button').filter({ hasText: name });
  const read = (expression: string): Promise<unknown> => page.evaluate(expression);

  it('starts a bot, offers its commands in the language of the person, and shows what it sends', async () => {
    await open(stranger);
    await page.getByTestId('chat').filter({ hasText: 'Vakhta' }).click();
    await page.getByTestId('start').click();
    await message('Heard: /start').waitFor();
    await page.getByTestId('commands').click();
    expect(await page.getByTestId('command-menu').innerText()).toContain('Show the card');
    await page.getByTestId('command').click();
    const shown = message('Incident #12');
    await shown.waitFor();
    expect(await shown.locator('h2').innerText()).toBe('Incident #12');
    expect(await shown.locator('th').allInnerTexts()).toEqual([
      'Service',
      'State',
      'Restarts',
      'Memory',
      'Last exit code',
    ]);
    expect(
      await read(
        '(() => { const t = document.querySelector(".table-scroll"); return t.scrollWidth > t.clientWidth })()',
      ),
    ).toBe(true);
    expect(await read('document.querySelector("#phone").scrollWidth <= 390')).toBe(true);
  });

  it('wraps code at 34 characters and shows markup in it as text', async () => {
    await open(ben, ben);
    await phone.send({ person: ben, chat: ben }, '/card');
    await message('Incident #12').waitFor();
    await page.locator('summary').click();
    const code = page.locator('.pre pre');
    expect(await code.innerText()).toContain('<b>not bold</b>');
    const firstLine = `(() => {
      const text = document.querySelector('.pre pre').firstChild;
      const top = (index) => { const range = document.createRange(); range.setStart(text, index); range.setEnd(text, index + 1); return range.getBoundingClientRect().top; };
      let count = 0;
      while (top(count) === top(0)) count += 1;
      return count;
    })()`;
    expect(await read(firstLine)).toBe(34);
    expect(await page.locator('.pre-language').innerText()).toBe('log');
  });

  it('edits in place: same node, opened block stays open, button keeps its place; then the toast', async () => {
    await open(ben, ben);
    await say('/card');
    await page.locator('summary').click();
    await page.locator('details[open]').waitFor();
    await read('document.querySelector("[data-testid=keyboard]").marked = "same"');
    await read('document.querySelector(".table-scroll").scrollLeft = 60');
    const before = await button('Accept').boundingBox();
    await button('Accept').click();
    await page.getByTestId('toast').filter({ hasText: 'Accepted' }).waitFor();
    await message('Logs (18)').waitFor();
    expect(await read('document.querySelector("[data-testid=keyboard]").marked')).toBe('same');
    expect(await read('document.querySelector(".table-scroll").scrollLeft')).toBe(60);
    expect(await page.locator('details[open]').count()).toBe(1);
    expect(await button('Accept').boundingBox()).toEqual(before);
    expect(await button('Accept').getByTestId('spinner').count()).toBe(0);
  });

  it('spins until the answer comes, alerts, copies, and lets a disabled button be', async () => {
    await open(ben, ben);
    await say('/card');
    await button('Silent').click();
    await button('Silent').getByTestId('spinner').waitFor();
    const { callbackAnswers } = await phone.state(ben);
    await bot.api.answerCallbackQuery(callbackAnswers[0]?.id ?? '');
    await button('Silent').getByTestId('spinner').waitFor({ state: 'detached' });
    await button('Stop').click();
    await page.getByTestId('alert').filter({ hasText: 'Really stop?' }).getByRole('button').click();
    await page.getByTestId('alert').waitFor({ state: 'detached' });
    await button('Copy').click();
    await page.getByTestId('toast').filter({ hasText: 'Copied' }).waitFor();
    expect(await read('navigator.clipboard.readText()')).toBe('docker ps');
    expect(await button('Off').isDisabled()).toBe(true);
  });

  it('replies from the menu, shows the quote, edits its own message', async () => {
    await open(ben, ben);
    await say('The worker is down');
    await message('Heard: The worker is down').click({ button: 'right' });
    await page.getByTestId('menu-reply').click();
    expect(await page.getByTestId('mode-bar').innerText()).toContain('Vakhta');
    await say('I know');
    await message('Heard: I know (to: Heard: The worker is down)').waitFor();
    expect(await message('I know').first().getByTestId('quote').innerText()).toContain('Heard: The worker is down');
    await message('I know').first().getByTestId('quote').click();
    await message('I know')
      .first()
      .click({ button: 'right', position: { x: 30, y: 60 } });
    await page.getByTestId('menu-edit').click();
    expect(await page.getByTestId('composer').inputValue()).toBe('I know');
    await say('I know it');
    const edited = page.locator('.own').filter({ hasText: 'I know it' });
    await edited.waitFor();
    expect(await edited.locator('.meta').innerText()).toMatch(/^edited\s\d\d:\d\d$/);
  });

  it('opens the composer as an answer when the bot forces a reply, for the person it asked', async () => {
    await open(ben, onCall, incidents);
    await say('/ask');
    await page.getByTestId('mode-bar').filter({ hasText: 'Why?' }).waitFor();
    expect(await page.getByTestId('composer').getAttribute('placeholder')).toBe('Root cause');
    await say('Out of memory');
    await message('Heard: Out of memory (to: Why?)').waitFor();
    expect(await page.getByTestId('mode-bar').isVisible()).toBe(false);
    await open(anna, onCall, incidents);
    await message('Why?').first().waitFor();
    expect(await page.getByTestId('mode-bar').isVisible()).toBe(false);
  });

  it('uploads a file with a caption and downloads what the bot sends', async () => {
    await open(ben, ben);
    await say('/file');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('document').click()]);
    expect(download.suggestedFilename()).toBe('incident-12.md');
    expect(await readFile(await download.path(), 'utf8')).toBe('# Report');
    await page
      .getByTestId('attach-file')
      .setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('hello') });
    await page.getByTestId('caption').fill('as asked');
    await page.getByTestId('upload-send').click();
    await message('Got notes.txt').waitFor();
    expect(await page.locator('.own').filter({ hasText: 'notes.txt' }).getByTestId('text').innerText()).toBe(
      'as asked',
    );
  });

  it('shows photos and an album', async () => {
    await open(ben, ben);
    await say('hello');
    await page.getByTestId('attach-photo').setInputFiles([picture('one.png'), picture('two.png')]);
    await page.getByTestId('upload-send').click();
    await page.locator('.album img').nth(1).waitFor();
    await page.waitForFunction('[...document.querySelectorAll(".album img")].every((image) => image.naturalWidth > 0)');
    expect(await page.locator('.row:has(.album)').count()).toBe(1);
    expect(await page.locator('.album [data-message-id]').count()).toBe(2);
  });

  it('switches persons and topics; each sees their own chats, unread counts and language', async () => {
    await open(anna, anna);
    await page.getByTestId('commands').click();
    expect(await page.getByTestId('command-menu').innerText()).toContain('Показать карточку');
    await page.getByTestId('commands').click();
    await say('только для Анны');
    await message('Heard: только для Анны').waitFor();
    await page.getByTestId('person').filter({ hasText: 'Ben' }).click();
    await page.getByTestId('chats').waitFor();
    await phone.send({ person: anna, chat: onCall, thread: incidents }, 'Ben?');
    const group = page.getByTestId('chat').filter({ hasText: 'On-call' });
    await group.getByTestId('unread').waitFor();
    expect(await page.getByTestId('chats').innerText()).not.toContain('Анны');
    await group.click();
    await page.getByTestId('topic').filter({ hasText: 'Incidents' }).click();
    await message('Heard: Ben?').waitFor();
    expect(await message('Ben?').first().locator('.sender').innerText()).toBe('Anna Petrova');
    await page.getByTestId('back').click();
    await page.getByTestId('back').click();
    await group.waitFor();
    expect(await group.getByTestId('unread').count()).toBe(0);
  });

  it('keeps its place while the log grows, and offers the way down', async () => {
    await open(ben, ben);
    for (let index = 0; index < 12; index += 1)
      await phone.send({ person: ben, chat: ben }, `line ${index}\n\n`.repeat(3));
    await phone.send({ person: ben, chat: ben }, '/card');
    await message('Incident #12').waitFor();
    await read('document.querySelector(".log").scrollTop = 200');
    await page.getByTestId('down').waitFor();
    const visible = page.locator('.own').filter({ hasText: /line 1\s/ });
    const before = await visible.boundingBox();
    const [first] = await phone.messages(ben, ben);
    await phone.edit({ person: ben, chat: ben }, first?.message_id ?? 0, 'much longer\n'.repeat(20));
    await message('much longer').waitFor();
    expect(await visible.boundingBox()).toEqual(before);
    await read('document.querySelector(".log").scrollTop = 200');
    await phone.send({ person: ben, chat: ben }, 'one more');
    await page.getByTestId('down').locator('.badge').filter({ hasText: '1' }).waitFor();
    expect(await read('document.querySelector(".log").scrollTop')).toBe(200);
    await page.getByTestId('down').click();
    await page.getByTestId('down').waitFor({ state: 'hidden' });
    await message('Heard: one more').waitFor();
  });

  it('shows only the person an ephemeral message, and takes deleted ones away', async () => {
    await open(ben, onCall, incidents);
    await bot.api.sendMessage(onCall, 'For Ben', {
      message_thread_id: incidents,
      ephemeral_message_parameters: { receiver_user_id: ben },
    });
    await message('For Ben').getByTestId('only-you').waitFor();
    const sent = await bot.api.sendMessage(onCall, 'Gone soon', { message_thread_id: incidents });
    await message('Gone soon').waitFor();
    await bot.api.deleteMessage(onCall, sent.message_id);
    await message('Gone soon').waitFor({ state: 'detached' });
    await open(anna, onCall, incidents);
    expect(await message('For Ben').count()).toBe(0);
  });

  it('answers by a swipe and opens the menu by a long press', async () => {
    await open(ben, ben);
    const row = message('Heard: /start');
    const at = (x: number) => ({ touches: [{ identifier: 0, clientX: x, clientY: 300 }] });
    await row.dispatchEvent('touchstart', at(300));
    await row.dispatchEvent('touchmove', at(280));
    await row.dispatchEvent('touchmove', at(220));
    await row.dispatchEvent('touchend', {});
    await page.getByTestId('mode-bar').filter({ hasText: 'Heard: /start' }).waitFor();
    await page.getByTestId('mode-cancel').click();
    await row.dispatchEvent('touchstart', at(300));
    await page.getByTestId('menu-reply').waitFor();
  });

  it('shows that the bot is typing, and follows a group that becomes a supergroup', async () => {
    const ops = -2001;
    await open(ben, ops);
    await bot.api.sendChatAction(ops, 'typing');
    await page.getByTestId('chat-subtitle').filter({ hasText: 'Vakhta is typing…' }).waitFor();
    await bot.api.sendMessage(ops, 'here');
    await page.getByTestId('chat-subtitle').filter({ hasText: 'members' }).waitFor();
    await phone.migrate(ops);
    await page.getByTestId('service').filter({ hasText: 'Ops became a supergroup' }).waitFor();
    expect(await message('here').count()).toBe(0);
  });

  it('reveals spoilers, opens long quotations, keeps relative dates true, asks before a link opens', async () => {
    await open(ben, ben);
    const seconds = Math.floor(Date.now() / 1000) - 3 * 3600;
    const text = `<tg-spoiler>secret</tg-spoiler> <tg-time unix="${seconds}" format="r">then</tg-time> <a href="https://example.org/a">docs</a>`;
    const quotation = `<blockquote expandable>${'a long line that goes on\n'.repeat(8)}</blockquote>`;
    await bot.api.sendMessage(ben, `${text}\n${quotation}`, { parse_mode: 'HTML' });
    const shown = message('secret');
    await shown.waitFor();
    expect(await shown.locator('time').innerText()).toBe('3 hours ago');
    await shown.locator('.spoiler').click();
    expect(await shown.locator('.spoiler[data-revealed]').count()).toBe(1);
    const closed = (await shown.locator('blockquote').boundingBox())?.height ?? 0;
    await shown.locator('blockquote').click();
    expect((await shown.locator('blockquote').boundingBox())?.height).toBeGreaterThan(2 * closed);
    await shown.getByText('docs').click();
    await page.getByTestId('link-dialog').filter({ hasText: 'https://example.org/a' }).waitFor();
  });

  it('pins, reacts, and tells of both', async () => {
    await open(ben, onCall, incidents);
    const sent = await bot.api.sendMessage(onCall, 'Read me', { message_thread_id: incidents });
    await bot.api.pinChatMessage(onCall, sent.message_id);
    await page.getByTestId('pinned').filter({ hasText: 'Read me' }).waitFor();
    await message('Read me').click({ button: 'right' });
    await page.getByTestId('react-👍').click();
    await message('Read me').getByTestId('reactions').filter({ hasText: '👍' }).waitFor();
    await message('Read me').locator('[data-reaction="👍"]').click();
    await message('Read me').getByTestId('reactions').waitFor({ state: 'detached' });
  });

  it('is dark when the system is, or when told to be', async () => {
    await open(ben, ben);
    const bubble = 'getComputedStyle(document.querySelector("#phone")).backgroundColor';
    expect(await read(bubble)).toBe('rgb(255, 255, 255)');
    await page.getByTestId('theme').click();
    expect(await read(bubble)).toBe('rgb(23, 33, 43)');
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto(phoneUrl({ url: sandbox.url, person: ben }).replace(/&theme=\w+/, ''));
    await page.locator(':root[data-theme="dark"]').waitFor();
  });

  it('switches faults on and off, and blocks the bot', async () => {
    await open(ben, ben);
    await say('hello');
    await message('Heard: hello').waitFor();
    await page.getByTestId('fault-429').click();
    await page.getByTestId('faults').filter({ hasText: '429' }).waitFor();
    await page.getByTestId('fault-clear').click();
    await page.getByTestId('faults').filter({ hasText: '429' }).waitFor({ state: 'hidden' });
    await page.getByTestId('block').click();
    await page.getByTestId('start').waitFor();
    await expect(bot.api.sendMessage(ben, 'hi')).rejects.toThrow('bot was blocked by the user');
    await page.getByTestId('start').click();
    await message('Heard: /start').nth(1).waitFor();
  });

  it('never makes markup of what people and bots write', async () => {
    await open(ben, ben);
    await say('/hostile');
    await message('<script>window.broken=1</script>').waitFor();
    expect(await read('window.broken')).toBeUndefined();
    expect(await message('<img').locator('img').count()).toBe(0);
  });

  it('fills a small screen', async () => {
    await page.setViewportSize({ width: 390, height: 700 });
    await open(ben);
    expect(await page.getByTestId('phone').boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 700 });
    await page.getByTestId('tools-button').click();
    await page.getByTestId('person').filter({ hasText: 'Anna' }).click();
    await page.getByTestId('tools').waitFor({ state: 'hidden' });
    expect(await read('document.documentElement.lang')).toBe('ru');
  });
});

/** One blue pixel. */
function picture(name: string): { name: string; mimeType: string; buffer: Buffer } {
  const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPj/HwADBwIAMCbHYQAAAABJRU5ErkJggg==';
  return { name, mimeType: 'image/png', buffer: Buffer.from(png, 'base64') };
}
