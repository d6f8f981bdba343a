import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Readable } from 'node:stream';
import axios, { AxiosError, AxiosHeaders, type AxiosRequestConfig, type InternalAxiosRequestConfig } from 'axios';
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent';
import type { Failure } from '../domain/delivery.js';
import { GatewayError } from '../domain/errors.js';
import { hostOf } from './address.js';
import { AddressGuard, BlockedHostError, type AddressGuardOptions, type Resolve } from './address-guard.js';
import { codeOf, describe, isBlocked } from './failure.js';
import { readReply, retryAfterMs } from './reply.js';

const USER_AGENT = 'OpenWA';

/** axios without what it adds for browsers and JSON (merging, interceptors, transforms): half the cost of a post. */
const send = axios.getAdapter('http');
const EXCHANGE = {
  proxy: false,
  maxRedirects: 0,
  decompress: false,
  responseType: 'stream',
  validateStatus: null,
} as const;

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
  readonly #guarded: Pick<AxiosRequestConfig, 'httpAgent' | 'httpsAgent'>;
  readonly #open: Pick<AxiosRequestConfig, 'httpAgent' | 'httpsAgent'>;
  readonly #running = new Set<AbortController>();
  constructor(options: AddressGuardOptions, resolve?: Resolve) {
    this.#guard = new AddressGuard(options, resolve);
    const pool = { ...POOL, lookup: this.#guard.lookup };
    // The filtering agents check every address once more, by another list than ours.
    this.#guarded = {
      httpAgent: new RequestFilteringHttpAgent(pool),
      httpsAgent: new RequestFilteringHttpsAgent(pool),
    };
    this.#open = { httpAgent: new HttpAgent(pool), httpsAgent: new HttpsAgent(pool) };
  }

  /** Posts once. Never throws: whatever goes wrong is an outcome. */
  async post(url: string, { headers, body, timeoutMs }: OutgoingRequest): Promise<AttemptOutcome> {
    const limit = this.#begin(timeoutMs);
    try {
      return await exchange({
        ...EXCHANGE,
        ...this.#agentsFor(url),
        method: 'POST',
        url,
        // Not packed: the beginning of the reply is kept as text.
        headers: new AxiosHeaders({ 'Accept-Encoding': 'identity', ...headers }),
        data: body,
        signal: limit.signal,
      });
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
    const limit = this.#begin(timeoutMs);
    const failed = (error: unknown): DownloadError =>
      new DownloadError(limit.explain(error).error, isBlocked(error), { cause: error });
    try {
      const reply = await this.#get(url, limit.signal).catch((error: unknown) => {
        throw failed(error);
      });
      const stream = reply.data as Readable;
      const headers = reply.headers as Readonly<Record<string, string | undefined>>;
      const length = Number(headers['content-length'] ?? NaN);
      try {
        return await take({
          status: reply.status,
          contentType: headers['content-type'],
          contentLength: Number.isSafeInteger(length) ? length : undefined,
          body: chunksOf(stream, failed),
        });
      } finally {
        stream.on('error', () => undefined).destroy();
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

  async #get(url: string, signal: AbortSignal) {
    const headers = new AxiosHeaders({ Accept: '*/*', 'Accept-Encoding': 'identity', 'User-Agent': USER_AGENT });
    return send({ ...EXCHANGE, ...this.#agentsFor(url), method: 'GET', url, headers, signal });
  }

  /** @throws BlockedHostError for an address literal that may not be reached; TypeError for what is not of the web */
  #agentsFor(url: string): Pick<AxiosRequestConfig, 'httpAgent' | 'httpsAgent'> {
    const parsed = new URL(url);
    // axios reads data: addresses by itself.
    if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') throw new TypeError('Neither http nor https');
    const host = hostOf(parsed);
    this.#guard.vetLiteral(host);
    return this.#guard.exempts(host) ? this.#open : this.#guarded;
  }

  /** Bounds an exchange: by time, and by the end of the gateway. */
  #begin(timeoutMs: number): { signal: AbortSignal; explain: typeof describe; end: () => void } {
    const abort = new AbortController();
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      abort.abort();
    }, timeoutMs);
    this.#running.add(abort);
    return {
      signal: abort.signal,
      explain: (error) =>
        timedOut ? { failure: 'timeout', error: `No answer within ${timeoutMs} ms.` } : describe(error),
      end: () => {
        clearTimeout(timer);
        this.#running.delete(abort);
      },
    };
  }

  /** Ends every exchange and every connection. */
  close(): void {
    for (const abort of this.#running) abort.abort();
    for (const { httpAgent, httpsAgent } of [this.#guarded, this.#open]) {
      (httpAgent as HttpAgent).destroy();
      (httpsAgent as HttpsAgent).destroy();
    }
  }
}

async function exchange(config: InternalAxiosRequestConfig, again = true): Promise<AttemptOutcome> {
  try {
    const reply = await send(config);
    const body = await readReply(reply.data as Readable);
    const { 'retry-after': retryAfter } = reply.headers as Readonly<Record<string, unknown>>;
    return { kind: 'answered', status: reply.status, body, retryAfterMs: retryAfterMs(retryAfter, Date.now()) };
  } catch (error) {
    // The receiver closed an idle connection in the moment we took it. If it did look at the request before, it sees
    // the same delivery id again.
    if (again && closedWhileIdle(error)) return exchange(config, false);
    throw error;
  }
}

async function* chunksOf(stream: Readable, failed: (error: unknown) => Error): AsyncIterable<Uint8Array> {
  try {
    for await (const chunk of stream) yield chunk as Uint8Array;
  } catch (error) {
    throw failed(error);
  }
}

function closedWhileIdle(error: unknown): boolean {
  if (!(error instanceof AxiosError) || error.response !== undefined) return false;
  const { reusedSocket } = (error.request ?? {}) as { reusedSocket?: boolean };
  return reusedSocket === true && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}
