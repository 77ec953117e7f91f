import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallJournal } from '../calls.ts';
import type { Core } from '../core.ts';
import { FAULT_KINDS, type FaultKind, type Faults } from '../faults.ts';
import { readBody, sendJson } from '../http.ts';
import type { StoredMessage } from '../messages.ts';
import { Refusal, refused } from '../refusal.ts';
import { type Actions, createActions, type FileToSend, type TapTarget, type Where } from './actions.ts';
import { type ChatActions, createChatActions } from './chat-actions.ts';
import { type Fields, readFields } from './fields.ts';
import { eventIsFor, phoneState } from './state.ts';

const BODY_LIMIT = 100 * 1024 * 1024;

export interface PhoneApi {
  /** Answers `/phone/<name>`. */
  handle(request: IncomingMessage, response: ServerResponse, name: string, query: URLSearchParams): Promise<void>;
  close(): void;
}

interface PhoneApiOptions {
  readonly core: Core;
  readonly faults: Faults;
  readonly calls: CallJournal;
  /** Called when an outage begins. */
  readonly cutAll: () => void;
}

const ALIVE_EVERY_MS = 60_000;

export function createPhoneApi({ core, faults, calls, cutAll }: PhoneApiOptions): PhoneApi {
  const streams = new Set<ServerResponse>();

  function streamEvents(response: ServerResponse, request: IncomingMessage, query: URLSearchParams): void {
    const person = optionalNumber(query.get('person'));
    const since = optionalNumber(request.headers['last-event-id'] ?? query.get('since')) ?? core.events.last();
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      connection: 'keep-alive',
    });
    response.write(': open\n\n');
    const write = (event: { readonly seq: number; readonly [field: string]: unknown }) => {
      if (eventIsFor(core, event, person)) response.write(`id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`);
    };
    for (const event of core.events.since(since)) write(event);
    const stop = core.events.subscribe(write);
    // Node's fetch ends a body that says nothing for five minutes, and whoever waits then would wait in vain.
    const alive = setInterval(() => response.write(': alive\n\n'), ALIVE_EVERY_MS);
    alive.unref();
    streams.add(response);
    response.on('close', () => {
      clearInterval(alive);
      stop();
      streams.delete(response);
    });
  }

  function changeFaults(fields: Fields): unknown {
    if (fields.flag('clear')) faults.clear();
    const added = fields.object('add');
    const fault = added === undefined ? null : faults.add(readFault(readFields(added)));
    if (fault?.kind === 'outage') cutAll();
    core.events.emit({ type: 'faults', faults: faults.list() });
    return { fault, faults: faults.list() };
  }

  const reads: Readonly<Record<string, (query: URLSearchParams) => unknown>> = {
    state: (query) => phoneState(core, faults, optionalNumber(query.get('person'))),
    calls: () => calls.list(),
    refusals: () => calls.refusals(),
    pending: () => core.updates.pending(),
  };
  const writes = { ...phoneWrites(createActions(core), createChatActions(core)), faults: changeFaults } as Readonly<
    Record<string, ((fields: Fields) => unknown) | undefined>
  >;

  return {
    async handle(request, response, name, query) {
      try {
        if (request.method === 'GET' && name === 'events') return streamEvents(response, request, query);
        const read = reads[name];
        if (request.method === 'GET' && read !== undefined) return sendJson(response, 200, read(query));
        const write = writes[name];
        if (request.method !== 'POST' || write === undefined) throw refused(`Not Found: no phone action ${name}`);
        const body = (await readBody(request, BODY_LIMIT)).toString('utf8');
        sendJson(response, 200, write(readFields(body === '' ? {} : JSON.parse(body))) ?? { ok: true });
      } catch (error) {
        const status = error instanceof Refusal ? error.code : 500;
        sendJson(response, status, { error: error instanceof Error ? error.message : String(error) });
      }
    },
    close() {
      for (const response of streams) response.end();
    },
  };
}

function phoneWrites(actions: Actions, chats: ChatActions) {
  return {
    send: (fields: Fields) => actions.send(whereOf(fields), fields.text('text')),
    tap: (fields: Fields) => {
      const where = whereOf(fields);
      const target = tapTarget(fields);
      const data = fields.optionalText('data') ?? dataAt(actions.shown(where.chat, where.person, target), fields);
      return { callbackQueryId: actions.tap(where, target, data) };
    },
    edit: (fields: Fields) => actions.edit(whereOf(fields), fields.number('messageId'), fields.text('text')),
    file: (fields: Fields) => actions.files(whereOf(fields), filesOf(fields)),
    forward: (fields: Fields) =>
      actions.forward(whereOf(fields), fields.number('fromChat'), fields.number('messageId')),
    react: (fields: Fields) =>
      actions.react(whereOf(fields), fields.number('messageId'), fields.optionalText('emoji') ?? null),
    block: (fields: Fields) => chats.block(fields.number('person'), true),
    unblock: (fields: Fields) => chats.block(fields.number('person'), false),
    start: (fields: Fields) => actions.start(fields.number('person')),
    migrate: (fields: Fields) => ({ chat: chats.migrate(fields.number('chat')) }),
    rights: (fields: Fields) => {
      const status = statusOf(fields.optionalText('status'));
      chats.membership(
        fields.number('chat'),
        fields.optionalNumber('by') ?? 1001,
        status,
        fields.object('rights') ?? {},
      );
    },
    privacy: (fields: Fields) => chats.privacy(fields.flag('on')),
    topic: (fields: Fields) => ({
      thread: chats.topic(fields.number('chat'), fields.optionalNumber('person') ?? 1001, fields.text('name')),
    }),
    update: (fields: Fields) => ({ queued: actions.update(fields.object('update') ?? {}) }),
  };
}

function whereOf(fields: Fields): Where {
  return {
    person: fields.number('person'),
    chat: fields.number('chat'),
    thread: fields.optionalNumber('thread'),
    replyTo: fields.optionalNumber('replyTo'),
    anonymous: fields.flag('anonymous'),
  };
}

/** An ephemeral message is named by `ephemeralId`, or by "e<id>" in the place of its message id, which is 0. */
function tapTarget(fields: Fields): TapTarget {
  const ephemeral = fields.isText('messageId') ? /^e(\d+)$/.exec(fields.text('messageId'))?.[1] : undefined;
  if (ephemeral !== undefined) return { messageId: 0, ephemeralId: Number(ephemeral) };
  return { messageId: fields.number('messageId'), ephemeralId: fields.optionalNumber('ephemeralId') };
}

/** The data of the button at a place in the message's keyboard. */
function dataAt(message: StoredMessage, fields: Fields): string {
  const button = message.reply_markup?.inline_keyboard[fields.number('row')]?.[fields.number('column')];
  if (button === undefined || !('callback_data' in button)) throw refused('Bad Request: there is no such button');
  return button.callback_data;
}

function filesOf(fields: Fields): readonly FileToSend[] {
  const album = fields.list('album');
  return album === undefined ? [fileOf(fields)] : album.map((item) => fileOf(readFields(item)));
}

function fileOf(fields: Fields): FileToSend {
  const kind = fields.text('kind');
  if (kind !== 'photo' && kind !== 'document') throw refused('Bad Request: "kind" must be photo or document');
  return {
    kind,
    name: fields.optionalText('name') ?? 'file',
    mime: fields.optionalText('mime') ?? 'application/octet-stream',
    base64: fields.text('base64'),
    caption: fields.optionalText('caption'),
  };
}

function statusOf(status: string | undefined) {
  const known = (['member', 'administrator', 'left', 'kicked'] as const).find(
    (one) => one === (status ?? 'administrator'),
  );
  if (known === undefined) throw refused('Bad Request: "status" must be member, administrator, left or kicked');
  return known;
}

function readFault(fields: Fields) {
  const kind = FAULT_KINDS.find((one): one is FaultKind => one === fields.text('kind'));
  if (kind === undefined) throw refused(`Bad Request: "kind" must be one of ${FAULT_KINDS.join(', ')}`);
  const [method, times] = [fields.optionalText('method'), fields.optionalNumber('times')];
  const [seconds, retryAfter] = [fields.optionalNumber('seconds'), fields.optionalNumber('retryAfter')];
  return {
    kind,
    ...(method === undefined ? {} : { method }),
    ...(times === undefined ? {} : { times }),
    ...(seconds === undefined ? {} : { seconds }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

function optionalNumber(value: string | readonly string[] | null): number | undefined {
  return typeof value === 'string' && value !== '' ? Number(value) : undefined;
}
