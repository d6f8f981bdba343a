import { ACK, type Ack } from '../domain/ack.js';
import { AckTimeoutError, MessageRefusedError, NotFoundError } from '../domain/errors.js';
import type { EventStream } from '../events/event-stream.js';
import type { Message, Store } from '../store/store.js';

export interface AckWaitDeps {
  readonly store: Pick<Store, 'pages'>;
  readonly events: Pick<EventStream, 'subscribe'>;
}

export interface Awaited {
  /** This far, or further. */
  readonly ack: Ack;
  readonly timeoutMs: number;
  /** Ends the wait early: nobody is there any more to be answered. */
  readonly signal?: AbortSignal | undefined;
}

/** Waits until messages that were sent got somewhere. Driven by what the journal commits; nothing is polled. */
export class AckWait {
  readonly #deps: AckWaitDeps;
  /** Of the waits that go on. */
  readonly #ends = new Set<() => void>();
  #closed = false;

  constructor(deps: AckWaitDeps) {
    this.#deps = deps;
  }

  /**
   * A message whose ack was there before the call is answered at once.
   * @returns the message as it is then
   * @throws AckTimeoutError if the ack did not come in time, or `signal` or `close` ended the wait; MessageRefusedError
   * as soon as WhatsApp refused the message; NotFoundError if it was deleted meanwhile
   */
  async reached(messageId: string, { ack, timeoutMs, signal }: Awaited): Promise<Message> {
    // Before the first look at the row: what is committed after that look comes as an event.
    const acks = await this.#deps.events.subscribe({
      accept: ({ type, message }) => type === 'message.ack' && message?.id === messageId,
    });
    const end = (): void => void acks.return?.();
    const timer = setTimeout(end, timeoutMs);
    this.#ends.add(end);
    signal?.addEventListener('abort', end);
    if (this.#closed || signal?.aborted === true) end();
    try {
      for (;;) {
        const message = await this.#deps.store.pages.messageByRow(messageId);
        if (message === undefined) throw new NotFoundError('Message', messageId);
        if ((message.ack as Ack) === ACK.ERROR) throw new MessageRefusedError(message);
        if (message.ack >= ack) return message;
        if ((await acks.next()).done === true) throw new AckTimeoutError(message);
      }
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      this.#ends.delete(end);
      end();
    }
  }

  /** Ends every wait, and those yet to come, as if its time were up. */
  close(): void {
    this.#closed = true;
    for (const end of this.#ends) end();
  }
}
