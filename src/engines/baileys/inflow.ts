import type { BinaryNode } from '@whiskeysockets/baileys';
import type { EventEmitter } from 'node:events';
import type { Inlet } from './inlet.js';
import type { BaileysLibrary } from './library.js';

/** What the library has something to do with, and answers: each with a receipt or an ack. */
const STANZAS = ['CB:message', 'CB:receipt', 'CB:notification', 'CB:call'] as const;
type Stanza = (typeof STANZAS)[number];

/** Stanzas that the library has, and whose answers have not left. */
const UNANSWERED_AT_MOST = 200;
/** Of stanzas that wait. With so many nothing more comes in, so that nothing grows without limit. */
const HOLD_AT_BYTES = 16 * 1024 * 1024;
const RELEASE_AT_BYTES = HOLD_AT_BYTES / 2;

export interface InflowDeps {
  readonly library: Pick<BaileysLibrary, 'encodeBinaryNode' | 'decodeBinaryNode'>;
  readonly inlet: Pick<Inlet, 'hold' | 'release'>;
  /** The library is given a message. */
  readonly onMessage: (node: BinaryNode) => void;
  /** A stanza that waited could not be given: the link has to end, so that WhatsApp sends it again. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Gives the library stanzas as fast as the disk takes them. WhatsApp sends what it kept while the session was away all
 * at once, and the library takes all of it, decoded. Here it gets some, and more as its answers leave, which they do
 * once the message is on disk. The others wait as bytes, in their order. What is not kept for anybody, the answers of
 * the server above all, does not wait behind them.
 */
export class Inflow {
  readonly #waiting: { readonly stanza: Stanza; readonly bytes: Uint8Array }[] = [];
  #waitingBytes = 0;
  #unanswered = 0;
  #isFeeding = false;
  #isOver = false;

  /** @param frames the library's web socket client, just made */
  constructor(
    private readonly frames: EventEmitter,
    private readonly deps: InflowDeps,
  ) {
    for (const stanza of STANZAS) {
      const [listener, ...others] = frames.rawListeners(stanza) as ((node: BinaryNode) => void)[];
      if (listener === undefined || others.length > 0) {
        throw new Error(`Baileys has changed: not one listener takes ${stanza}, so none can wait for the disk`);
      }
      frames.off(stanza, listener);
      frames.on(given(stanza), listener);
      frames.on(stanza, (node: BinaryNode) => this.#take(stanza, node));
    }
  }

  /** An answer left, or something else: then one stanza more is under way than there should be. */
  answered(): void {
    if (this.#unanswered > 0) this.#unanswered -= 1;
    if (this.#waiting.length > 0 && !this.#isFeeding) void this.#feed();
  }

  /** The link ended: WhatsApp sends again what waits. */
  end(): void {
    this.#isOver = true;
    this.#waiting.length = 0;
  }

  #take(stanza: Stanza, node: BinaryNode): void {
    if (this.#isOver) return;
    const mayWait = stanza === 'CB:message' || node.attrs.offline !== undefined;
    if (!mayWait || (this.#waiting.length === 0 && this.#hasRoom && !this.#isFeeding)) return this.#give(stanza, node);
    const bytes = this.deps.library.encodeBinaryNode(node);
    this.#waiting.push({ stanza, bytes });
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes >= HOLD_AT_BYTES) this.deps.inlet.hold(this);
  }

  get #hasRoom(): boolean {
    return this.#unanswered < UNANSWERED_AT_MOST;
  }

  #give(stanza: Stanza, node: BinaryNode): void {
    this.#unanswered += 1;
    if (stanza === 'CB:message') this.deps.onMessage(node);
    this.frames.emit(given(stanza), node);
  }

  async #feed(): Promise<void> {
    this.#isFeeding = true;
    try {
      while (this.#hasRoom) {
        const next = this.#waiting.shift();
        if (next === undefined) break;
        const node = await this.deps.library.decodeBinaryNode(Buffer.from(next.bytes));
        if (this.#isOver) return;
        this.#waitingBytes -= next.bytes.length;
        this.#give(next.stanza, node);
      }
      if (this.#waitingBytes <= RELEASE_AT_BYTES) this.deps.inlet.release(this);
    } catch (error) {
      this.deps.onFailure(error);
    } finally {
      this.#isFeeding = false;
    }
  }
}

/** Under which name the library hears of a stanza when it is its turn. */
const given = (stanza: Stanza): string => `given ${stanza}`;
