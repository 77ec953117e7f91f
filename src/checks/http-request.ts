import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { type PeerCertificate, TLSSocket } from 'node:tls';
import { ProbeFailure } from './outcome.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** At most MAX_BODY_BYTES of it. */
  readonly body: string;
  /** UTC milliseconds when the server's certificate ends; null without TLS. */
  readonly certificateEndsAt: number | null;
}

export interface HttpQuestion {
  readonly url: string;
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly signal: AbortSignal;
  /** Trusted certificate authorities in PEM; absent: Node's. */
  readonly ca?: readonly string[] | undefined;
  /** Redirects are followed unless the answer's status is one of these. */
  readonly wanted?: (status: number) => boolean;
}

/** Enough for any health page; a probe must not load somebody's download. */
const MAX_BODY_BYTES = 1024 * 1024;
const MAX_REDIRECTS = 5;

/**
 * One HTTP exchange on a connection of its own, so that a kept-alive one does not hide that nothing listens any more.
 * @throws what Node's http throws, or ProbeFailure after too many redirects
 */
export async function askHttp(question: HttpQuestion): Promise<HttpAnswer> {
  let url = question.url;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    const answer = await exchange({ ...question, url });
    const { location } = answer.headers;
    const redirected = answer.status >= 300 && answer.status < 400 && location !== undefined;
    if (!redirected || question.method === 'POST' || question.wanted?.(answer.status) === true) return answer;
    if (!URL.canParse(location, url)) return answer;
    const next = new URL(location, url);
    if (next.protocol !== 'http:' && next.protocol !== 'https:') return answer;
    url = next.href;
  }
  throw new ProbeFailure({ key: 'checks-http-redirects', params: { n: MAX_REDIRECTS } });
}

function exchange(question: HttpQuestion): Promise<HttpAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
  const secure = question.url.startsWith('https:');
  const options = {
    method: question.method,
    signal: question.signal,
    agent: false,
    headers: { 'user-agent': 'vakhta-check', accept: '*/*', connection: 'close' },
    ...(secure && question.ca !== undefined ? { ca: [...question.ca] } : {}),
  };
  const request = (secure ? httpsRequest : httpRequest)(question.url, options, (response) => {
    readAnswer(response).then(resolve, reject);
  });
  request.on('error', reject);
  request.end();
  return promise;
}

async function readAnswer(response: IncomingMessage): Promise<HttpAnswer> {
  // The socket is gone from the response once the body has ended: look at the certificate first.
  const certificateEndsAt = certificateEnd(response);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    if (!Buffer.isBuffer(chunk)) continue;
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= MAX_BODY_BYTES) break;
  }
  const body = Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES).toString('utf8');
  return { status: response.statusCode ?? 0, headers: response.headers, body, certificateEndsAt };
}

function certificateEnd(response: IncomingMessage): number | null {
  return response.socket instanceof TLSSocket ? endOf(response.socket.getPeerCertificate()) : null;
}

/** When a certificate ends, UTC milliseconds; null when there is none. */
export function endOf(certificate: Partial<PeerCertificate> | null): number | null {
  const end = Date.parse(certificate?.valid_to ?? '');
  return Number.isNaN(end) ? null : end;
}
