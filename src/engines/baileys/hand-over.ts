import type { WAMessage } from '@whiskeysockets/baileys';
import type { Jid } from '../../domain/jid.js';
import type { MediaSink, MessageMedia } from '../../domain/media.js';
import type { EngineEvent } from '../../engine/port.js';
import type { Logger } from '../../runtime/logger.js';
import type { EngineStore } from '../../store/engine-store.js';
import type { WriteOp } from '../../store/write-op.js';
import { ChatOrder } from './chat-order.js';
import { unwrap } from './content.js';
import { aboutFile, fileIn, type InboundFile } from './inbound-file.js';
import type { Addresses } from './jid.js';
import type { KeptMessages } from './kept-messages.js';
import { isStatus, type KeptStatuses } from './kept-statuses.js';
import type { BaileysLibrary } from './library.js';
import type { Link } from './links.js';
import { download } from './media-download.js';
import { isUnreadable, type MessageEvent, read, type Reading } from './message.js';
import { rebuild } from './rebuild.js';

export interface HandOverDeps {
  readonly sessionId: string;
  readonly store: EngineStore;
  readonly library: BaileysLibrary;
  readonly kept: KeptMessages;
  readonly statuses: KeptStatuses;
  readonly media: MediaSink;
  /** `host[:port]` that files are fetched from; resolves once there is a link. Fails if WhatsApp does not tell. */
  readonly mediaHost: () => Promise<string>;
  /** Aborted once nobody listens any more. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
  readonly libraryLogger: Logger;
  readonly emit: (event: EngineEvent) => void;
}

/** Messages that wait for a file, or behind one. Beyond it files are given up, so that memory holds no backlog. */
const WAITING_AT_MOST = 1000;

/** Messages of the phone's history, for each link. */
const PAST_AT_MOST = 2000;

const chatOf = (event: MessageEvent): Jid => (event.kind === 'message' ? event.message.chatId : event.chatId);

/** From the session's own phone to this device: keys, history. The library has work to do with it. */
const isForLibrary = ({ category }: WAMessage): boolean => category === 'peer';

/**
 * Hands inbound messages to the application, each with the row that says so: what it stores and "this stanza is done"
 * are one commit. A message that was handed over and not stored comes again with the next connection.
 */
export class HandOver {
  readonly #order = new ChatOrder();
  #pastLeft = PAST_AT_MOST;
  /** Author and id of what was taken and not told yet. */
  readonly #inHand = new Set<string>();

  constructor(private readonly deps: HandOverDeps) {}

  /** Never throws: a message that cannot be told stays in the journal. */
  message(message: WAMessage, addresses: Addresses): void {
    const { sessionId, store } = this.deps;
    const stanzaId = message.key.id;
    if (!stanzaId || isUnreadable(message)) return;
    this.#guard(stanzaId, () => {
      const reading = read(message, addresses);
      if (reading !== undefined) return this.#take(stanzaId, reading);
      if (store.commits.failed) return;
      const rows = isStatus(message) ? this.deps.statuses.rowsOf(message, addresses) : [];
      store.commits.enqueue([{ op: 'inbound.done', sessionId, stanzaId }, ...rows]);
    });
  }

  /**
   * Tells what was written before the link, oldest first and without its files: the newest messages of what the phone
   * sends, up to a limit for the whole link.
   */
  past(messages: readonly WAMessage[], addresses: Addresses): void {
    if (this.#pastLeft === 0) return;
    const newest = messages
      .filter((message) => message.key.id && !isUnreadable(message))
      .sort((one, other) => Number(one.messageTimestamp ?? 0) - Number(other.messageTimestamp ?? 0))
      .slice(-this.#pastLeft);
    this.#pastLeft -= newest.length;
    for (const message of newest) {
      const stanzaId = message.key.id ?? '';
      this.#guard(stanzaId, () => this.#tellPast(stanzaId, read(message, addresses)));
    }
  }

  #tellPast(stanzaId: string, reading: Reading | undefined): void {
    const { sessionId, store, emit } = this.deps;
    if (reading?.event.kind !== 'message') return;
    const { event, content } = reading;
    const file = content && fileIn(unwrap(content) ?? {});
    const media = file && { media: { ...aboutFile(file), omitted: true } };
    const alongside = store.handedOver(sessionId, stanzaId, this.#toKeep(reading));
    emit({ kind: 'message', message: { ...event.message, ...media }, history: true, alongside });
  }

  /** One that is in hand already comes again when the link does, from the journal. */
  #take(stanzaId: string, reading: Reading): void {
    const id = `${reading.authors[0] ?? ''} ${stanzaId}`;
    if (this.#inHand.has(id)) return;
    this.#inHand.add(id);
    const told = (event: MessageEvent, isTrue = true): void => {
      this.#inHand.delete(id);
      this.#guard(stanzaId, () => this.#tell(stanzaId, { ...reading, event }, isTrue));
    };
    const failed = (error: unknown): void => {
      this.#inHand.delete(id);
      this.#failed(stanzaId, error);
    };
    this.#order.run(chatOf(reading.event), () => {
      const { event } = reading;
      if (event.kind === 'edited') return this.#isTrue(reading).then((isTrue) => told(event, isTrue), failed);
      const file = event.kind === 'message' && reading.content ? fileIn(unwrap(reading.content) ?? {}) : undefined;
      if (event.kind !== 'message' || file === undefined) return told(event);
      return this.#receive(file).then((media) => told({ ...event, message: { ...event.message, media } }));
    });
  }

  #tell(stanzaId: string, reading: Reading, isTrue: boolean): void {
    const { sessionId, store, emit } = this.deps;
    if (isTrue) {
      emit({ ...reading.event, alongside: store.handedOver(sessionId, stanzaId, this.#toKeep(reading)) });
    } else if (!store.commits.failed) store.commits.enqueue([{ op: 'inbound.done', sessionId, stanzaId }]);
  }

  #guard(stanzaId: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#failed(stanzaId, error);
    }
  }

  /** It stays in the journal, and comes again with the next connection. */
  #failed(stanzaId: string, error: unknown): void {
    const { sessionId, logger } = this.deps;
    logger.error({ sessionId, stanzaId, err: error }, 'an inbound message could not be handed over');
  }

  /** Waits for the link if need be. Never fails; a file that cannot be had is `omitted`. */
  async #receive(file: InboundFile): Promise<MessageMedia> {
    const { sessionId, media, mediaHost, library, signal } = this.deps;
    const about = aboutFile(file);
    try {
      const host = await mediaHost();
      return await media.receive(sessionId, about, async () => {
        if (this.#order.waiting > WAITING_AT_MOST) throw new Error('too many messages wait for files');
        return download(file, host, library, signal);
      });
    } catch {
      return { ...about, omitted: true };
    }
  }

  /** Only who wrote a message can edit it; the stanza names it by its id alone, which every reader of it knows. */
  async #isTrue({ event, fromMe, authors }: Reading): Promise<boolean> {
    return event.kind !== 'edited' || (await this.deps.kept.find(event.stanzaId, fromMe, authors)) !== undefined;
  }

  #toKeep({ event, authors: [author], content }: Reading): WriteOp[] {
    if (author === undefined || content === undefined) return [];
    if (event.kind === 'message') return [this.deps.kept.receivedRow(event.message.stanzaId, author, content)];
    return event.kind === 'edited' ? [this.deps.kept.receivedRow(event.stanzaId, author, content)] : [];
  }

  /**
   * Hands over what an earlier connection, or process, journalled and did not get to. To be called while no socket of
   * the session is open, after `commits.settled()`.
   * @returns what the library itself has to look at, once it is connected again
   */
  async pending(link: Link, addresses: Addresses, isWanted: () => boolean): Promise<WAMessage[]> {
    const { sessionId, store, library, logger, libraryLogger } = this.deps;
    const forLibrary: WAMessage[] = [];
    for (const { stanzaId, stanza } of await store.pendingInbound(sessionId)) {
      if (!isWanted()) break;
      try {
        const message = await rebuild(stanza, link.creds, library, libraryLogger);
        if (isForLibrary(message)) forLibrary.push(message);
        else this.message(message, addresses);
      } catch (error) {
        logger.error({ sessionId, stanzaId, err: error }, 'a journalled stanza could not be read');
      }
    }
    return forLibrary;
  }
}
