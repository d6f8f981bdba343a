import type { WebSocket } from 'ws';
import { StreamStalledError, type GatewayError } from '../domain/errors.js';
import type { Caller } from '../domain/role.js';
import type { LiveConnection } from './live-connections.js';
import type { LiveResult } from './live-result.js';
import type { LiveStream } from './live-results.js';

/** Beyond the codes of the protocol, which are 4400 to 4500: it does not read; the reason has its last cursor. */
const STALLED = 4413;
/** The protocol's, for a key that does not hold. */
const FORBIDDEN = 4403;
/** What is held for a client that does not read, before it is closed. */
const MAX_HELD_BYTES = 1024 * 1024;
/** A close frame holds no more. */
const MAX_REASON_BYTES = 123;
/** How long a client whose key does not hold any more may take to answer the close frame. */
const FAREWELL_MS = 500;
const TEXT = { binary: false };
const END: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** A socket that events go out on. */
export class LiveSocket implements LiveConnection {
  lastCursor: string | undefined;
  taken = 0;
  #unsent = 0;
  /** Subscriptions that go on once the client has taken everything. */
  readonly #whenTaken: (() => void)[] = [];
  readonly #onTaken = (): void => {
    this.#unsent--;
    this.taken++;
    if (this.#unsent === 0) for (const goOn of this.#whenTaken.splice(0)) goOn();
  };

  constructor(
    readonly caller: Caller,
    private readonly socket: WebSocket,
  ) {}

  get isWaiting(): boolean {
    return this.#unsent > 0;
  }

  /**
   * What the library is to iterate over instead of the results: it yields nothing, sends every result as the message
   * `next` of this subscription, and ends as the results do. So the protocol stays the library's, and an event on its
   * way to thousands is not copied, checked and written again for each of them.
   */
  deliver(id: string, results: LiveStream): AsyncIterableIterator<never, undefined> {
    const head = Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`);
    const all = (): Promise<IteratorReturnResult<undefined>> =>
      new Promise((resolve, reject) => {
        // No promise for any event: this runs once for each event and subscriber.
        const sendOn = (): void => {
          try {
            for (;;) {
              const result = results.take();
              if (result === undefined) return results.hasEnded ? resolve(END) : results.whenReady(sendOn);
              if (this.socket.readyState !== this.socket.OPEN) return void results.return().then(() => resolve(END));
              if (!this.#send(head, result)) return void this.#whenTaken.push(sendOn);
            }
          } catch (error) {
            reject(error as Error);
          }
        };
        sendOn();
      });
    return {
      [Symbol.asyncIterator]() {
        return this;
      },
      next: all,
      return: async () => {
        await results.return();
        return END;
      },
    };
  }

  cut(reason: GatewayError): void {
    const text = Buffer.from(reason.message).subarray(0, MAX_REASON_BYTES).toString();
    if (reason instanceof StreamStalledError) return this.socket.close(STALLED, text);
    this.socket.close(FORBIDDEN, text);
    setTimeout(() => this.socket.terminate(), FAREWELL_MS).unref();
  }

  /** @returns whether the operating system took it at once, as it does unless the client is slow */
  #send(head: Buffer, result: LiveResult): boolean {
    const { socket } = this;
    if (socket.bufferedAmount > MAX_HELD_BYTES) {
      this.cut(new StreamStalledError(this.lastCursor));
      return true;
    }
    this.lastCursor = result.cursor;
    this.#unsent++;
    socket.send(result.messageWith(head), TEXT, this.#onTaken);
    const isTaken = socket.bufferedAmount === 0;
    if (!isTaken) result.keep();
    return isTaken;
  }
}
