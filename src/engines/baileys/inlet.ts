import type { WebSocket } from 'ws';
import type { Turns } from './turns.js';

type RawSocket = Pick<WebSocket, 'emit' | 'pause' | 'resume'>;

/** Of the length that precedes every frame. */
const LENGTH_BYTES = 3;

/**
 * The way in: the library is given one frame at a time, in turn with those of all other links. By itself it takes a whole
 * packet at once, and works through a hundred messages before anybody else is heard. Whatever else the socket has to say
 * waits behind the frames that came before it; while frames wait, nothing more is read.
 */
export class Inlet {
  readonly #waiting: (() => void)[] = [];
  #rest: Buffer = Buffer.alloc(0);
  #hasTurn = false;
  readonly #holders = new Set<object>();
  #isClosed = false;

  constructor(
    private readonly socket: RawSocket,
    private readonly turns: Turns,
  ) {
    const emit = socket.emit.bind(socket);
    socket.emit = (event: string | symbol, ...args: unknown[]): boolean => {
      const [data, isBinary] = args;
      if (event === 'message' && isBinary === true && Buffer.isBuffer(data)) {
        for (const frame of this.#framesOf(data)) this.#add(() => emit(event, frame, isBinary));
        return true;
      }
      if (event === 'close') this.#closed();
      if (this.#waiting.length === 0) return emit(event, ...args);
      this.#add(() => emit(event, ...args));
      return true;
    };
  }

  /** Nothing comes in until `holder` and all others release it, or until the socket has closed. */
  hold(holder: object): void {
    if (this.#isClosed) return;
    this.#holders.add(holder);
    this.socket.pause();
  }

  release(holder: object): void {
    if (this.#holders.delete(holder)) this.#goOn();
  }

  /** The library must hear of it, whatever the disk does. */
  #closed(): void {
    this.#isClosed = true;
    this.#holders.clear();
    this.#goOn();
  }

  /** A message of the socket may hold many frames, and end within one. */
  #framesOf(data: Buffer): Buffer[] {
    let bytes = this.#rest.length === 0 ? data : Buffer.concat([this.#rest, data]);
    const frames: Buffer[] = [];
    while (bytes.length >= LENGTH_BYTES) {
      const end = LENGTH_BYTES + bytes.readUIntBE(0, LENGTH_BYTES);
      if (bytes.length < end) break;
      frames.push(bytes.subarray(0, end));
      bytes = bytes.subarray(end);
    }
    this.#rest = bytes;
    return frames;
  }

  get #isHeld(): boolean {
    return this.#holders.size > 0;
  }

  #add(emission: () => void): void {
    this.#waiting.push(emission);
    this.#goOn();
  }

  #goOn(): void {
    if (this.#isHeld || this.#hasTurn) return;
    if (this.#waiting.length === 0) return this.socket.resume();
    this.socket.pause();
    this.#hasTurn = true;
    this.turns.take(() => {
      this.#hasTurn = false;
      if (!this.#isHeld) this.#waiting.shift()?.();
      this.#goOn();
    });
  }
}
