import { Bot, GrammyError, InlineKeyboard, InputFile, InputMediaBuilder } from 'grammy';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ANNA, BEN, useSandbox, withAnna } from './support.ts';

const telegram = useSandbox();
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('a grammY bot', () => {
  const running: { bot?: Bot; polling?: Promise<void> } = {};

  beforeEach(() => {
    const bot = new Bot(telegram.sandbox.token, { client: { apiRoot: telegram.sandbox.url } });
    bot.command('card', (context) =>
      context.replyWithRichMessage(
        { blocks: [{ type: 'heading', text: '#12', size: 2 }] },
        { reply_markup: new InlineKeyboard().text('Take', 'take') },
      ),
    );
    bot.callbackQuery('take', async (context) => {
      await context.answerCallbackQuery({ text: 'Taken' });
      await context.editMessageText({ blocks: [{ type: 'heading', text: '#12, Anna', size: 2 }] });
    });
    bot.on('message:document', async (context) => {
      const file = await context.getFile();
      const url = `${telegram.sandbox.url}/file/bot${telegram.sandbox.token}/${file.file_path}`;
      await context.reply(`read: ${await (await fetch(url)).text()}`);
    });
    running.bot = bot;
    running.polling = bot.start();
  });

  afterEach(async () => {
    await running.bot?.stop();
    await running.polling;
  });

  const api = () => {
    if (running.bot === undefined) throw new Error('the bot is not up');
    return running.bot.api;
  };

  it('answers a command, a tap, and edits its message', async () => {
    await telegram.phone.send(withAnna, '/card');
    const card = await telegram.phone.waitForMessage(ANNA, (one) => one.rich_message !== undefined, 'the card');
    expect(await telegram.phone.tapAnswered(withAnna, card, 'Take')).toMatchObject({ answer: { text: 'Taken' } });
    await telegram.phone.waitForMessage(ANNA, (one) => JSON.stringify(one).includes('#12, Anna'), 'the edit');
    expect(await telegram.phone.refusals()).toEqual([]);
  });

  it('downloads what a person sends', async () => {
    const bytes = Buffer.from('журнал');
    await telegram.phone.file(withAnna, { kind: 'document', name: 'лог.txt', mime: 'text/plain', bytes });
    await telegram.phone.waitForMessage(ANNA, (one) => one.text === 'read: журнал', 'the answer');
  });

  it('uploads documents, photos and albums with multipart', async () => {
    const document = await api().sendDocument(ANNA, new InputFile(Buffer.from('x'), 'инцидент-12.md'), {
      caption: '<b>Report</b>',
      parse_mode: 'HTML',
      reply_markup: new InlineKeyboard().text('Again', 'again'),
    });
    expect(document).toMatchObject({
      document: { file_name: 'инцидент-12.md', file_size: 1 },
      caption: 'Report',
      reply_markup: { inline_keyboard: [[{ text: 'Again' }]] },
    });
    const again = await api().sendDocument(ANNA, document.document.file_id);
    expect(again.document.file_unique_id).toBe(document.document.file_unique_id);
    const photo = await api().sendPhoto(ANNA, new InputFile(PNG, 'a.png'));
    expect(photo.photo).toMatchObject([{ width: 1, height: 1 }]);
    const media = [new InputFile(PNG, 'a.png'), new InputFile(PNG, 'b.png')].map((file) =>
      InputMediaBuilder.photo(file),
    );
    const album = await api().sendMediaGroup(ANNA, media);
    expect(new Set(album.map((message) => Reflect.get(message, 'media_group_id'))).size).toBe(1);
    await expect(api().sendPhoto(ANNA, new InputFile(Buffer.from('no picture'), 'a.png'))).rejects.toThrow(
      'IMAGE_PROCESS_FAILED',
    );
  });

  it('gets Telegram’s errors as grammY’s', async () => {
    const refusal = await api()
      .sendMessage(BEN, 'x')
      .catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(GrammyError);
    expect(refusal).toMatchObject({ error_code: 403, method: 'sendMessage' });
  });

  it('waits for a message in vain only as long as it is told', async () => {
    await expect(telegram.phone.waitForMessage(ANNA, () => false, 'what never comes', 50)).rejects.toThrow(
      'waited 50 ms in vain for what never comes; the latest calls:',
    );
  });
});
