import { Agent as HttpAgent, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent';
import type { Failure } from '../domain/delivery.js';
import { GatewayError } from '../domain/errors.js';
import { hostOf } from './address.js';
import { AddressGuard, BlockedHostError, type AddressGuardOptions, type Resolve } from './address-guard.js';
import { type Agents, exchange } from './exchange.js';
import { codeOf, isBlocked } from './failure.js';
import { Limit } from './limit.js';
import { readReply, retryAfterMs } from './reply.js';

const DOWNLOAD_HEADERS = { Accept: '*/*', 'Accept-Encoding': 'identity', 'User-Agent': 'OpenWA' };

/**
 * Sockets are few because callers bound what they send at once; idle ones are kept for the next event, of each host so
 * many as an event goes to webhooks there: a new connection costs as much as the post itself.
 */
const POOL = {
  keepAlive: true,
  keepAliveMsecs: 60_000,
  maxSockets: 512,
  maxFreeSockets: 64,
  scheduling: 'lifo',
  timeout: 30_000,
} as const;

/** What came of one HTTP exchange. `error` is for operators and callers: it holds no address and no secret. */
export type AttemptOutcome =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** The first 16 kB of the reply, as text. */
      readonly body: string;
      /** What the reply asks for by `Retry-After`. */
      readonly retryAfterMs?: number;
    }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly error: string };

export interface OutgoingRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Bounds the whole exchange, from resolving the name to the last byte of the reply. */
  readonly timeoutMs: number;
}

/** What answers a download. */
export interface Download {
  readonly status: number;
  /** As the server states it, parameters and all. */
  readonly contentType: string | undefined;
  /** As the server states it; the body may be longer where it lies. */
  readonly contentLength: number | undefined;
  /** Throws DownloadError if it breaks off before the length that was stated. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** A download that came to nothing. Its message is for callers: it holds no address. */
export class DownloadError extends Error {
  /** @param blocked the host may not be reached */
  constructor(
    message: string,
    readonly blocked: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * The one way out of the gateway over HTTP. Private and reserved addresses are refused, redirects and the proxies of
 * the environment are not followed, and of a reply at most 16 kB are read.
 */
export class OutgoingHttp {
  readonly #guard: AddressGuard;
  readonly #guarded: Agents;
  readonly #open: Agents;
  readonly #running = new Set<Limit>();

  constructor(options: AddressGuardOptions, resolve?: Resolve) {
    this.#guard = new AddressGuard(options, resolve);
    const pool = { ...POOL, lookup: this.#guard.lookup };
    // The filtering agents check every address once more, by another list than ours.
    this.#guarded = { http: new RequestFilteringHttpAgent(pool), https: new RequestFilteringHttpsAgent(pool) };
    this.#open = { http: new HttpAgent(pool), https: new HttpsAgent(pool) };
  }

  /** Posts once. Never throws: whatever goes wrong is an outcome. */
  async post(address: string, { headers, body, timeoutMs }: OutgoingRequest): Promise<AttemptOutcome> {
    const limit = new Limit(timeoutMs, this.#running);
    try {
      const url = new URL(address);
      // Not packed: the beginning of the reply is kept as text.
      const sent = { 'Accept-Encoding': 'identity', ...headers };
      const reply = await exchange({ method: 'POST', url, agents: this.#agentsFor(url), headers: sent, body }, limit);
      const status = reply.statusCode ?? 0;
      const text = await readReply(reply);
      return {
        kind: 'answered',
        status,
        body: text,
        retryAfterMs: retryAfterMs(reply.headers['retry-after'], Date.now()),
      };
    } catch (error) {
      return { kind: 'failed', ...limit.explain(error) };
    } finally {
      limit.end();
    }
  }

  /**
   * Downloads once.
   * @param timeoutMs bounds the whole exchange, from resolving the name until `take` is done
   * @param take reads what it wants of the answer; the connection is dropped when it is done
   * @throws DownloadError, or what `take` throws
   */
  async download<T>(url: string, timeoutMs: number, take: (answer: Download) => Promise<T>): Promise<T> {
    const limit = new Limit(timeoutMs, this.#running);
    const failed = (error: unknown): DownloadError =>
      new DownloadError(limit.explain(error).error, isBlocked(error), { cause: error });
    try {
      const reply = await this.#get(url, limit).catch((error: unknown) => {
        throw failed(error);
      });
      const length = Number(reply.headers['content-length'] ?? NaN);
      try {
        return await take({
          status: reply.statusCode ?? 0,
          contentType: reply.headers['content-type'],
          contentLength: Number.isSafeInteger(length) ? length : undefined,
          body: chunksOf(reply, failed),
        });
      } finally {
        reply.on('error', () => undefined).destroy();
      }
    } finally {
      limit.end();
    }
  }

  /**
   * Whether a URL may be registered.
   * @throws GatewayError URL_NOT_ALLOWED unless it is http(s) and its host is known and public, or exempt
   */
  async check(url: string): Promise<void> {
    const target = URL.canParse(url) ? new URL(url) : undefined;
    if (target?.protocol !== 'http:' && target?.protocol !== 'https:') {
      throw new GatewayError('URL_NOT_ALLOWED', 'url must be an http or https address');
    }
    const host = hostOf(target);
    if (this.#guard.exempts(host)) return;
    try {
      this.#guard.vetLiteral(host);
      await this.#guard.addressesOf(host);
    } catch (error) {
      const why =
        error instanceof BlockedHostError
          ? 'is private or reserved, or its name leads to such an address. To allow it, add it to SSRF_ALLOWED_HOSTS, or set WEBHOOK_SSRF_PROTECT=false'
          : `could not be resolved (${codeOf(error)})`;
      throw new GatewayError('URL_NOT_ALLOWED', `url is not allowed: the host "${host}" ${why}`);
    }
  }

  async #get(address: string, limit: Limit): Promise<IncomingMessage> {
    const url = new URL(address);
    return exchange({ method: 'GET', url, agents: this.#agentsFor(url), headers: DOWNLOAD_HEADERS }, limit);
  }

  /** @throws BlockedHostError for an address literal that may not be reached */
  #agentsFor(url: URL): Agents {
    const host = hostOf(url);
    if (this.#guard.exempts(host)) return this.#open;
    this.#guard.vetLiteral(host);
    return this.#guarded;
  }

  /** Ends every exchange and every connection. */
  close(): void {
    for (const limit of this.#running) limit.close();
    for (const { http, https } of [this.#guarded, this.#open]) {
      http.destroy();
      https.destroy();
    }
  }
}

async function* chunksOf(reply: IncomingMessage, failed: (error: unknown) => Error): AsyncIterable<Uint8Array> {
  try {
    for await (const chunk of reply) yield chunk as Uint8Array;
  } catch (error) {
    throw failed(error);
  }
}
