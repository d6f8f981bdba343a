import type { Contact, ContactAck, Content, Deed, EngineName, MessageKey, Person, Sighting, Writing } from './words.js';

/**
 * The WhatsApp of one engine, as the suite needs it: what people outside do, and what they see. One implementation for
 * each double; nothing of the gateway is in it.
 */
export interface World {
  readonly engine: EngineName;
  /** What a gateway must be told to live in this world. */
  readonly env: Readonly<Record<string, string>>;
  /** What the phone of every account has from before it is linked, oldest first. */
  readonly historyBeforeLink: readonly { readonly chatId: string; readonly bodies: readonly string[] }[];
  /** The phone of `owner` scans the code. @param qr the text behind the picture */
  scan(qr: string, owner: Person): Promise<void>;
  /** The phone of `owner` types the eight characters. */
  typeCode(code: string, owner: Person): Promise<void>;
  /** From here on, `account` is the one that is written to and watched. */
  watch(account: Person): void;
  /**
   * Makes somebody known, with a phone number and a privacy alias.
   * @param options.picture false: has no profile picture; it does unless told
   */
  contact(person: Person, options?: { readonly picture?: boolean }): Promise<Contact>;
  /** A group of the account and these contacts, made by the account on its phone. @returns its address */
  group(subject: string, members: readonly Contact[]): Promise<string>;
  /** A group that the account is not in, with its invite code. */
  foreignGroup(subject: string, owner: Contact): Promise<{ readonly id: string; readonly code: string }>;
  /** @returns the stanza id */
  write(content: Content, writing: Writing): Promise<string>;
  does(deed: Deed, writing: Writing): Promise<void>;
  /** The contact confirms a message of the account. */
  acknowledge(message: string, contact: Contact, ack: ContactAck): Promise<void>;
  /** @returns the call's id */
  ring(from: Contact, call: { readonly video: boolean }): Promise<string>;
  /** A label of the account's business app. */
  label(label: { readonly id: string; readonly name: string; readonly color: string }): Promise<void>;
  /** A channel that anybody can follow. */
  channel(facts: {
    readonly name: string;
    readonly description: string;
  }): Promise<{ readonly id: string; readonly inviteCode: string }>;
  /** The account's business app has one more product. */
  product(product: { readonly id: string; readonly name: string } & Partial<Facts>): Promise<void>;
  /** Something new in a channel. */
  post(channelId: string, text: string): Promise<void>;
  /** The way to this WhatsApp for a session that must go through a proxy, which wants this login. */
  proxy(login: string): Promise<Proxy>;
  /** What the account did, seen from outside; oldest first. */
  sightings(): Promise<readonly Sighting[]>;
  stop(): Promise<void>;
}

/** What a product may have. */
export interface Facts {
  readonly description: string;
  /** In thousandths of the currency. */
  readonly price1000: number;
  readonly currency: string;
  readonly hidden: boolean;
  /** false: it has none. */
  readonly picture: false;
}

export interface Proxy {
  readonly port: number;
  /** Where it was asked to lead. */
  readonly reached: readonly string[];
  stop(): Promise<void>;
}

export type { MessageKey };
