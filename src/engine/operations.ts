import type { Catalog, Product } from '../domain/catalog.js';
import type { Channel, ChannelMessage, Label } from '../domain/channel.js';
import type { Group, GroupSettings, ParticipantChange, ParticipantResult } from '../domain/group.js';
import type { Jid } from '../domain/jid.js';
import type { MediaFile, MediaKind } from '../domain/media.js';
import type { MessageType, ObservedMessage } from '../domain/message.js';
import type { StatusStyle, StatusUpdate } from '../domain/status-update.js';

export type { MediaKind } from '../domain/media.js';

/** A stored message, as an engine needs it to find its own. */
export interface MessageRef {
  readonly chatId: Jid;
  readonly stanzaId: string;
  readonly fromMe: boolean;
  /** Who wrote it; in a group the participant. */
  readonly author: Jid;
  readonly type: MessageType;
  readonly body: string;
  readonly sentAt: Date;
}

/** What a message that is to be sent consists of. */
export type OutgoingContent =
  | { readonly kind: 'text'; readonly text: string; readonly linkPreview: boolean }
  | { readonly kind: MediaKind; readonly file: MediaFile; readonly caption?: string }
  | {
      readonly kind: 'location';
      readonly latitude: number;
      readonly longitude: number;
      readonly name?: string;
      readonly address?: string;
    }
  /** One card; `number` is digits, country code first. */
  | { readonly kind: 'contact'; readonly name: string; readonly number: string }
  | {
      readonly kind: 'poll';
      readonly question: string;
      readonly options: readonly string[];
      readonly multiple: boolean;
    }
  | { readonly kind: 'forward'; readonly original: MessageRef }
  /** Of the account's own catalog. Only with SEND_CATALOG, as is the catalog. */
  | { readonly kind: 'product'; readonly product: Product; readonly body?: string }
  | { readonly kind: 'catalog'; readonly catalog: Catalog; readonly body?: string };

/** A message that is to be sent. Its row exists already, under the stanza id. */
export interface OutgoingDraft {
  readonly to: Jid;
  readonly stanzaId: string;
  readonly content: OutgoingContent;
  readonly mentions?: readonly Jid[];
  readonly quoted?: MessageRef;
}

export interface MessageOperations {
  /**
   * @returns when the library accepted the message, which is not delivery: that is what acks report
   * @throws EngineFailedError if the engine refused it
   * @throws NotFoundError if the message to forward is out of the engine's reach
   */
  send(draft: OutgoingDraft): Promise<void>;
  /** @param emoji empty: takes the reaction back */
  react(message: MessageRef, emoji: string): Promise<void>;
  /** @throws EngineFailedError also when WhatsApp's time for it is over */
  edit(message: MessageRef, text: string): Promise<void>;
  deleteForEveryone(message: MessageRef): Promise<void>;
  deleteForMe(message: MessageRef): Promise<void>;
  star(message: MessageRef, starred: boolean): Promise<void>;
}

export type Presence = 'typing' | 'recording' | 'paused';

export interface ChatOperations {
  /** Shows the contact that somebody types or records, or no longer does. */
  setPresence(chatId: Jid, presence: Presence): Promise<void>;
  /** @param unread the newest inbound messages that were not marked as read, newest first; may be empty */
  markRead(chatId: Jid, unread: readonly MessageRef[]): Promise<void>;
  /** @param last the newest message of the chat, where one is stored */
  markUnread(chatId: Jid, last: MessageRef | undefined): Promise<void>;
  deleteChat(chatId: Jid, last: MessageRef | undefined): Promise<void>;
  /** Newest last. Only with LIVE_HISTORY. */
  history?(chatId: Jid, limit: number): Promise<ObservedMessage[]>;
}

export interface ContactOperations {
  /** @returns the address under which WhatsApp knows the number, or undefined if it is not on WhatsApp */
  checkNumber(number: string): Promise<Jid | undefined>;
  /** @returns where the picture can be downloaded, or undefined if there is none or it is hidden */
  pictureUrl(of: Jid): Promise<string | undefined>;
  setBlocked(of: Jid, blocked: boolean): Promise<void>;
  /** @returns digits, or undefined where WhatsApp hides the number */
  phoneBehind(lid: Jid): Promise<string | undefined>;
}

export interface GroupOperations {
  /** Every group the account is in. */
  list(): Promise<Group[]>;
  /** @returns undefined for a group that does not exist or that the account is not in */
  get(id: Jid): Promise<Group | undefined>;
  create(subject: string, participants: readonly Jid[]): Promise<Group>;
  changeParticipants(id: Jid, change: ParticipantChange, participants: readonly Jid[]): Promise<ParticipantResult[]>;
  setSubject(id: Jid, subject: string): Promise<void>;
  /** @param description empty: removes it */
  setDescription(id: Jid, description: string): Promise<void>;
  /** `ephemeralSeconds` only with GROUP_EPHEMERAL. */
  setSettings(id: Jid, settings: GroupSettings): Promise<void>;
  inviteCode(id: Jid): Promise<string>;
  /** @returns the new code */
  revokeInviteCode(id: Jid): Promise<string>;
  /** @param code what stands behind chat.whatsapp.com/ */
  join(code: string): Promise<Jid>;
  leave(id: Jid): Promise<void>;
}

export interface ProfileOperations {
  setName(name: string): Promise<void>;
  setStatus(text: string): Promise<void>;
  setPicture(file: MediaFile): Promise<void>;
}

export interface CallOperations {
  /** @param callId as a `call` event told it */
  reject(callId: string, from: Jid): Promise<void>;
}

export interface LabelOperations {
  /** @throws GatewayError BUSINESS_ONLY if the account is none of WhatsApp Business, which alone has labels */
  requireBusiness(): Promise<void>;
  list(): Promise<Label[]>;
  ofChat(chatId: Jid): Promise<Label[]>;
  /** Puts a label on a chat, or takes it off. */
  set(chatId: Jid, labelId: string, on: boolean): Promise<void>;
}

export interface ChannelOperations {
  list(): Promise<Channel[]>;
  get(id: Jid): Promise<Channel | undefined>;
  /** @param code what stands behind whatsapp.com/channel/ */
  follow(code: string): Promise<Channel>;
  unfollow(id: Jid): Promise<void>;
  /** Newest last. */
  messages(id: Jid, limit: number): Promise<ChannelMessage[]>;
}

export interface StatusOperations {
  /**
   * Posts to `status@broadcast`; the draft's `to` is that address.
   * @param style of a text
   * @throws NotImplementedError for a style that the engine cannot give
   */
  post(draft: OutgoingDraft, recipients: readonly Jid[], style?: StatusStyle): Promise<void>;
  /** @throws NotFoundError for one that WhatsApp shows no more */
  remove(stanzaId: string): Promise<void>;
  /** What WhatsApp shows now of other people's, newest first. Only with READ_STATUS, as is `file`. */
  list?(): Promise<StatusUpdate[]>;
  /**
   * The file of a status update that `list` told of.
   * @returns undefined where there is none, or WhatsApp shows it no more
   */
  file?(statusId: string): Promise<StatusFile | undefined>;
}

/** A file of somebody's, while it comes in. */
export interface StatusFile {
  readonly mimetype: string;
  /** @throws while it is read if it breaks off, or is not what its sender sealed */
  readonly content: AsyncIterable<Uint8Array>;
}

export interface CatalogOperations {
  /** The account's own; undefined if it has none. */
  get(): Promise<Catalog | undefined>;
  /** Products in WhatsApp's order, and how many there are in all. */
  products(offset: number, limit: number): Promise<{ readonly products: readonly Product[]; readonly total: number }>;
  product(id: string): Promise<Product | undefined>;
}
