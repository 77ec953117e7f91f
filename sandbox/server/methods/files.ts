import type { Document, MessageEntity, PhotoSize } from '@grammyjs/types';
import type { Core } from '../core.ts';
import { DOWNLOAD_LIMIT, imageSize, PHOTO_LIMIT, type StoredFile, UPLOAD_LIMIT } from '../files.ts';
import type { StoredMessage } from '../messages.ts';
import type { Part } from '../multipart.ts';
import { refused } from '../refusal.ts';
import { captionText } from '../text/format.ts';
import type { CallContext, Methods } from './method.ts';
import { send } from './send.ts';

export const fileMethods: Methods = {
  sendDocument(args, context) {
    const file = received(context, 'document', args.document);
    return send(context.core, args, { document: documentOf(file), ...captionOf(args) });
  },
  sendPhoto(args, context) {
    const file = received(context, 'photo', args.photo);
    return send(context.core, args, { photo: photoOf(file), ...captionOf(args) });
  },
  sendMediaGroup(args, context) {
    if (args.media.length < 2 || args.media.length > 10)
      throw refused('Bad Request: wrong number of items in the album');
    const contents = args.media.map((item) => {
      if (item.type === 'photo') return { photo: photoOf(received(context, 'photo', item.media)), ...captionOf(item) };
      if (item.type === 'document') {
        return { document: documentOf(received(context, 'document', item.media)), ...captionOf(item) };
      }
      throw refused(`Not Implemented: the sandbox does not know media of type ${item.type} in albums`);
    });
    const media_group_id = `1${context.core.now()}${context.core.events.last()}`;
    return contents.map((content) => send(context.core, args, { ...content, media_group_id }));
  },
  getFile(args, { core }) {
    const file = core.files.find(args.file_id);
    if (file === null) throw refused('Bad Request: wrong file_id or the file is temporarily unavailable');
    if (file.bytes.length > DOWNLOAD_LIMIT) throw refused('Bad Request: file is too big');
    return { file_id: file.id, file_unique_id: file.uniqueId, file_size: file.bytes.length, file_path: file.path };
  },
};

interface Captioned {
  readonly caption?: string;
  readonly parse_mode?: string;
  readonly caption_entities?: MessageEntity[];
}

function captionOf(args: Captioned): Partial<StoredMessage> {
  if (args.caption === undefined) return {};
  const { text, entities } = captionText(args.caption, args.parse_mode, args.caption_entities);
  if (text === '') return {};
  return { caption: text, ...(entities.length === 0 ? {} : { caption_entities: entities }) };
}

/** The file that an argument names: uploaded with this request, or known from before by its file_id. */
function received({ core, files }: CallContext, kind: 'photo' | 'document', reference: string): StoredFile {
  const attached = /^attach:\/\/(.+)$/.exec(reference)?.[1];
  if (attached === undefined) {
    if (/^https?:/.test(reference)) throw refused('Bad Request: failed to get HTTP URL content');
    const known = core.files.find(reference);
    if (known === null) throw refused('Bad Request: wrong remote file identifier specified: Wrong string length');
    return known;
  }
  const part = files.get(attached);
  if (part === undefined) throw refused(`Bad Request: there is no ${kind} in the request`);
  return storeUpload(core, kind, part);
}

function storeUpload(core: Core, kind: 'photo' | 'document', part: Part): StoredFile {
  if (part.bytes.length === 0) throw refused('Bad Request: file must be non-empty');
  if (part.bytes.length > UPLOAD_LIMIT) throw refused('Request Entity Too Large');
  if (kind === 'photo') {
    if (part.bytes.length > PHOTO_LIMIT) throw refused('Bad Request: file is too big');
    const size = imageSize(part.bytes);
    if (size === null) throw refused('Bad Request: IMAGE_PROCESS_FAILED');
    const ratio = Math.max(size.width / size.height, size.height / size.width);
    if (size.width + size.height > 10_000 || ratio > 20) throw refused('Bad Request: PHOTO_INVALID_DIMENSIONS');
  }
  return core.files.add(kind, part.name, part.mime, part.bytes);
}

export function documentOf(file: StoredFile): Document {
  return {
    file_id: file.id,
    file_unique_id: file.uniqueId,
    file_name: file.name,
    mime_type: file.mime,
    file_size: file.bytes.length,
  };
}

export function photoOf(file: StoredFile): PhotoSize[] {
  const size = imageSize(file.bytes) ?? { width: 90, height: 90 };
  return [{ file_id: file.id, file_unique_id: file.uniqueId, file_size: file.bytes.length, ...size }];
}
