import type { ExecutionResult } from 'graphql';

const TAIL = '}'.charCodeAt(0);

/** What one event is to a subscriber. To the libraries a result without anything in it; what is sent is `json`. */
export class LiveResult implements ExecutionResult {
  declare readonly data?: undefined;
  /** Room for the head of a message, the result, and its end. */
  #message: Buffer | undefined;
  #room = 0;

  constructor(
    /** Where to go on behind it. */
    readonly cursor: string,
    /** The whole result, written once for everyone who asked for the same. */
    readonly json: Buffer,
  ) {}

  /**
   * The result as a message, to thousands one after the other: all are made in the same bytes, of which only the head is
   * written anew. Whoever does not hand them to the operating system before the next call calls `keep`.
   * @param head everything up to the result; an object is opened in it
   */
  messageWith(head: Buffer): Buffer {
    const message = this.#message !== undefined && head.length <= this.#room ? this.#message : this.#make(head.length);
    const start = this.#room - head.length;
    message.set(head, start);
    return start === 0 ? message : message.subarray(start);
  }

  /** The bytes of the last message are still needed. */
  keep(): void {
    this.#message = undefined;
  }

  #make(room: number): Buffer {
    const message = Buffer.allocUnsafeSlow(room + this.json.length + 1);
    message.set(this.json, room);
    message[message.length - 1] = TAIL;
    this.#room = room;
    this.#message = message;
    return message;
  }
}
