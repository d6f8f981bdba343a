import { type Agent as HttpAgent, type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { type Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { codeOf } from './failure.js';
import type { Limit } from './limit.js';

/** Connections by the scheme of a URL. */
export interface Agents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

export interface Question {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly agents: Agents;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/**
 * Sends a request over a kept connection or a new one. The reply must be read to its end or destroyed. Nothing is
 * followed: neither redirects nor proxies.
 * @throws the first error of the connection, or the one that `limit` ended it with
 */
export async function exchange(question: Question, limit: Limit, again = true): Promise<IncomingMessage> {
  const request = begin(question);
  try {
    return await replyTo(request, question.body, limit);
  } catch (error) {
    // The receiver closed an idle connection in the moment we took it. If it did look at the request before, it sees
    // the same delivery id again.
    if (again && closedWhileIdle(request, error)) return exchange(question, limit, false);
    throw error;
  }
}

function begin({ method, url, agents, headers }: Question): ClientRequest {
  const { protocol, hostname, port, pathname, search } = url;
  const auth = url.username !== '' || url.password !== '' ? `${plain(url.username)}:${plain(url.password)}` : undefined;
  const options = {
    method,
    // Any other than http and https is refused.
    protocol,
    // IPv6 stands in brackets in a URL, and without them in what is connected to.
    hostname: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
    port,
    path: pathname + search,
    headers: sendable(headers, auth !== undefined),
    ...(auth === undefined ? {} : { auth }),
  };
  return protocol === 'https:'
    ? requestHttps({ ...options, agent: agents.https })
    : requestHttp({ ...options, agent: agents.http });
}

function replyTo(request: ClientRequest, body: Buffer | undefined, limit: Limit): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    limit.bounds((error) => {
      // A request that waits for a connection says nothing of its end before it has one.
      reject(error);
      request.destroy(error);
    });
    request.once('response', (reply) => {
      limit.bounds((error) => reply.destroy(error));
      resolve(reply);
    });
    // Stays: a connection may break after its reply, too.
    request.on('error', reject);
    request.end(body);
  });
}

function closedWhileIdle({ reusedSocket }: ClientRequest, error: unknown): boolean {
  const code = codeOf(error);
  return reusedSocket && (code === 'ECONNRESET' || code === 'EPIPE');
}

/** Characters that a header cannot hold; Node would refuse the request. */
const UNSENDABLE = /[^\t\x20-\x7e\x80-\xff]/g;

/** The credentials of the URL stand before an `Authorization` of the caller's. */
function sendable(headers: Question['headers'], hasAuth: boolean): Record<string, string> {
  const sent: Record<string, string> = {};
  for (const name in headers) {
    if (hasAuth && name.toLowerCase() === 'authorization') continue;
    sent[name] = (headers[name] ?? '').replace(UNSENDABLE, '').trim();
  }
  return sent;
}

function plain(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}
