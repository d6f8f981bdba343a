import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { Plugin } from 'graphql-yoga';
import type { Context } from '../../schema/context.js';
import { toGraphQLError } from '../../schema/errors.js';
import { ERROR_CODES, GatewayError } from '../domain/errors.js';
import type { Caller } from '../domain/role.js';
import type { Logger } from '../runtime/logger.js';
import type { Live } from './live.js';
import type { LiveConnection } from './live-connections.js';
import type { LiveResult } from './live-result.js';

/** What a request over HTTP brings along. */
export interface Exchange {
  readonly gateway: Context;
  readonly response: ServerResponse;
}

interface LiveEventsDeps {
  readonly live: Live;
  readonly logger: Logger;
}

type Results = AsyncIterableIterator<LiveResult, undefined>;

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache',
};
const PING = ':\n\n';
const COMPLETE = 'event: complete\ndata:\n\n';
/** How long a client may take to read why it was cut: one that stopped reading has longer than one whose key is gone. */
const FAREWELL_MS = { STREAM_STALLED: 10_000, other: 500 };

/**
 * Subscriptions as server-sent events, as the protocol "GraphQL over SSE" has them in its mode of distinct connections.
 * Ours beyond that: every event has its cursor as `id`, with which a browser reconnects by itself.
 */
export const liveEvents = (deps: LiveEventsDeps): Plugin<object, Exchange> => ({
  onSubscribe: ({ setSubscribeFn }) => setSubscribeFn((args) => deps.live.results.subscribe(args)),
  onResultProcess(processing) {
    const { result, resultProcessor } = processing;
    const { gateway, response } = processing.serverContext;
    // None was chosen for a client that does not accept events.
    if (!(Symbol.asyncIterator in result) || resultProcessor === undefined) return;
    // What `subscribe` above returned, wrapped by the library.
    const results = result as unknown as Results;
    processing.setResultProcessor((_result, { Response }) => {
      const { caller, requestId } = gateway;
      if (caller === null) throw new Error('a stream without a caller');
      const logger = deps.logger.child({ requestId });
      try {
        const stream = new EventStreamBody(caller, results, response, { ...deps, logger });
        return new Response(stream as unknown as BodyInit, { headers: HEADERS });
      } catch (error) {
        void results.return?.();
        const status = error instanceof GatewayError ? ERROR_CODES[error.code].status : 500;
        const body = JSON.stringify({ errors: [toGraphQLError(error, logger)] });
        return new Response(body, { status, headers: { 'content-type': 'application/json; charset=utf-8' } });
      }
    }, 'text/event-stream');
  },
});

/** The body of such an answer: an event is fetched when the one before it was taken. */
class EventStreamBody extends Readable implements LiveConnection {
  lastCursor: string | undefined;
  taken = 0;
  readonly #remove: () => void;
  readonly #pinging: NodeJS.Timeout;
  #ended = false;
  #asking = false;

  /** @throws GatewayError TOO_MANY_CONNECTIONS */
  constructor(
    readonly caller: Caller,
    private readonly results: Results,
    private readonly response: ServerResponse,
    private readonly deps: LiveEventsDeps,
  ) {
    super({ highWaterMark: 1 });
    this.#remove = deps.live.connections.add(this);
    // Some browsers wait for the first byte.
    this.push(PING);
    this.#pinging = setInterval(() => void (!this.isWaiting && this.push(PING)), deps.live.limits.pingEveryMs).unref();
  }

  get isWaiting(): boolean {
    return this.readableLength > 0 || this.response.writableLength > 0;
  }

  override _read(): void {
    this.taken++;
    // A ping makes the stream ask again.
    if (!this.#asking) void this.#next();
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#stop();
    callback(error);
  }

  cut(reason: GatewayError): void {
    this.#end(reason);
    const { STREAM_STALLED, other } = FAREWELL_MS;
    setTimeout(() => this.response.destroy(), reason.code === 'STREAM_STALLED' ? STREAM_STALLED : other).unref();
  }

  async #next(): Promise<void> {
    this.#asking = true;
    try {
      const { done, value } = await this.results.next();
      this.#asking = false;
      if (this.#ended) return;
      if (done === true) return this.#end();
      this.lastCursor = value.cursor;
      this.push(`id: ${value.cursor}\nevent: next\ndata: ${value.json.toString()}\n\n`);
    } catch (error) {
      this.#end(error);
    }
  }

  /** @param error why, if it did not end by itself */
  #end(error?: unknown): void {
    if (this.#ended) return;
    this.#stop();
    if (error !== undefined) {
      const errors = [toGraphQLError(error, this.deps.logger)];
      this.push(`event: next\ndata: ${JSON.stringify({ errors })}\n\n`);
    }
    this.push(COMPLETE);
    this.push(null);
  }

  #stop(): void {
    this.#ended = true;
    this.#remove();
    clearInterval(this.#pinging);
    void this.results.return?.();
  }
}
