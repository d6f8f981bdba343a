import { ACK, type Ack } from '../domain/ack.js';
import { type GatewayError, SendUnknownError } from '../domain/errors.js';
import type { EventData, EventType, MessageData } from '../domain/event.js';
import { chatKindOf, isGroup, isLid, phoneOf, type Jid } from '../domain/jid.js';
import type { MessageMedia } from '../domain/media.js';
import { toMessageId, type Failure, type MessageType, type ObservedMessage } from '../domain/message.js';
import type { Alongside } from '../engine/port.js';
import { newRowId } from '../runtime/ids.js';
import type { Account, ObservedEvent, Recorder, SessionEvent } from '../sessions/recorder.js';
import type { CommitQueue } from '../store/commit-queue.js';
import { alongsideOps } from '../store/engine-store.js';
import type { Identities } from '../store/identities.js';
import type { Message } from '../store/store.js';
import type { DeliveryRow, EventRow, EventStub, MessageRow, SessionPatch, WriteOp } from '../store/write-op.js';
import { epochSeconds, ownJid, toMessageData, toMessageRow } from './message-data.js';
import { underNumber, type Alias } from './under-number.js';

/** A session's row says that it was active no more often than this, however much comes in. */
const ACTIVE_EVERY_MS = 60_000;
/** The mark of what needed no writing: it is on disk already. */
const NOTHING = 0;

/** Says which webhooks an event goes to. Asked once per event, synchronously. */
export interface DeliveryPlanner {
  plan(event: {
    readonly sessionId: string;
    readonly type: EventType;
    readonly data: unknown;
    /** The message the event is about, where it is known. */
    readonly message?: MessageData;
  }): readonly DeliveryRow[];
}

export interface JournalDeps {
  readonly commits: CommitQueue;
  readonly planner: DeliveryPlanner;
  /** Which alias is whose. */
  readonly identities: Pick<Identities, 'numberOf'>;
  readonly config: {
    /** Received messages tell the sender's phone number. */
    readonly resolveLidToPhone: boolean;
  };
}

/**
 * What is written in the transactions of a message on its way out, because it is part of something larger. Each member is
 * called synchronously, right before its transaction is enqueued.
 */
export interface Bound {
  /** With the row, before the engine hears of the message. What it throws calls the message off. @param messageId the documented one */
  recorded(messageId: string): readonly WriteOp[];
  /** With the announcement. */
  sent(messageId: string): readonly WriteOp[];
  /** With the failure. */
  refused(refusal: GatewayError): readonly WriteOp[];
}

/** A message that is stored and about to be handed to the engine. */
export interface OutgoingMessage {
  readonly row: Pick<MessageRow, 'id' | 'sessionId' | 'chatId' | 'stanzaId'>;
  readonly data: MessageData;
  readonly bound: Bound | undefined;
  /** Nobody knows whether it left before. */
  readonly inDoubt?: boolean;
}
/** One whose row was just written. */
export interface StoredOutgoing extends OutgoingMessage {
  readonly row: MessageRow;
  /** Durable once the row is. */
  readonly mark: number;
}

type AckOp = Extract<WriteOp, { op: 'message.ack' }>;

/**
 * Turns what happened into what is written: rows, events and the deliveries of these events, in one transaction per
 * call and in the order of the calls.
 * @throws UnavailableError from every member, while the store is down
 */
export class Journal implements Recorder {
  /** By session: the moment its row last said that it was active. */
  private readonly activeAt = new Map<string, number>();
  /** By message that the engine has and nobody was told of: the reports on it so far. */
  private readonly held = new Map<string, AckOp[]>();

  constructor(private readonly deps: JournalDeps) {}

  /** @returns the mark that is durable once this is on disk */
  observed(account: Account, reported: ObservedEvent): number {
    const { event, aliases } = underNumber(reported, (lid) => this.deps.identities.numberOf(lid));
    // What this session has stored under an alias moves before something is stored under the number.
    if (aliases.length > 0) this.write(aliases.map((alias) => this.samePerson(account.sessionId, alias)));
    switch (event.kind) {
      case 'message':
        return this.message(account, event);
      case 'ack':
        return this.acknowledged(account.sessionId, event);
      case 'revoked':
        return this.revoked(account, event);
      case 'reaction':
        return this.reaction(account, event);
      case 'edited':
        return this.edited(account, event);
      case 'call':
        return this.called(account, event);
      case 'chat': {
        const { chatId: id, name = '', unreadCount = null } = event;
        const { sessionId } = account;
        return this.write([{ op: 'chat.put', sessionId, id, name, kind: chatKindOf(id), unreadCount }]);
      }
      case 'chat-deleted':
        return this.write([{ op: 'chat.delete', sessionId: account.sessionId, id: event.chatId }]);
      case 'contact': {
        const { id, name, pushName, isBlocked, isBusiness } = event;
        const patch = { name, pushName, isBlocked, isBusiness };
        return this.write([{ op: 'contact.put', sessionId: account.sessionId, id, patch }]);
      }
      case 'identity':
        // Anything else would put what is stored of one person under another's name.
        if (!isLid(event.lid) || phoneOf(event.pn) === undefined) return NOTHING;
        return this.write([this.samePerson(account.sessionId, event)]);
    }
  }

  changed(sessionId: string, patch: SessionPatch, events: readonly SessionEvent[]): number {
    const at = Date.now();
    const rows = events.map(({ type, data }) => this.event(sessionId, type, data, at));
    return this.write([{ op: 'session.patch', sessionId, patch, at, events: rows }]);
  }

  linkEnded(sessionId: string, openedAt: number): void {
    this.write([{ op: 'messages.doubt', sessionId, since: openedAt }]);
  }

  async deleted(sessionId: string): Promise<void> {
    await this.deps.commits.settled(this.write([{ op: 'session.delete', sessionId }]));
    this.activeAt.delete(sessionId);
  }

  /**
   * Stores a message that is about to be sent, as `pending` and without an event: nothing has happened yet.
   * @param own the account's own address
   */
  outgoing(sessionId: string, own: Jid, message: ObservedMessage, bound?: Bound): StoredOutgoing {
    const data = toMessageData(own, message, false);
    const row = { ...toMessageRow(sessionId, data, message), ack: ACK.PENDING };
    const chat = { name: '', kind: chatKindOf(message.chatId), unread: 0 } as const;
    const insert = { op: 'message.insert', row, chat, event: null } as const;
    // What it is part of comes first: it may refuse the whole.
    return { row, data, bound, mark: this.write([...(bound?.recorded(data.id) ?? []), insert]) };
  }

  /** A message that an earlier process stored and did not get to announce. */
  takenUp(own: Jid, message: Message, bound?: Bound): OutgoingMessage {
    const { sessionId, chatId, stanzaId, type, body, media, sentAt } = message;
    const observed: ObservedMessage = {
      ...{ stanzaId, chatId: chatId as Jid, fromMe: true, author: own, sentAt, body },
      ...{ type: type as MessageType, hasMedia: media !== null },
      ...(media === null ? {} : { media: media as unknown as MessageMedia }),
    };
    return {
      row: { id: message.id, sessionId, chatId, stanzaId },
      data: toMessageData(own, observed, false),
      bound,
      inDoubt: true,
    };
  }

  /** To be called before the engine gets the message: reports on it now wait until it was announced. */
  handingOver({ row }: OutgoingMessage): void {
    this.held.set(heldKey(row.sessionId, row.stanzaId), []);
  }

  /**
   * The engine took the message: announces it. Who answers has read the chat.
   * @returns the mark that is durable once this is on disk
   */
  sent({ row, data, bound, inDoubt = false }: OutgoingMessage): number {
    const { sessionId } = row;
    const event = this.event(sessionId, 'message.sent', data, Date.now(), data);
    return this.write([
      { op: 'message.sent', messageId: row.id, event },
      ...(inDoubt ? [this.doubt(row, false)] : []),
      this.chatRead(sessionId, row.chatId as Jid),
      ...this.active(sessionId),
      ...(bound?.sent(data.id) ?? []),
      ...this.release(row),
    ]);
  }

  /**
   * The engine refused the message, or does not know whether it left.
   * @returns the mark that is durable once this is on disk
   */
  refused({ row, bound }: OutgoingMessage, refusal: GatewayError): number {
    const { code, message } = refusal;
    const outcome =
      refusal instanceof SendUnknownError
        ? this.doubt(row, true)
        : this.ackOp(row.sessionId, row.stanzaId, ACK.ERROR, { code, message });
    // What WhatsApp told meanwhile is told before an outcome that may be wrong, and behind a doubt, which it settles.
    const told = this.release(row);
    const ops = refusal instanceof SendUnknownError ? [outcome, ...told] : [...told, outcome];
    return this.write([...ops, ...(bound?.refused(refusal) ?? [])]);
  }

  /** @returns the mark that is durable once this is on disk */
  starred({ id: messageId }: Message, starred: boolean): number {
    return this.write([{ op: 'message.star', messageId, starred: starred ? 1 : 0 }]);
  }

  /**
   * The message was deleted for this account only: it is emptied, and nobody is told.
   * @returns the mark that is durable once this is on disk
   */
  deletedHere({ sessionId, chatId, stanzaId }: Message): number {
    return this.write([{ op: 'message.revoke', sessionId, chatId, stanzaId, event: null }]);
  }

  private release({ sessionId, stanzaId }: OutgoingMessage['row']): readonly AckOp[] {
    const key = heldKey(sessionId, stanzaId);
    const ops = this.held.get(key) ?? [];
    this.held.delete(key);
    return ops;
  }

  private acknowledged(
    sessionId: string,
    { stanzaId, ack, code, reason }: Extract<ObservedEvent, { kind: 'ack' }>,
  ): number {
    const failure = code === undefined ? undefined : { code, message: reason ?? 'WhatsApp refused the message' };
    const op = this.ackOp(sessionId, stanzaId, ack, failure);
    const held = this.held.get(heldKey(sessionId, stanzaId));
    if (held === undefined) return this.write([op]);
    held.push(op);
    return NOTHING;
  }

  private doubt({ sessionId, id }: OutgoingMessage['row'], isInDoubt: boolean): WriteOp {
    return { op: 'message.doubt', sessionId, messageId: id, inDoubt: isInDoubt ? 1 : 0 };
  }

  private ackOp(sessionId: string, stanzaId: string, ack: Ack, failure?: Failure): AckOp {
    const at = Date.now();
    const ackEvent = this.stub(sessionId, 'message.ack', at);
    const failedEvent = this.stub(sessionId, 'message.failed', at);
    return { op: 'message.ack', sessionId, stanzaId, ack, ackEvent, failedEvent, ...(failure && { failure }) };
  }

  private message({ sessionId, phone }: Account, event: Extract<ObservedEvent, { kind: 'message' }>): number {
    const { message, history = false, alongside } = event;
    const { chatId, fromMe, pushName } = message;
    const kind = chatKindOf(chatId);
    // Documented: stories are neither stored nor dispatched.
    if (kind === 'status') return this.untold(sessionId, message.media?.file, alongside);
    const data = toMessageData(ownJid(phone), message, this.deps.config.resolveLidToPhone);
    const type = fromMe ? 'message.sent' : 'message.received';
    const name = !fromMe && !isGroup(chatId) ? (pushName ?? '') : '';
    return this.write([
      {
        op: 'message.insert',
        row: toMessageRow(sessionId, data, message, history),
        chat: { name, kind, unread: fromMe || history ? 0 : 1 },
        event: history ? null : this.event(sessionId, type, data, Date.now(), data),
      },
      ...(history ? [] : [...(fromMe ? [this.chatRead(sessionId, chatId)] : []), ...this.active(sessionId)]),
      ...alongsideOps(alongside),
    ]);
  }

  private revoked({ sessionId, phone }: Account, event: Extract<ObservedEvent, { kind: 'revoked' }>): number {
    const { chatId, stanzaId, fromMe, author, at } = event;
    const own = ownJid(phone);
    const data: EventData['message.revoked'] = {
      id: toMessageId(fromMe, chatId, stanzaId, author),
      chatId,
      from: fromMe ? own : chatId,
      to: fromMe ? chatId : own,
      type: 'revoked',
      body: '',
      timestamp: epochSeconds(at),
    };
    return this.write([
      {
        op: 'message.revoke',
        sessionId,
        chatId,
        stanzaId,
        event: this.event(sessionId, 'message.revoked', data, Date.now()),
      },
      ...alongsideOps(event.alongside),
    ]);
  }

  private reaction({ sessionId }: Account, event: Extract<ObservedEvent, { kind: 'reaction' }>): number {
    const { chatId, stanzaId, emoji, sender: senderId } = event;
    const stub = this.stub(sessionId, 'message.reaction', Date.now());
    return this.write([
      { op: 'message.react', sessionId, chatId, stanzaId, senderId, emoji, event: stub },
      ...alongsideOps(event.alongside),
    ]);
  }

  private edited({ sessionId }: Account, event: Extract<ObservedEvent, { kind: 'edited' }>): number {
    const { chatId, stanzaId, body, at, alongside } = event;
    const stub = this.stub(sessionId, 'message.edited', Date.now());
    return this.write([
      { op: 'message.edit', sessionId, chatId, stanzaId, body, at: at.getTime(), event: stub },
      ...alongsideOps(alongside),
    ]);
  }

  private called({ sessionId }: Account, event: Extract<ObservedEvent, { kind: 'call' }>): number {
    const { callId, from, isVideo, isGroup: group, at, alongside } = event;
    const data = { callId, from, isVideo, isGroup: group, timestamp: epochSeconds(at) };
    return this.write([
      { op: 'event.append', event: this.event(sessionId, 'call.received', data, Date.now()) },
      ...alongsideOps(alongside),
    ]);
  }

  /** What is neither stored nor told: the engine is done with it all the same, and its file goes. */
  private untold(sessionId: string, file: string | undefined, alongside: Alongside | undefined): number {
    const freed = file === undefined ? [] : [{ op: 'file.free', sessionId, file } as const];
    const ops = [...freed, ...alongsideOps(alongside)];
    return ops.length > 0 ? this.write(ops) : NOTHING;
  }

  private samePerson(sessionId: string, { lid, pn }: Alias): WriteOp {
    return { op: 'identity.put', sessionId, lid, pn, at: Date.now() };
  }

  private chatRead(sessionId: string, id: Jid): WriteOp {
    return { op: 'chat.put', sessionId, id, name: '', kind: chatKindOf(id), unreadCount: 0 };
  }

  private active(sessionId: string): readonly WriteOp[] {
    const at = Date.now();
    if (at - (this.activeAt.get(sessionId) ?? 0) < ACTIVE_EVERY_MS) return [];
    this.activeAt.set(sessionId, at);
    return [{ op: 'session.patch', sessionId, patch: { lastActiveAt: at }, at, events: [] }];
  }

  private event<T extends EventType>(
    sessionId: string,
    type: T,
    data: EventData[T],
    at: number,
    message?: MessageData,
  ): EventRow {
    const deliveries = this.deps.planner.plan({ sessionId, type, data, ...(message === undefined ? {} : { message }) });
    return { id: newRowId(), sessionId, type, occurredAt: at, data: JSON.stringify(data), deliveries };
  }

  private stub(sessionId: string, type: EventType, at: number): EventStub {
    const deliveries = this.deps.planner.plan({ sessionId, type, data: undefined });
    return { id: newRowId(), sessionId, type, occurredAt: at, deliveries };
  }

  private write(ops: readonly WriteOp[]): number {
    return this.deps.commits.enqueue(ops);
  }
}

const heldKey = (sessionId: string, stanzaId: string): string => `${sessionId} ${stanzaId}`;
