import type { Ack } from '../domain/ack.js';
import type { Jid } from '../domain/jid.js';
import type { MediaSink } from '../domain/media.js';
import type { ObservedMessage } from '../domain/message.js';
import type { EngineKind, LinkEnd, ProxyType } from '../domain/session.js';
import type { Capability } from './capability.js';
import type {
  CallOperations,
  CatalogOperations,
  ChannelOperations,
  ChatOperations,
  ContactOperations,
  GroupOperations,
  LabelOperations,
  MessageOperations,
  ProfileOperations,
  StatusOperations,
} from './operations.js';

export { CAPABILITIES, type Capability } from './capability.js';

declare const storeRows: unique symbol;
/**
 * Rows of the engine's own store that must reach the disk in the transaction of what an event causes (for Baileys:
 * "this inbound stanza has been handed over"). Opaque to everybody but the store.
 */
export type Alongside = { readonly [storeRows]: true };

/** What an engine reports. Everything is in our words; a kind it does not know becomes nothing, never an exception. */
export type EngineEvent =
  | { readonly kind: 'connecting' }
  /** @property qr the text behind the code; whoever shows it draws the picture */
  | { readonly kind: 'qr'; readonly qr: string }
  /** The phone accepted the link; the session is not usable yet. */
  | { readonly kind: 'authenticated' }
  /** The link works. Comes again when the account's name becomes known, which may be some time after the first login. */
  | { readonly kind: 'ready'; readonly phone: string; readonly pushName: string | null }
  /** The link ended. The engine is finished after this event; going on needs a new one. */
  | { readonly kind: 'ended'; readonly end: LinkEnd; readonly reason: string }
  /**
   * Messages of one chat come in their order: one whose file is still being downloaded keeps those behind it waiting.
   * @property history from before the link: stored, and nobody is told
   */
  | {
      readonly kind: 'message';
      readonly message: ObservedMessage;
      readonly history?: boolean;
      readonly alongside?: Alongside;
    }
  /**
   * `chatId` may be missing or another spelling of the chat: the stanza id identifies the message.
   * @property code why WhatsApp refused it, in its own numbers
   */
  | {
      readonly kind: 'ack';
      readonly stanzaId: string;
      readonly ack: Ack;
      readonly code?: string;
      readonly reason?: string;
    }
  | {
      readonly kind: 'revoked';
      readonly chatId: Jid;
      readonly stanzaId: string;
      readonly fromMe: boolean;
      readonly author: Jid;
      readonly at: Date;
      readonly alongside?: Alongside;
    }
  | {
      readonly kind: 'reaction';
      readonly chatId: Jid;
      readonly stanzaId: string;
      /** Empty: the reaction was taken back. */
      readonly emoji: string;
      readonly sender: Jid;
      readonly alongside?: Alongside;
    }
  | {
      readonly kind: 'edited';
      readonly chatId: Jid;
      readonly stanzaId: string;
      readonly body: string;
      readonly at: Date;
      readonly alongside?: Alongside;
    }
  | {
      readonly kind: 'call';
      readonly callId: string;
      readonly from: Jid;
      readonly isVideo: boolean;
      readonly isGroup: boolean;
      readonly at: Date;
      readonly alongside?: Alongside;
    }
  /** A person became known, or something about them did. What is left out stays as it is; nobody is told. */
  | {
      readonly kind: 'contact';
      readonly id: Jid;
      /** The name in the account's address book; empty: not in it any more. */
      readonly name?: string;
      /** The name they gave themselves. */
      readonly pushName?: string;
      readonly isBlocked?: boolean;
      readonly isBusiness?: boolean;
    }
  /** A privacy alias and the phone-number address of one person. What is stored under the alias moves to the number. */
  | { readonly kind: 'identity'; readonly lid: Jid; readonly pn: Jid }
  /** A chat was deleted on the phone. */
  | { readonly kind: 'chat-deleted'; readonly chatId: Jid }
  /** A chat or its name became known (first sync, group subject). Nothing happened; nobody is told. */
  | { readonly kind: 'chat'; readonly chatId: Jid; readonly name?: string; readonly unreadCount?: number };

/** One link to WhatsApp. Made by its factory, finished by `close`, `kill`, or its own `ended` event. */
export interface Engine {
  /** Makes the stanza id of a message that is about to be sent, so that its row can exist before the send. */
  newStanzaId(): string;
  /**
   * @param phone digits, country code first
   * @returns the 8 characters to type on the phone
   */
  requestPairingCode(phone: string): Promise<string>;
  // What follows needs the session to be `ready` and its capability to be declared. Every member throws
  // EngineFailedError when the library or WhatsApp refuses.
  readonly messages: MessageOperations;
  readonly chats: ChatOperations;
  readonly contacts: ContactOperations;
  readonly groups: GroupOperations;
  readonly profile: ProfileOperations;
  readonly calls: CallOperations;
  readonly labels?: LabelOperations;
  readonly channels?: ChannelOperations;
  readonly statuses?: StatusOperations;
  readonly catalog?: CatalogOperations;
  /** Ends the link and keeps the credentials. Resolves when nothing of it runs any more. */
  close(): Promise<void>;
  /** As `close`, without asking politely. */
  kill(): Promise<void>;
}

export interface EngineContext {
  readonly sessionId: string;
  readonly proxy?: { readonly url: string; readonly type: ProxyType };
  readonly media: MediaSink;
  /**
   * Up to when what happened to this account was heard, for an engine that must ask for what it missed: undefined if the
   * session was never linked to it. What is told again does no harm.
   * @param phone the account, as digits
   */
  heardUntil(phone: string): Promise<Date | undefined>;
  /** Aborted when the engine is to end, also while it still opens: `open` gives up then, and leaves nothing running. */
  readonly signal: AbortSignal;
  /** Called synchronously, in order. Never throws. */
  emit(event: EngineEvent): void;
}

/** How a dropped link is tried again; the session's own config overrides attempts and base. */
export interface ReconnectPolicy {
  readonly attempts: number;
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
  /** Up to this much is added at random, so that many sessions do not come back in one moment. */
  readonly jitterMs: number;
  /** Whether a transient drop is announced (state `disconnected`, event) or only shows as `initializing` again. */
  readonly announce: boolean;
}

export interface EngineFactory {
  readonly kind: EngineKind;
  readonly capabilities: ReadonlySet<Capability>;
  /**
   * Whether a message of which it is not known that it left may be given to the engine once more, under the same id:
   * whoever has it already shows it once.
   */
  readonly resends: boolean;
  readonly reconnect: ReconnectPolicy;
  /** Loads the library on first use. Resolves once the engine works; progress arrives as events. */
  open(context: EngineContext): Promise<Engine>;
  /** Forgets the link: credentials, keys, folder. The next `open` shows a new QR. */
  unlink(sessionId: string): Promise<void>;
}
