import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Validator } from '../schema/validate.ts';
import type { CallJournal } from './calls.ts';
import type { Core } from './core.ts';
import type { Fault, Faults } from './faults.ts';
import { UPLOAD_LIMIT } from './files.ts';
import { readBody, sendJson } from './http.ts';
import { botMethods } from './methods/bot.ts';
import { chatMethods } from './methods/chats.ts';
import { editMethods } from './methods/edit.ts';
import { fileMethods } from './methods/files.ts';
import { messageMethods } from './methods/messages.ts';
import type { CallContext } from './methods/method.ts';
import { topicMethods } from './methods/topics.ts';
import { type Form, type Part, parseMultipart } from './multipart.ts';
import { Refusal, refused } from './refusal.ts';

/** A file of the greatest size, and the other parts. */
const BODY_LIMIT = UPLOAD_LIMIT + 1024 * 1024;

type Handler = (args: Record<string, unknown>, context: CallContext) => unknown;

// The validator checks the arguments against a schema made from the types that each method declares them with.
const METHODS = {
  ...botMethods,
  ...messageMethods,
  ...editMethods,
  ...chatMethods,
  ...topicMethods,
  ...fileMethods,
} as unknown as Readonly<Record<string, Handler | undefined>>;

export interface BotApi {
  /** Answers `/bot<token>/<method>`. */
  handle(
    request: IncomingMessage,
    response: ServerResponse,
    token: string,
    name: string,
    query: URLSearchParams,
  ): Promise<void>;
  /** Drops every connection that waits for an answer, as an outage does to a long poll. */
  cutAll(): void;
}

interface Answer {
  readonly status: number;
  readonly body: { readonly ok: boolean; readonly result?: unknown; readonly description?: string };
}

interface BotApiOptions {
  readonly core: Core;
  readonly validator: Validator;
  readonly faults: Faults;
  readonly calls: CallJournal;
}

export function createBotApi({ core, validator, faults, calls }: BotApiOptions): BotApi {
  const open = new Set<ServerResponse>();

  async function handle(
    request: IncomingMessage,
    response: ServerResponse,
    token: string,
    name: string,
    query: URLSearchParams,
  ): Promise<void> {
    const method = validator.methodNamed(name) ?? name;
    const fault = faults.next(method);
    if (fault !== null && (await strikeBefore(fault, request, response, method))) return;
    const gone = new AbortController();
    open.add(response);
    response.on('close', () => {
      open.delete(response);
      gone.abort();
    });
    let params: Record<string, unknown> = {};
    let answer: Answer;
    try {
      const given = await readParams(request, query);
      params = given.fields;
      answer = success(await call(token, method, given, gone.signal));
    } catch (error) {
      answer = failure(error);
    }
    const { ok, description } = answer.body;
    const quietPoll =
      method === 'getUpdates' && ok && Array.isArray(answer.body.result) && answer.body.result.length === 0;
    if (!quietPoll || fault !== null) {
      record(method, params, { status: answer.status, ok, error: description, fault: fault?.kind, applied: ok });
    }
    if (fault?.kind === 'cut-after') response.destroy();
    else if (!gone.signal.aborted) sendJson(response, answer.status, answer.body);
  }

  async function call(
    token: string,
    method: string,
    given: { fields: Record<string, unknown>; files: ReadonlyMap<string, Part> },
    signal: AbortSignal,
  ): Promise<unknown> {
    if (token !== core.token) throw new Refusal(401, 'Unauthorized');
    if (validator.methodNamed(method) === null) throw refused('Not Found: method not found');
    const args = validator.check(method, { ...given.fields, ...namedFiles(method, given.files) });
    const handler = METHODS[method];
    if (handler === undefined) throw refused(`Not Implemented: the sandbox does not know the method ${method} yet`);
    return await handler(args, { core, files: given.files, signal });
  }

  /** A file may be sent in the field of its own name instead of by an `attach://` reference. */
  function namedFiles(method: string, files: ReadonlyMap<string, Part>): Record<string, string> {
    const names = [...files.keys()].filter((name) => validator.hasParameter(method, name));
    return Object.fromEntries(names.map((name) => [name, `attach://${name}`]));
  }

  /** True when the call is over: it was not applied. */
  async function strikeBefore(
    fault: Fault,
    request: IncomingMessage,
    response: ServerResponse,
    method: string,
  ): Promise<boolean> {
    if (fault.kind === 'cut-after') return false;
    const outcome = { ok: false, fault: fault.kind, applied: false };
    core.events.emit({ type: 'faults', faults: faults.list() });
    if (fault.kind === 'hang') {
      record(method, {}, { ...outcome, status: 0, error: 'no answer' });
      await new Promise((resolve) => response.on('close', resolve));
      return true;
    }
    if (fault.kind === 'cut-before' || fault.kind === 'outage') {
      record(method, {}, { ...outcome, status: 0, error: 'connection dropped' });
      response.destroy();
      return true;
    }
    request.resume();
    const { status, description, parameters } = faultAnswer(fault);
    record(method, {}, { ...outcome, status, error: description });
    sendJson(response, status, { ok: false, error_code: status, description, ...parameters });
    return true;
  }

  function record(
    method: string,
    params: Record<string, unknown>,
    outcome: { status: number; ok: boolean; error: string | undefined; fault: string | undefined; applied: boolean },
  ): void {
    const { error, fault, ...rest } = outcome;
    const entry = calls.record({
      at: core.now(),
      method,
      params,
      ...rest,
      ...(error === undefined ? {} : { error }),
      ...(fault === undefined ? {} : { fault }),
    });
    core.events.emit({ type: 'call', call: entry });
  }

  return {
    handle,
    cutAll() {
      for (const response of open) response.destroy();
    },
  };
}

function success(result: unknown): Answer {
  return { status: 200, body: { ok: true, result } };
}

function failure(error: unknown): Answer {
  const refusal =
    error instanceof Refusal
      ? error
      : new Refusal(500, `Internal Server Error: ${error instanceof Error ? error.stack : error}`);
  const { code, description, parameters } = refusal;
  const body = { ok: false, error_code: code, description, ...(parameters === undefined ? {} : { parameters }) };
  return { status: code, body };
}

function faultAnswer(fault: Fault) {
  switch (fault.kind) {
    case '429': {
      const description = `Too Many Requests: retry after ${fault.retryAfter}`;
      return { status: 429, description, parameters: { parameters: { retry_after: fault.retryAfter } } };
    }
    case '404':
      return { status: 404, description: 'Not Found: method not found', parameters: {} };
    case '502':
      return { status: 502, description: 'Bad Gateway', parameters: {} };
    default:
      return { status: 500, description: 'Internal Server Error', parameters: {} };
  }
}

async function readParams(request: IncomingMessage, query: URLSearchParams): Promise<Form> {
  const fromQuery = Object.fromEntries(query);
  const type = request.headers['content-type'] ?? '';
  const body = await readBody(request, BODY_LIMIT);
  if (/^multipart\/form-data/i.test(type)) {
    const form = parseMultipart(body, type);
    return { fields: { ...fromQuery, ...form.fields }, files: form.files };
  }
  const text = body.toString('utf8');
  const urlencoded = /^application\/x-www-form-urlencoded/i.test(type);
  const fields = urlencoded ? Object.fromEntries(new URLSearchParams(text)) : parseJsonBody(text);
  return { fields: { ...fromQuery, ...fields }, files: new Map() };
}

function parseJsonBody(body: string): Record<string, unknown> {
  if (body.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    throw refused("Bad Request: can't parse JSON object");
  }
  throw refused("Bad Request: can't parse JSON object");
}
