import { createWriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Composer } from 'grammy';
import type { Message } from 'grammy/types';
import { UserError } from '../../errors.ts';
import { requireAccess } from '../../oncall/index.ts';
import type { BotContext } from '../context.ts';
import { repliedSubject } from '../subjects.ts';
import type { LookingOptions } from './looking.ts';

/** getFile serves at most this much (core.telegram.org/bots/api#getfile). */
const LARGEST_FILE = 20 * 1024 * 1024;
const DOWNLOAD_DEADLINE_MS = 40_000;

/** A reply to a message of an incident is a note on its timeline; a photo or a file in a reply is kept. Edits follow. */
export function createReplies(options: LookingOptions): Composer<BotContext> {
  const { rooms, say } = options;
  const composer = new Composer<BotContext>();

  composer.on('message', async (ctx, next) => {
    const number = repliedIncident(ctx);
    if (number === null || ctx.message.text?.startsWith('/') === true) return next();
    requireAccess(ctx.person, 'responder');
    const file = fileIn(ctx.message);
    const by = ctx.person.id;
    const place = { chatId: ctx.message.chat.id, messageId: ctx.message.message_id };
    if (file) {
      const path = await keep(options, ctx, number, file);
      rooms.incidents.attach(
        number,
        {
          fileName: file.name,
          mime: file.mime,
          path,
          fileId: file.id,
          sizeBytes: file.bytes,
          caption: ctx.message.caption ?? '',
          message: place,
        },
        by,
        ctx.work.cause('attach'),
      );
      say.reply(ctx, 'notice', { key: 'bot-attached', params: { number, file: file.name } }, 'noted', { silent: true });
      return;
    }
    const text = ctx.message.text ?? ctx.message.caption;
    if (text === undefined) return say.notice(ctx, 'bot-reply-unusable', { number });
    rooms.incidents.note(number, { text, message: place }, by, ctx.work.cause('note'));
    say.reply(ctx, 'notice', { key: 'bot-noted', params: { number } }, 'noted', { silent: true });
  });

  composer.on('edited_message', (ctx) => {
    const { chat, message_id: messageId, text, caption } = ctx.editedMessage;
    const changed = text ?? caption;
    if (changed === undefined) return;
    requireAccess(ctx.person, 'responder');
    rooms.incidents.editNote({ chatId: chat.id, messageId }, changed, ctx.person.id, ctx.work.cause('edit'));
  });

  /** Questions and operations have their own answers; everything else that is about an incident takes notes. */
  function repliedIncident(ctx: BotContext): number | null {
    const match = /^incident:(\d+)$/.exec(repliedSubject(options, ctx) ?? '');
    const number = Number(match?.[1]);
    return match && rooms.incidents.get(number) ? number : null;
  }

  return composer;
}

interface IncomingFile {
  readonly id: string;
  readonly name: string;
  readonly mime: string;
  readonly bytes: number;
}

function fileIn(message: Message): IncomingFile | null {
  const photo = message.photo?.at(-1);
  if (photo)
    return {
      id: photo.file_id,
      name: `photo-${message.message_id}.jpg`,
      mime: 'image/jpeg',
      bytes: photo.file_size ?? 0,
    };
  const file = message.document ?? message.video ?? message.audio ?? message.voice;
  if (!file) return null;
  const named = 'file_name' in file ? file.file_name : undefined;
  return {
    id: file.file_id,
    name: named ?? `file-${message.message_id}`,
    mime: file.mime_type ?? 'application/octet-stream',
    bytes: file.file_size ?? 0,
  };
}

/** Copies the file to DATA_DIR, under a name of our own. @returns the path relative to DATA_DIR */
async function keep({ config }: LookingOptions, ctx: BotContext, number: number, file: IncomingFile): Promise<string> {
  if (file.bytes > LARGEST_FILE) throw new UserError('bot-file-too-large', { file: file.name });
  const { file_path: remote } = await ctx.api.getFile(file.id);
  if (remote === undefined) throw new UserError('bot-file-gone', { file: file.name });
  const { apiRoot, botToken, dataDir } = config.environment;
  const relative = join('attachments', String(number), `${ctx.work.updateId}${extensionOf(file.name)}`);
  const path = join(dataDir, relative);
  await mkdir(join(dataDir, 'attachments', String(number)), { recursive: true, mode: 0o700 });
  const response = await fetch(`${apiRoot}/file/bot${botToken}/${remote}`, {
    signal: AbortSignal.timeout(DOWNLOAD_DEADLINE_MS),
  });
  if (!response.ok || !response.body) throw new UserError('bot-file-gone', { file: file.name });
  await pipeline(Readable.fromWeb(response.body), createWriteStream(`${path}.partial`, { mode: 0o600 }));
  await rename(`${path}.partial`, path);
  return relative;
}

function extensionOf(name: string): string {
  return /\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0] ?? '';
}
