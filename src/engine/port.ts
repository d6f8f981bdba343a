import type { Ack } from '../domain/ack.js';
import type { Jid } from '../domain/jid.js';
import type { ObservedMessage } from '../domain/message.js';
import type { EngineKind, LinkEnd, ProxyType } from '../domain/session.js';

/** What an engine can do. Ask before calling: what is not in the set answers NOT_IMPLEMENTED. */
export const CAPABILITIES = ['PAIRING_CODE', 'SEND_TEXT', 'CHECK_NUMBER', 'TYPING'] as const;
export type Capability = (typeof CAPABILITIES)[number];

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
  | { readonly kind: 'message'; readonly message: ObservedMessage; readonly alongside?: Alongside }
  /** `chatId` may be missing or another spelling of the chat: the stanza id identifies the message. */
  | { readonly kind: 'ack'; readonly stanzaId: string; readonly ack: Ack; readonly reason?: string }
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
  /** A chat or its name became known (first sync, group subject). Nothing happened; nobody is told. */
  | { readonly kind: 'chat'; readonly chatId: Jid; readonly name?: string; readonly unreadCount?: number };

/** One link to WhatsApp. Made by its factory, finished by `close`, `kill`, or its own `ended` event. */
export interface Engine {
  /** Makes the stanza id of a message that is about to be sent, so that its row can exist before the send. */
  newStanzaId(): string;
  /**
   * @returns when the library accepted the message, which is not delivery: that is what acks report
   * @throws EngineFailedError if the engine refused it
   */
  sendText(to: Jid, text: string, stanzaId: string): Promise<void>;
  /**
   * Shows the contact that somebody is typing, or no longer is.
   * @throws EngineFailedError
   */
  setTyping(to: Jid, typing: boolean): Promise<void>;
  /** @returns the address under which WhatsApp knows the number, or undefined if it is not on WhatsApp */
  checkNumber(number: string): Promise<Jid | undefined>;
  /**
   * @param phone digits, country code first
   * @returns the 8 characters to type on the phone
   */
  requestPairingCode(phone: string): Promise<string>;
  /** Ends the link and keeps the credentials. Resolves when nothing of it runs any more. */
  close(): Promise<void>;
  /** As `close`, without asking politely. */
  kill(): Promise<void>;
}

export interface EngineContext {
  readonly sessionId: string;
  readonly proxy?: { readonly url: string; readonly type: ProxyType };
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
  readonly reconnect: ReconnectPolicy;
  /** Loads the library on first use. Resolves once the engine works; progress arrives as events. */
  open(context: EngineContext): Promise<Engine>;
  /** Forgets the link: credentials, keys, folder. The next `open` shows a new QR. */
  unlink(sessionId: string): Promise<void>;
}
