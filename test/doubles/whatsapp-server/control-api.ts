/**
 * The shapes that cross the control API, one request and one answer per verb. No import of Baileys here, so a jest test
 * can use them cheaply.
 */

/** Contacts address 1:1 messages by phone number or by privacy alias. */
export type AddressingName = 'pn' | 'lid';

/** Handed over by a phone that scanned or typed a code: the linked device's two addresses. */
export interface Paired {
  jid: string;
  lid: string;
}

export interface PersonRequest {
  phone: string;
  name?: string;
  lid?: string;
  policy?: ContactPolicy;
  /** Answers a text it receives with the same text after `echo:`. */
  echo?: boolean;
  /** Answers every text it receives with this one; an empty text ends it. */
  answer?: string;
  /** No receipts while away. */
  offline?: boolean;
  /** null: the person has no profile picture. */
  picture?: null;
  blocksGroupAdd?: boolean;
  /** Simulated linked devices to add. */
  extraDevices?: number;
  /** Pretend not to be able to read the next n messages. */
  retryNext?: number;
}

/** A product of a business account. */
export interface ProductFacts {
  id: string;
  name: string;
  description?: string;
  /** In thousandths of the currency. */
  price1000?: number;
  currency?: string;
  retailerId?: string;
  hidden?: boolean;
  /** false: it has none. */
  picture?: false;
}

/** A contact's receipts; what is left out follows the options of the double. */
export interface ContactPolicy {
  delivery?: boolean;
  read?: boolean;
  played?: boolean;
  receiptDelayMs?: number;
}

export interface PersonView {
  pn: string;
  lid: string;
  name: string;
  devices: number[];
}

/** The public half of freshly made credentials; keys as base64. */
export interface AdoptRequest {
  phone: string;
  name?: string;
  noisePub: string;
  identity: string;
  registrationId: number;
  signed: { id: number; pub: string; sig: string };
  /** Pre-keys the server pretends to hold, so that the client uploads none. */
  fakePreKeys?: number;
  /** false: the phone still sends its history after the first login. */
  historySent?: boolean;
}

/** What pairing would have added to the credentials; keys as base64. */
export interface Adopted extends Paired {
  name: string;
  account: { details: string; accountSignatureKey: string; accountSignature: string };
}

export interface InjectRequest {
  /** The account under test. */
  to: string;
  /** The contact that writes; left out with `fromMe`. */
  from?: string;
  text?: string;
  /** A whole Message as protobuf's JSON, instead of `text`. */
  message?: Record<string, unknown>;
  /** The group's JID; `status@broadcast` for a status update. */
  group?: string;
  addressing?: AddressingName;
  id?: string;
  /** Seconds since 1970. */
  timestamp?: number;
  /** Typed on the account's own phone, in the chat given. */
  fromMe?: boolean;
  chat?: string;
  /** The contact's push name. */
  name?: string;
  /** Damages the ciphertext: the client cannot read it and asks again. */
  corrupt?: boolean;
  /** The server hands over the same stanza so many times at once; 1 unless told. */
  times?: number;
}

export interface InjectMediaRequest extends Omit<InjectRequest, 'text' | 'message'> {
  kind?: MediaKind;
  /** The file, base64; or `sizeBytes` random bytes. */
  data?: string;
  sizeBytes?: number;
  /** The message promises another file than the one that lies there. */
  forged?: boolean;
  mimetype?: string;
  caption?: string;
  fileName?: string;
  /** An audio file that was spoken into the phone. */
  ptt?: boolean;
}

/** A file by its content, where the content itself is too large to carry around. */
export interface FileFacts {
  sizeBytes: number;
  /** Hex. */
  sha256: string;
}

export type MediaKind = 'image' | 'video' | 'audio' | 'document' | 'sticker';

/** A message the client sent, as the contacts decrypted it. */
export interface ReceivedMessage {
  id: string;
  to: string;
  group?: string;
  kind?: string;
  text?: string;
  type?: string;
  category?: string;
  /** Milliseconds since 1970, by the double's clock. */
  at: number;
  device: number;
  encTypes: string[];
  decryptedBy: string[];
  failures: { jid: string; error: string }[];
  /** The account's own phone got its copy. */
  phoneCopy?: boolean;
  /** Real devices the message was passed on to, still sealed. */
  forwarded?: number;
  /** Sent again after a retry receipt. */
  resend?: boolean;
  message?: Record<string, unknown>;
}

export interface ReceiptView {
  id: string;
  /** `delivery`, `inactive`, `sender`, `read`, `played`, `peer_msg`, `hist_sync`, … */
  type: string;
  to: string;
  participant?: string;
  at: number;
}

/** A stanza of a client; what it holds is either further ones or bytes. */
export interface StanzaView {
  tag: string;
  attrs: Record<string, string>;
  children?: StanzaView[];
  base64?: string;
}

/** Something a client did apart from writing messages and confirming them. */
export interface Action {
  /** Milliseconds since 1970, by the double's clock. */
  at: number;
  stanza: StanzaView;
  /** What an app-state request says, as the account's phone reads it. */
  mutations?: { index: string[]; value: Record<string, unknown> }[];
}

/** What a contact says about a message of the account. */
export interface AcknowledgeRequest {
  /** The account that wrote it. */
  phone: string;
  /** The contact. */
  from: string;
  id: string;
  /** `retry`: that it could not be read, and is wanted again. */
  ack: 'delivered' | 'read' | 'played' | 'retry';
  /** How long ago the contact said so. */
  ageS?: number;
  /** The group's JID, for a message to a group. */
  group?: string;
}

/** A message handed over for an account, exactly as it was written. */
export interface SentMessage {
  id: string;
  text: string;
  at: number;
}

/** The log for kill -9 tests: everything injected or loaded for one phone, up to the option `handledLogIds`. */
export interface HandledLog {
  /** Ids the client confirmed with a receipt: delivery, `inactive` or `sender`. */
  receipted: string[];
  /** Ids the client refused at least once; after a resend such an id may also be receipted. */
  nacked: string[];
  /** Message copies still in the server's queue. */
  pending: number;
  /** In the order they were handed to the queue. */
  sent: SentMessage[];
}

export interface FaultRequest {
  phone?: string;
  /** Which stanzas from the client: all that fit every field given. */
  tag?: string;
  xmlns?: string;
  type?: string;
  /** How many of them; 1 unless told. */
  times?: number;
  /** One of three: answer with this error, swallow, or handle later. */
  code?: number;
  text?: string;
  drop?: boolean;
  delayMs?: number;
}

export interface LoadRequest {
  /** Phone numbers, or every paired one. */
  accounts: string[] | 'all';
  total?: number;
  /** Messages per second over all accounts; 0: as fast as the window allows. */
  rate?: number;
  /** Contacts per account. */
  contacts?: number;
  /** First contact's number in the series. */
  contactOffset?: number;
  /** Length of each text. */
  bytes?: number;
  addressing?: AddressingName;
  /** Encrypt everything before the clock starts. */
  prepare?: boolean;
  /** Most messages without a receipt, per account. */
  window?: number;
  prefix?: string;
  /** How long to wait for the last receipts, in ms. */
  timeoutMs?: number;
}

export type LoadState = 'new' | 'preparing' | 'running' | 'done' | 'stopped' | 'timeout' | 'failed';

export interface LoadReport {
  id: string;
  state: LoadState;
  error?: string;
  sent: number;
  handled: number;
  nacked: number;
  seconds: number;
  perSecond: number;
  /** From the server's send to the client's receipt; null before the first one. */
  latencyMs: { p50: number | null; p95: number | null; p99: number | null; max: number | null };
  /** Only when asked for. */
  messages?: (SentMessage & { to: string })[];
}

export interface ChatterRequest {
  to: string;
  contacts: { phone: string; name: string }[];
  everyMs: number;
  /** Stop by itself after so many messages; for ever unless told. */
  total?: number;
}

export interface ChatterReport {
  sent: number;
  running: boolean;
}

export interface DeviceState {
  id: number;
  online: boolean;
  pending: number;
  preKeys: number;
  logins: number;
}

export interface AccountState {
  pn: string;
  lid: string;
  name: string;
  banned: number | null;
  devices: DeviceState[];
  /** Messages the account's clients sent so far. */
  received: number;
}

export interface DoubleState {
  url: string;
  mediaHost: string;
  connections: number;
  active: number;
  accounts: AccountState[];
  people: number;
  groups: number;
  counters: Record<string, number>;
  /** Requests the double has no answer for. */
  unhandled: Record<string, number>;
  rss: number;
  heapUsed: number;
  cpu: { user: number; system: number };
}

/** Why a connection is ended: a stream error by name or by code. */
export type KickReason = 'replaced' | 'restart' | 'unavailable' | 'badSession' | 'mismatch' | number;
