import type { WAMessage } from '@whiskeysockets/baileys';
import { EngineFailedError, GatewayError, UnavailableError } from '../../domain/errors.js';
import { phoneOf } from '../../domain/jid.js';
import type { LinkEnd } from '../../domain/session.js';
import type {
  CallOperations,
  CatalogOperations,
  ChatOperations,
  ContactOperations,
  GroupOperations,
  MessageOperations,
  ProfileOperations,
  StatusOperations,
} from '../../engine/operations.js';
import type { Engine, EngineContext, EngineEvent } from '../../engine/port.js';
import { addressBook, PhoneBook } from './address-book.js';
import { ToldCalls } from './call.js';
import { composer } from './compose.js';
import { Connection, type ConnectionDeps, type ConnectionListener } from './connection.js';
import { type Closed, outcomeOf } from './ended.js';
import { HandOver } from './hand-over.js';
import { neutral } from './jid.js';
import { KeptStatuses } from './kept-statuses.js';
import { isFirstLogin, isLinked, type Link } from './links.js';
import { callOperations } from './operations/calls.js';
import { catalogOperations } from './operations/catalog.js';
import { chatOperations } from './operations/chats.js';
import { contactOperations } from './operations/contacts.js';
import { groupOperations } from './operations/groups.js';
import { messageOperations } from './operations/messages.js';
import { profileOperations } from './operations/profile.js';
import { statusOperations } from './operations/statuses.js';
import { Outgoing } from './outgoing.js';
import { requestPairingCode } from './pairing-code.js';
import type { Turnstile } from './turnstile.js';

/** Pairing takes one; a server that asks for more in a row is not going to let us in. */
const MAX_RESTARTS = 3;
/** What the library puts in place of a name that it does not know yet. */
const NO_NAME = '~';

export interface EngineDeps extends ConnectionDeps {
  readonly context: EngineContext;
  /** First logins are expensive: one at a time. */
  readonly firstLogins: Turnstile;
  /** The engine was ended by its owner. */
  readonly onClose: () => void;
}

/**
 * One link of one session: usually one connection, two when it was paired on this link, because the server wants a new
 * one then. It ends when a connection ends for any other reason; trying again is its owner's business.
 */
export class BaileysEngine implements Engine {
  readonly #handOver: HandOver;
  /** Aborted once nobody listens any more. */
  readonly #over = new AbortController();
  #connection: Connection | undefined;
  #connecting: Promise<void> = Promise.resolve();
  #isEnding = false;
  #restarts = 0;
  /** Who waits for an open link. */
  readonly #afterOpen = new Set<() => void>();
  /** The name that was told with `ready` on this link. */
  #toldName: string | null | undefined;

  readonly messages: MessageOperations;
  readonly chats: ChatOperations;
  readonly contacts: ContactOperations;
  readonly groups: GroupOperations;
  readonly profile: ProfileOperations;
  readonly calls: CallOperations;
  readonly catalog: CatalogOperations;
  readonly statuses: StatusOperations;

  private constructor(private readonly deps: EngineDeps) {
    const statuses = new KeptStatuses(deps.sessionId, deps.store, deps.library);
    this.#handOver = new HandOver({
      ...deps,
      statuses,
      media: deps.context.media,
      mediaHost: () => this.#mediaHost(),
      signal: this.#over.signal,
      emit: (event) => this.#emit(event),
    });
    const outgoing = new Outgoing(deps.library, deps.store, () => this.#open());
    const composing = composer(deps.library);
    const newStanzaId = (): string => this.newStanzaId();
    this.messages = messageOperations(outgoing, composing, newStanzaId);
    this.chats = chatOperations(outgoing);
    this.contacts = contactOperations(outgoing);
    this.groups = groupOperations(outgoing);
    this.profile = profileOperations(outgoing);
    this.calls = callOperations(outgoing);
    this.catalog = catalogOperations(outgoing);
    this.statuses = statusOperations({
      ...composing,
      outgoing,
      kept: statuses,
      newStanzaId,
      mediaHost: () => this.#mediaHost(),
      signal: this.#over.signal,
    });
  }

  /** @throws EngineFailedError, UnavailableError while the store is down */
  static async open(deps: EngineDeps): Promise<BaileysEngine> {
    const engine = new BaileysEngine(deps);
    try {
      engine.#connecting = engine.#connect();
      await engine.#connecting;
      return engine;
    } catch (error) {
      engine.#over.abort();
      if (error instanceof GatewayError) throw error;
      throw new EngineFailedError('The connection to WhatsApp could not be opened', { cause: error });
    }
  }

  newStanzaId(): string {
    return this.deps.library.generateMessageIDV2(this.#connection?.link.creds.me?.id);
  }

  async requestPairingCode(phone: string): Promise<string> {
    const connection = this.#connection;
    if (connection === undefined || connection.isLinked) {
      throw new EngineFailedError('A pairing code is only for a session that waits to be linked');
    }
    await connection.readyToPair();
    try {
      return await connection.untilClosed((resolve, reject) => {
        requestPairingCode(connection.socket, phone).then(resolve, reject);
      });
    } catch (error) {
      if (error instanceof GatewayError) throw error;
      throw new EngineFailedError('The pairing code could not be requested', { cause: error });
    }
  }

  close(): Promise<void> {
    return this.#end(false);
  }

  kill(): Promise<void> {
    return this.#end(true);
  }

  async #end(force: boolean): Promise<void> {
    this.#over.abort();
    this.deps.onClose();
    await this.#connecting.catch(() => undefined);
    await this.#connection?.end(force);
  }

  /** @throws EngineFailedError */
  #open(): Connection {
    if (this.#connection?.isOpen !== true) throw new EngineFailedError('The session is not connected');
    return this.#connection;
  }

  /** Where files lie. Waits for a link, also for the next one when a link ends meanwhile. */
  async #mediaHost(): Promise<string> {
    for (;;) {
      const connection = this.#connection;
      if (connection?.isOpen !== true) {
        await new Promise<void>((resolve) => this.#afterOpen.add(resolve));
        continue;
      }
      try {
        const { hosts } = await connection.socket.refreshMediaConn(false);
        const [host] = hosts;
        if (host !== undefined) return host.hostname;
      } catch (error) {
        if (connection.isOpen) throw error;
        continue;
      }
      throw new EngineFailedError('WhatsApp named no media host');
    }
  }

  #emit(event: EngineEvent): void {
    if (!this.#over.signal.aborted) this.deps.context.emit(event);
  }

  /** What is on disk counts, never what an earlier connection remembered. */
  async #connect(): Promise<void> {
    const { firstLogins, links, sessionId, store } = this.deps;
    const { signal } = this.#over;
    this.#emit({ kind: 'connecting' });
    await store.commits.settled();
    const forLibrary = await this.#handOverPending();
    const link = await links.load();
    const remembered = {
      phones: await PhoneBook.load(store, sessionId),
      calls: await ToldCalls.load(store, sessionId),
    };
    const leave = isFirstLogin(link.creds) ? await firstLogins.enter(signal) : () => {};
    if (signal.aborted) return leave();
    const keys = store.keys(sessionId);
    try {
      this.#connection = new Connection(this.deps, link, keys, remembered, this.#listener(link, forLibrary, leave));
    } catch (error) {
      keys.revoke();
      leave();
      throw error;
    }
  }

  #listener(link: Link, forLibrary: readonly WAMessage[], leave: () => void): ConnectionListener {
    const connection = (): Connection => this.#connection as Connection;
    return {
      qr: (qr) => this.#emit({ kind: 'qr', qr }),
      open: () => {
        leave();
        this.#restarts = 0;
        this.#toldName = undefined;
        this.#ready(link);
        this.#afterOpen.forEach((go) => go());
        this.#afterOpen.clear();
        void this.#giveToLibrary(forLibrary);
      },
      named: () => this.#ready(link),
      closed: (how) => {
        leave();
        this.#closed(how);
      },
      messages: (messages) => {
        for (const message of messages) {
          connection().handedOver(message.key.id ?? '');
          this.#handOver.message(message, connection().addresses);
        }
      },
      history: (chats) => {
        for (const { id, pnJid, name, displayName, unreadCount } of chats) {
          const chatId = neutral(id, pnJid, connection().addresses);
          if (chatId === undefined || chatId === 'status@broadcast') continue;
          const known = name || displayName;
          this.#emit({
            kind: 'chat',
            chatId,
            ...(known ? { name: known } : {}),
            ...(typeof unreadCount === 'number' && unreadCount >= 0 ? { unreadCount } : {}),
          });
        }
      },
      past: (messages) => this.#handOver.past(messages, connection().addresses),
      ack: (report) => this.#emit({ kind: 'ack', ...report }),
      tell: (event) => this.#emit(event),
    };
  }

  #ready({ creds: { me } }: Link): void {
    const { self } = this.#connection?.addresses ?? {};
    const pushName = me?.name && me.name !== NO_NAME ? me.name : null;
    if (pushName === this.#toldName) return;
    this.#toldName = pushName;
    this.#emit({ kind: 'ready', phone: (self && phoneOf(self.pn)) ?? '', pushName });
  }

  #closed(how: Closed): void {
    if (this.#over.signal.aborted) return;
    const outcome = outcomeOf(how);
    if (outcome.kind === 'ended') return void this.#finish(outcome.end, outcome.reason);
    if (++this.#restarts > MAX_RESTARTS) return void this.#finish('lost', 'WhatsApp keeps asking for a new connection');
    this.#connecting = this.#connect();
    this.#connecting.catch((error: Error) =>
      this.#finish(error instanceof UnavailableError ? 'lost' : 'crashed', error.message),
    );
  }

  /** Hands over what is left, since the next connection may be long in coming, and says goodbye. */
  async #finish(end: LinkEnd, reason: string): Promise<void> {
    if (this.#isEnding) return;
    this.#isEnding = true;
    const { commits } = this.deps.store;
    try {
      await commits.settled();
      await this.#handOverPending();
    } catch (error) {
      this.deps.logger.debug({ sessionId: this.deps.sessionId, err: error }, 'inbound messages wait for the next link');
    }
    this.#emit({ kind: 'ended', end, reason });
    this.#over.abort();
  }

  async #handOverPending(): Promise<WAMessage[]> {
    const { links, sessionId, store } = this.deps;
    const stored = await links.stored();
    if (stored === undefined || !isLinked(stored.creds)) return [];
    const addresses = addressBook(stored.creds, await PhoneBook.load(store, sessionId));
    return this.#handOver.pending(stored, addresses, () => !this.#over.signal.aborted);
  }

  async #giveToLibrary(messages: readonly WAMessage[]): Promise<void> {
    for (const message of messages) {
      try {
        await this.#connection?.socket.upsertMessage(message, 'append');
      } catch (error) {
        this.deps.logger.warn(
          { sessionId: this.deps.sessionId, err: error },
          'a message of the own phone was not used',
        );
      }
    }
  }
}
