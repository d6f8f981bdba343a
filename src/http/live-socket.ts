import type { WebSocket } from 'ws';
import { StreamStalledError, type GatewayError } from '../domain/errors.js';
import type { Caller } from '../domain/role.js';
import type { LiveConnection } from './live-connections.js';
import type { LiveResult, LiveStream } from './live-results.js';

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
const TAIL = Buffer.from('}');
const END: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** A socket that events go out on. */
export class LiveSocket implements LiveConnection {
  lastCursor: string | undefined;
  taken = 0;
  #unsent = 0;

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
    const all = async (): Promise<IteratorReturnResult<undefined>> => {
      for (;;) {
        const { done, value } = await results.next();
        if (done === true) return END;
        if (this.socket.readyState !== this.socket.OPEN) break;
        const sent = this.#send(head, value);
        if (sent !== undefined) await sent;
      }
      await results.return?.();
      return END;
    };
    return {
      [Symbol.asyncIterator]() {
        return this;
      },
      next: all,
      return: async () => {
        await results.return?.();
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

  /** @returns nothing if the operating system took it at once, as it does unless the client is slow */
  #send(head: Buffer, { cursor, json }: LiveResult): Promise<void> | undefined {
    const { socket } = this;
    if (socket.bufferedAmount > MAX_HELD_BYTES) {
      this.cut(new StreamStalledError(this.lastCursor));
      return undefined;
    }
    this.lastCursor = cursor;
    this.#unsent++;
    let onTaken: (() => void) | undefined;
    socket.send(Buffer.concat([head, json, TAIL]), { binary: false }, () => {
      this.#unsent--;
      this.taken++;
      onTaken?.();
    });
    return socket.bufferedAmount === 0 ? undefined : new Promise((resolve) => (onTaken = resolve));
  }
}
