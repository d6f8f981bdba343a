import type { WAMessage } from '@whiskeysockets/baileys';
import type { EngineEvent } from '../../engine/port.js';
import type { Logger } from '../../runtime/logger.js';
import type { EngineStore } from '../../store/engine-store.js';
import type { WriteOp } from '../../store/write-op.js';
import type { Addresses } from './jid.js';
import type { KeptMessages } from './kept-messages.js';
import type { BaileysLibrary } from './library.js';
import type { Link } from './links.js';
import { isUnreadable, read, type Reading } from './message.js';
import { rebuild } from './rebuild.js';

export interface HandOverDeps {
  readonly sessionId: string;
  readonly store: EngineStore;
  readonly library: BaileysLibrary;
  readonly kept: KeptMessages;
  readonly logger: Logger;
  readonly libraryLogger: Logger;
  readonly emit: (event: EngineEvent) => void;
}

/** From the session's own phone to this device: keys, history. The library has work to do with it. */
const isForLibrary = ({ category }: WAMessage): boolean => category === 'peer';

/**
 * Hands inbound messages to the application, each with the row that says so: what it stores and "this stanza is done"
 * are one commit. A message that was handed over and not stored comes again with the next connection.
 */
export class HandOver {
  constructor(private readonly deps: HandOverDeps) {}

  /** Never throws: a message that cannot be told stays in the journal. */
  message(message: WAMessage, addresses: Addresses): void {
    const { sessionId, store, logger, emit } = this.deps;
    const stanzaId = message.key.id;
    if (!stanzaId || isUnreadable(message)) return;
    try {
      const reading = read(message, addresses);
      if (reading !== undefined && this.isTrue(reading)) {
        emit({ ...reading.event, alongside: store.handedOver(sessionId, stanzaId, this.toKeep(reading)) });
      } else if (!store.commits.failed) store.commits.enqueue([{ op: 'inbound.done', sessionId, stanzaId }]);
    } catch (error) {
      logger.error({ sessionId, stanzaId, err: error }, 'an inbound message could not be handed over');
    }
  }

  /** Only who wrote a message can edit it; the stanza names it by its id alone, which every reader of it knows. */
  private isTrue({ event, fromMe, authors }: Reading): boolean {
    return event.kind !== 'edited' || this.deps.kept.find(event.stanzaId, fromMe, authors) !== undefined;
  }

  private toKeep({ event, authors: [author], content }: Reading): WriteOp[] {
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
    for (const { stanzaId, stanza } of store.pendingInbound(sessionId)) {
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
