import type { BaileysEventMap, BinaryNode, WACallEvent, WAMessage } from '@whiskeysockets/baileys';
import type { Config } from '../../config/config.js';
import { EngineFailedError } from '../../domain/errors.js';
import type { EngineEvent } from '../../engine/port.js';
import type { Logger } from '../../runtime/logger.js';
import type { EngineStore, KeyHandle } from '../../store/engine-store.js';
import { AckProgress, type AckReport, fromReceipt, fromServerAck, type StanzaNode } from './ack.js';
import { addressBook, type PhoneBook } from './address-book.js';
import { toCall, type ToldCalls } from './call.js';
import type { Closed } from './ended.js';
import { holdFewMessages } from './faults/event-buffer.js';
import { catchRejections } from './faults/floating-rejections.js';
import { withSharedAsyncStorage } from './faults/shared-async-storage.js';
import { GroupDirectory } from './group-directory.js';
import { Inflow } from './inflow.js';
import { Inlet } from './inlet.js';
import { type Addresses, neutral } from './jid.js';
import { journalingRepository } from './journaling-repository.js';
import type { KeptMessages } from './kept-messages.js';
import { signalKeyStore } from './key-store.js';
import type { BaileysLibrary, Socket } from './library.js';
import { isLinked, type Link, type Links } from './links.js';
import { guardOutlet, type Outlet, rawSocketOf } from './outlet.js';
import { People } from './people.js';
import { ReplayOrder } from './faults/replay-order.js';
import { keepNoRecentMessages } from './faults/retry-manager.js';
import { inRootContext } from './root-context.js';
import type { SessionCaches } from './session-caches.js';
import { socketConfig } from './socket-config.js';
import { StaleRetries } from './stale-retries.js';
import { StanzaJournal } from './stanza-journal.js';
import type { Turns } from './turns.js';

/** How long an end waits for the disk and for the server's goodbye, each. */
const POLITE_MS = 2000;

type Updates = BaileysEventMap;

export interface ConnectionDeps {
  readonly sessionId: string;
  readonly store: EngineStore;
  readonly library: BaileysLibrary;
  readonly kept: KeptMessages;
  readonly config: Config['baileys'];
  readonly caches: SessionCaches;
  readonly links: Links;
  /** What comes in, of all sessions. */
  readonly turns: Turns;
  readonly logger: Logger;
  /** For the library itself, at the level the operator set. */
  readonly libraryLogger: Logger;
}

/** Called synchronously. None of them may throw: the library would lose the rest of what it was reading. */
export interface ConnectionListener {
  qr(text: string): void;
  open(): void;
  /** The account's own name became known or changed; WhatsApp sends it some time after the first login. */
  named(): void;
  closed(how: Closed): void;
  messages(messages: readonly WAMessage[]): void;
  history(chats: Updates['messaging-history.set']['chats']): void;
  /** From before the link. */
  past(messages: readonly WAMessage[]): void;
  ack(report: AckReport): void;
  /** Anything else that is news, in the words of the port. */
  tell(event: EngineEvent): void;
}

/** What an earlier connection of the session found out and stored. */
export interface Remembered {
  readonly phones: PhoneBook;
  readonly calls: ToldCalls;
}

/** One socket of the library, from its opening to its end, with every hook in place. */
export class Connection {
  readonly socket: Socket;
  readonly addresses: Addresses;
  readonly groups: GroupDirectory;
  readonly people: People;
  readonly #raw: ReturnType<typeof rawSocketOf>;
  readonly #outlet: Outlet;
  readonly #inflow: Inflow;
  readonly #staleRetries = new StaleRetries();
  readonly #onClose = new Set<() => void>();
  /** Stanza ids that are in the journal and were not handed over on this connection yet. */
  readonly #waiting = new Set<string>();
  #hasQr = false;
  #isOpen = false;
  #isOver = false;

  constructor(
    private readonly deps: ConnectionDeps,
    readonly link: Link,
    private readonly keys: KeyHandle,
    private readonly remembered: Remembered,
    private readonly listener: ConnectionListener,
  ) {
    const { sessionId, store, library, config, caches, turns, logger, libraryLogger } = deps;
    this.addresses = addressBook(link.creds, remembered.phones);
    this.people = new People(this.addresses, (event) => listener.tell(event));
    const journal = new StanzaJournal(library, new ReplayOrder());
    this.groups = new GroupDirectory(async (jid) => {
      const group = await this.socket.groupMetadata(jid);
      this.people.groups([group]);
      return group;
    });
    const makeSignalRepository = journalingRepository({
      sessionId,
      store,
      inbound: (hash) => this.#needed(store.inbound(sessionId, hash)),
      library,
      journal,
      onJournalled: (stanzaId) => this.#waiting.add(stanzaId),
      isOpen: () => !this.#isOver && !this.#outlet.isShut,
    });
    const readKeys: KeyHandle = { ...keys, get: (type, ids) => this.#needed(keys.get(type, ids)) };
    const make = (): Socket =>
      library.makeWASocket(
        socketConfig(library, config, caches, {
          auth: { creds: link.creds, keys: signalKeyStore(sessionId, readKeys, library, remembered.phones) },
          logger: libraryLogger,
          getMessage: async (key) =>
            this.#staleRetries.has(key) ? undefined : this.#needed(this.kept.findSent(key, this.addresses)),
          cachedGroupMetadata: (jid) => this.groups.find(jid),
          makeSignalRepository,
        }),
      );
    this.socket = catchRejections(
      () => inRootContext(() => withSharedAsyncStorage(make)),
      (error, event) => logger.warn({ sessionId, event: String(event), err: error }, 'the library failed at a stanza'),
    );
    keepNoRecentMessages(this.socket);
    holdFewMessages(this.socket);
    try {
      this.#raw = rawSocketOf(this.socket.ws);
      const inlet = new Inlet(this.#raw, turns);
      const inflow = new Inflow(this.socket.ws, {
        library,
        inlet,
        onMessage: (node) => journal.arrived(node),
        onFailure: (error) => {
          logger.error(
            { sessionId, err: error },
            'a stanza could not be handed over; the link ends, so that it comes again',
          );
          this.#outlet.fail();
        },
      });
      this.#inflow = inflow;
      this.#outlet = guardOutlet(this.#raw, inlet, store.commits, () => inflow.answered());
    } catch (error) {
      void this.socket.end(undefined);
      throw error;
    }
    this.#hear();
  }

  get kept(): KeptMessages {
    return this.deps.kept;
  }

  get isLinked(): boolean {
    return isLinked(this.link.creds);
  }

  /** Logged in. Before that the library would write a stanza into the handshake, unencrypted. */
  get isOpen(): boolean {
    return this.#isOpen && !this.#isOver;
  }

  /** Resolves with the first QR code: only from then on the server takes a request for a pairing code. */
  readyToPair(): Promise<void> {
    return this.#hasQr ? Promise.resolve() : this.untilClosed((resolve) => (this.#afterQr = resolve));
  }
  #afterQr: () => void = () => {};

  /**
   * Runs `work`, and fails when the connection ends before it is done: the library lets such questions wait for their
   * time-out.
   * @throws EngineFailedError
   */
  untilClosed<T>(work: (resolve: (value: T) => void, reject: (error: Error) => void) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const fail = (): void => reject(new EngineFailedError('The link ended before WhatsApp answered'));
      if (this.#isOver) return fail();
      this.#onClose.add(fail);
      const done = (): void => void this.#onClose.delete(fail);
      work(
        (value) => (done(), resolve(value)),
        (error) => (done(), reject(error)),
      );
    });
  }

  /** Under which address somebody rings, while they do. */
  callerOf(callId: string): string | undefined {
    return this.deps.caches.calls.get<WACallEvent>(callId)?.from;
  }

  /** Takes a message off the list of those that still have to be handed over. */
  handedOver(stanzaId: string): void {
    this.#waiting.delete(stanzaId);
  }

  /** Ends the socket. Resolves when nothing of it runs any more. @param force without a goodbye */
  async end(force: boolean): Promise<void> {
    if (this.#isOver) return;
    const gone = new Promise<void>((resolve) => this.#onClose.add(resolve));
    // What was said to be sent, and receipts for what was handed over, still wait for the disk.
    if (!force) await within(POLITE_MS, this.deps.store.commits.settled());
    void this.socket.end(undefined);
    if (force) this.#raw.terminate();
    await within(POLITE_MS, gone);
    this.#raw.terminate();
    await gone;
  }

  /**
   * The library takes a read that fails for an answer: it tells the server that a message cannot be read, and the server
   * forgets the message. So the socket ends first; the server then hands the message over again.
   */
  async #needed<T>(read: Promise<T>): Promise<T> {
    try {
      return await read;
    } catch (error) {
      this.#outlet.fail();
      throw error;
    }
  }

  #hear(): void {
    const { socket, listener, groups, people, addresses } = this;
    const { ev, ws } = socket;
    ev.on('creds.update', ({ me }) => {
      this.#save();
      if (me?.name !== undefined && this.isOpen) listener.named();
    });
    ev.on('connection.update', (update) => this.#update(update));
    ev.on('messages.upsert', ({ messages }) => {
      for (const { key } of messages) people.wrote(key);
      listener.messages(messages);
    });
    ev.on('messaging-history.set', ({ chats, contacts, lidPnMappings = [], messages }) => {
      for (const { lid, pn } of lidPnMappings) people.paired(lid, pn);
      for (const contact of contacts) people.met(contact);
      listener.history(chats);
      // A message that arrives while history is being read is merged into the history.
      const isNew = ({ key }: WAMessage): boolean => this.#waiting.has(key.id ?? '');
      const past = messages.filter((message) => !isNew(message));
      listener.messages(messages.filter(isNew));
      listener.past(past);
    });
    ev.on('contacts.upsert', (contacts) => contacts.forEach((contact) => people.met(contact)));
    ev.on('contacts.update', (contacts) => contacts.forEach((contact) => people.met(contact)));
    ev.on('lid-mapping.update', ({ lid, pn }) => people.paired(lid, pn));
    ev.on('blocklist.update', ({ blocklist, type }) => people.blocked(blocklist, type === 'add'));
    ev.on('chats.delete', (chats) => {
      for (const wire of chats) {
        const chatId = neutral(wire, undefined, addresses);
        if (chatId !== undefined) listener.tell({ kind: 'chat-deleted', chatId });
      }
    });
    ev.on('call', (calls) => {
      for (const call of calls) {
        const event = toCall(call, addresses);
        const news = event && this.remembered.calls.news(event);
        if (news !== undefined) listener.tell(news);
      }
    });
    ev.on('groups.upsert', (upserts) => people.groups(upserts));
    ev.on('groups.update', (updates) => {
      updates.forEach(({ id }) => groups.changed(id ?? ''));
      people.groups(updates);
    });
    ev.on('group-participants.update', ({ id }) => groups.changed(id));
    const progress = new AckProgress();
    const report = (reports: readonly (AckReport | undefined)[]): void => {
      for (const each of reports) if (each !== undefined && progress.isNews(each)) listener.ack(each);
    };
    // Straight from the stanza: the library's events come after it has told the server that it knows.
    ws.on('CB:ack,class:message', (node: BinaryNode) => report([fromServerAck(node as StanzaNode)]));
    ws.on('CB:receipt', (node: BinaryNode) => {
      this.#staleRetries.heard(node);
      if (this.isLinked) report(fromReceipt(node as StanzaNode, this.addresses));
    });
  }

  #save(): void {
    const { links, logger, sessionId } = this.deps;
    if (this.#isOver) return;
    try {
      links.save(this.link);
    } catch (error) {
      // The store has failed, which ends this socket; the next one starts with what is on disk.
      logger.debug({ sessionId, err: error }, 'credentials could not be saved');
    }
  }

  #update({ qr, connection, lastDisconnect }: Partial<Updates['connection.update']>): void {
    if (qr !== undefined) {
      this.#hasQr = true;
      this.#afterQr();
      this.listener.qr(qr);
    }
    if (connection === 'open') {
      this.#isOpen = true;
      this.listener.open();
      this.socket.fetchBlocklist().then(
        (blocked) => this.people.blocked(blocked.filter(isPresent), true),
        (error: Error) => this.deps.logger.debug({ err: error }, 'the blocked contacts are not known'),
      );
    }
    if (connection === 'close') this.#closed(lastDisconnect?.error);
  }

  #closed(error: (Error & { output?: { statusCode?: number } }) | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.keys.revoke();
    this.#outlet.shut();
    this.#inflow.end();
    for (const tell of this.#onClose) tell();
    this.#onClose.clear();
    this.listener.closed({ code: error?.output?.statusCode, message: error?.message });
  }
}

const isPresent = <T>(value: T | undefined): value is T => value !== undefined;

/** Resolves after `ms` at the latest, whatever becomes of the work. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([work.catch(() => undefined), enough]);
  clearTimeout(timer);
}
