import { ACK, type Ack } from '../domain/ack.js';
import type { BulkContent, BulkError, BulkKind } from '../domain/bulk.js';
import {
  GatewayError,
  SendUnknownError,
  SessionNotConnectedError,
  SessionNotFoundError,
  UnavailableError,
} from '../domain/errors.js';
import type { Jid } from '../domain/jid.js';
import type { MessageMedia } from '../domain/media.js';
import type { MediaIntake, TakenFile } from '../media/media-intake.js';
import type { ConnectedSession } from '../sessions/session-registry.js';
import type { BatchItem, Message, MessageBatch, Store } from '../store/store.js';
import type { ItemKey, WriteOp } from '../store/write-op.js';
import type { Dispatcher } from './dispatcher.js';
import type { Bound, Journal } from './journal.js';
import { shownOf, type OwnContent } from './outgoing-message.js';
import { capabilityFor } from './plain-content.js';

/** Between two tries to write down what became of a message, while the store is down. */
const INSIST_EVERY_MS = 1000;

export interface BulkSenderDeps {
  readonly store: Pick<Store, 'batches' | 'commits' | 'pages'>;
  readonly dispatcher: Dispatcher;
  readonly journal: Journal;
  readonly media: MediaIntake;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** When an item is not to go on. */
export interface Signals {
  /** Nothing new is begun. */
  readonly stop: AbortSignal;
  /** The process ends: what became of a message is found out at the next start. */
  readonly closing: AbortSignal;
}

/**
 * Sends one item of a batch. The item and its message are bound: the item is `sending` from the transaction that stores
 * the message, and over with the transaction that announces it. So an item has one message at most, under one id.
 */
export class BulkSender {
  constructor(private readonly deps: BulkSenderDeps) {}

  /**
   * Resolves when it is on disk what became of the item.
   * @throws SessionNotConnectedError, SessionNotFoundError, UnavailableError, the reason of `stop`: the item waits as
   * before, or is in doubt; the next call goes on from there
   */
  async send(batch: MessageBatch, item: BatchItem, session: ConnectedSession, signals: Signals): Promise<void> {
    if (item.status === 'sending') return this.settle(batch, item, session, signals);
    const { dispatcher } = this.deps;
    const key = keyOf(batch, item);
    const chatId = item.chatId as Jid;
    let fresh: string | undefined;
    let handOver: () => Promise<void>;
    try {
      const kind = item.kind as BulkKind;
      await dispatcher.draft({ sessionId: batch.sessionId, chatId }, [capabilityFor(kind)]);
      const file = kind === 'text' ? undefined : await this.fileOf(batch.sessionId, item);
      if (item.media === null) fresh = file?.stored.file;
      const content = contentOf(item, file);
      const draft = await dispatcher.draft({ sessionId: batch.sessionId, chatId }, [capabilityFor(kind)]);
      const outgoing = await dispatcher.record(draft, shownOf(content, file?.stored), bind(key, signals.stop));
      handOver = () => dispatcher.handOver(draft, content, outgoing);
    } catch (error) {
      await this.deps.media.abandon(fresh, error);
      if (signals.stop.aborted || isPassing(error)) throw error;
      return this.deps.store.commits.write([failed(key, toBulkError(error))]);
    }
    await this.finish(key, handOver, signals.closing);
  }

  /**
   * Finds out what became of an item that an earlier process left in the middle.
   * @param session as which it may be sent once more under its id; without one, or with an engine that does not take an
   * id twice, an item that WhatsApp told nothing about fails as unknown
   */
  async settle(
    batch: MessageBatch,
    item: BatchItem,
    session?: ConnectedSession,
    signals?: Pick<Signals, 'closing'>,
  ): Promise<void> {
    const { store, journal, dispatcher } = this.deps;
    const key = keyOf(batch, item);
    const message = await store.pages.message(batch.sessionId, item.messageId ?? '');
    const ack = message?.ack as Ack | undefined;
    if (message === undefined || message.type === 'revoked' || ack === ACK.ERROR) {
      return store.commits.write([failed(key, message === undefined ? UNKNOWN : REFUSED)]);
    }
    const outgoing = journal.takenUp(batch.account as Jid, message, bind(key));
    if (ack !== ACK.PENDING) return store.commits.settled(journal.sent(outgoing));
    if (session?.resends !== true || signals === undefined) return store.commits.write([failed(key, UNKNOWN)]);
    const draft = { session, chatId: message.chatId as Jid };
    const content = contentOf(item, this.storedFile(message));
    await this.finish(key, () => dispatcher.handOver(draft, content, outgoing), signals.closing);
  }

  /** Hands a message over, and sees to it that what became of it is written down. */
  private async finish(key: ItemKey, handOver: () => Promise<void>, closing: AbortSignal): Promise<void> {
    const { store, pause } = this.deps;
    let outcome: WriteOp;
    try {
      await handOver();
      outcome = { op: 'bulkItem.sent', at: Date.now(), ...key };
    } catch (error) {
      // The item stays in doubt, and is settled at the next try.
      if (isInDoubt(error)) throw new UnavailableError('It is not known whether the message left', { cause: error });
      outcome = failed(key, toBulkError(error));
    }
    // Written with the message, unless the store failed in that moment.
    while ((await store.batches.item(key.batchId, key.position))?.status === 'sending') {
      await store.commits.write([outcome]).catch(() => pause(INSIST_EVERY_MS, closing));
    }
  }

  private fileOf(sessionId: string, item: BatchItem): TakenFile | Promise<TakenFile> {
    if (item.media !== null) return this.deps.media.taken(item.media as unknown as MessageMedia);
    const { url, mimetype, filename } = item.content as BulkContent;
    return this.deps.media.take(sessionId, item.kind as Exclude<BulkKind, 'text'>, { url, mimetype, filename });
  }

  private storedFile({ media }: Message): TakenFile | undefined {
    return media === null ? undefined : this.deps.media.taken(media as unknown as MessageMedia);
  }
}

const UNKNOWN: BulkError = {
  code: 'SEND_UNKNOWN',
  message: 'The gateway ended while the message was being sent; whether it went out is not known',
};
const REFUSED: BulkError = { code: 'SEND_FAILED', message: 'WhatsApp refused the message, or it was deleted' };

const keyOf = ({ sessionId, id: batchId }: MessageBatch, { position }: BatchItem): ItemKey => ({
  sessionId,
  batchId,
  position,
});

const failed = (key: ItemKey, { code, message }: BulkError): WriteOp => ({
  op: 'bulkItem.failed',
  code,
  message,
  ...key,
});

const bind = (key: ItemKey, stop?: AbortSignal): Bound => ({
  recorded(messageId) {
    stop?.throwIfAborted();
    return [{ op: 'bulkItem.sending', messageId, ...key }];
  },
  sent: () => [{ op: 'bulkItem.sent', at: Date.now(), ...key }],
  // In doubt, as `finish` has it.
  refused: (refusal) => (isInDoubt(refusal) ? [] : [failed(key, toBulkError(refusal))]),
});

/** Nobody knows whether the message left. */
const isInDoubt = (error: unknown): boolean => error instanceof SendUnknownError || error instanceof UnavailableError;

/** It says nothing about the item: the same item may go out later. */
const isPassing = (error: unknown): boolean =>
  error instanceof SessionNotConnectedError ||
  error instanceof SessionNotFoundError ||
  error instanceof UnavailableError;

/** A refused address tells nothing about what it leads to. */
function toBulkError(error: unknown): BulkError {
  if (!(error instanceof GatewayError)) return { code: 'SEND_FAILED', message: 'The message could not be sent' };
  if (error.code === 'URL_NOT_ALLOWED') return { code: 'SEND_BLOCKED', message: 'The address is not allowed' };
  return { code: 'SEND_FAILED', message: error.message };
}

function contentOf({ kind, content }: BatchItem, file: TakenFile | undefined): OwnContent {
  const { text = '', caption } = content as BulkContent;
  if (file === undefined) return { kind: 'text', text, linkPreview: false };
  return { kind: kind as Exclude<BulkKind, 'text'>, file: file.sent, ...(caption ? { caption } : {}) };
}
