import { verbClient } from '../process/verb-client.js';
import {
  type AcknowledgeRequest,
  type Action,
  type AdoptRequest,
  type Adopted,
  type ChatterReport,
  type ChatterRequest,
  type DoubleState,
  type FaultRequest,
  type FileFacts,
  type HandledLog,
  type InjectMediaRequest,
  type InjectRequest,
  type KickReason,
  type LoadReport,
  type LoadRequest,
  type MediaKind,
  type Paired,
  type PersonRequest,
  type PersonView,
  type ProductFacts,
  type ReceiptView,
  type ReceivedMessage,
} from './control-api.js';

export type * from './control-api.js';

/** Everything a test can ask of the WhatsApp double, typed. Phone numbers are digits only. */
export interface ControlClient {
  readonly url: string;
  /** Any verb, for what has no method below. @throws Error with the double's own words */
  call<T = Record<string, never>>(verb: string, body?: object): Promise<T>;
  state(): Promise<DoubleState>;
  options(changes: Record<string, unknown>): Promise<Record<string, unknown>>;

  /** Makes or changes a contact. */
  person(body: PersonRequest): Promise<PersonView>;
  /** Number normalisation: whoever asks for `from` finds `to`. */
  alias(from: string, to: string): Promise<void>;
  group(body: {
    subject: string;
    creator: string;
    members?: string[];
    addressing?: 'pn' | 'lid';
  }): Promise<{ id: string; invite: string; participants: string[] }>;

  /** The account's business app has one more product. */
  product(phone: string, product: ProductFacts): Promise<void>;

  /** The phone scans the QR text; resolves when the client confirmed, just before its restart (515). */
  scan(body: { qr: string; phone: string; name?: string; business?: string }): Promise<Paired>;
  /** The user types the eight characters shown by the gateway. */
  enterCode(body: { phone: string; code: string; name?: string; business?: string }): Promise<Paired>;
  adopt(body: AdoptRequest): Promise<Adopted>;

  /** A contact (or the own phone) sends; resolves when it is in the queue of every linked device. */
  inject(body: InjectRequest): Promise<{ id: string }>;
  injectMedia(body: InjectMediaRequest): Promise<{ id: string } & FileFacts>;
  presence(body: { from: string; to: string; state?: string; media?: string }): Promise<void>;
  ring(body: { from: string; to: string; video?: boolean }): Promise<{ callId: string }>;

  /** What the account's clients sent, newest last, and the ids of what was rejected. */
  received(body: {
    phone: string;
    since?: number;
    limit?: number;
    id?: string;
  }): Promise<{ total: number; messages: ReceivedMessage[]; rejected: string[] }>;
  /** Waits until the account's clients have sent `count` messages in all. @throws Error after `ms` (10 s) */
  waitReceived(body: { phone: string; count?: number; ms?: number }): Promise<{ total: number }>;
  receivedMedia(body: { phone: string; id: string; kind?: MediaKind }): Promise<{ data: string }>;
  receivedFile(body: { phone: string; id: string; kind?: MediaKind }): Promise<FileFacts>;
  receipts(body: { phone: string; since?: number; type?: string }): Promise<{ receipts: ReceiptView[] }>;
  handled(body: { phone: string }): Promise<HandledLog>;
  /** What the account's clients did apart from writing and confirming, newest last. */
  actions(body: { phone: string }): Promise<{ actions: Action[] }>;
  /** A contact confirms a message now, whatever its policy. */
  acknowledge(body: AcknowledgeRequest): Promise<void>;

  /** Cuts TCP without a word: one phone's connections, or all. */
  drop(phone?: string): Promise<{ dropped: number }>;
  /** Stops reading and answering while TCP stays up. */
  freeze(phone: string, on?: boolean): Promise<{ frozen: number }>;
  kick(phone: string, why: KickReason): Promise<{ kicked: number }>;
  /** The user removes the linked device on the phone. */
  logout(phone: string): Promise<{ removed: number }>;
  ban(phone: string, code?: number): Promise<void>;
  unban(phone: string): Promise<void>;
  /** Answers every login with this failure until it is cleared (no code). */
  loginFault(code?: number): Promise<void>;
  /** Answers the account's next messages with these error acks. */
  reject(phone: string, codes: number[]): Promise<void>;
  fault(body: FaultRequest): Promise<void>;
  clearFaults(): Promise<void>;

  /** Sends messages at a rate and waits until they are handled. */
  load(body: LoadRequest): Promise<LoadReport>;
  /** The same without waiting. */
  startLoad(body: LoadRequest): Promise<{ id: string }>;
  /** @param withMessages also the ids and texts sent */
  loadReport(id: string, withMessages?: boolean): Promise<LoadReport>;
  stopLoad(id: string): Promise<void>;

  /** The contacts write by themselves, in turn. A second call for the same account replaces the first. */
  chatter(body: ChatterRequest): Promise<ChatterReport>;
  chatterStop(to: string): Promise<ChatterReport>;

  /** The media host's certificate, PEM. */
  mediaCert(): Promise<{ cert: string }>;
  /** Closes idle sockets; the client may be used again. */
  close(): void;
}

/** @param url the `control` address the double printed */
export function controlClient(url: string): ControlClient {
  const { call, silent, close } = verbClient(url);
  return {
    url,
    call,
    state: () => call('state'),
    options: (changes) => call('options', changes),
    person: (body) => call('person', body),
    alias: (from, to) => silent('alias', { from, to }),
    group: (body) => call('group', body),
    product: (phone, product) => silent('product', { phone, ...product }),
    scan: (body) => call('scan', body),
    enterCode: (body) => call('enter-code', body),
    adopt: (body) => call('adopt', body),
    inject: (body) => call('inject', body),
    injectMedia: (body) => call('inject-media', body),
    presence: (body) => silent('presence', body),
    ring: (body) => call('call', body),
    received: (body) => call('received', body),
    waitReceived: (body) => call('wait-received', body),
    receivedMedia: (body) => call('received-media', body),
    receivedFile: (body) => call('received-file', body),
    receipts: (body) => call('receipts', body),
    handled: (body) => call('handled', body),
    actions: (body) => call('actions', body),
    acknowledge: (body) => silent('acknowledge', body),
    drop: (phone) => call('drop', { phone }),
    freeze: (phone, on = true) => call('freeze', { phone, on }),
    kick: (phone, why) => call('kick', { phone, why }),
    logout: (phone) => call('logout', { phone }),
    ban: (phone, code) => silent('ban', { phone, code }),
    unban: (phone) => silent('unban', { phone }),
    loginFault: (code) => silent('login-fault', { code }),
    reject: (phone, codes) => silent('reject', { phone, codes }),
    fault: (body) => silent('fault', body),
    clearFaults: () => silent('clear-faults'),
    load: (body) => call('load', { ...body, wait: true }),
    startLoad: (body) => call('load', body),
    loadReport: (id, withMessages = false) => call('load-report', { id, withMessages }),
    stopLoad: (id) => silent('load-stop', { id }),
    chatter: (body) => call('chatter', body),
    chatterStop: (to) => call('chatter-stop', { to }),
    mediaCert: () => call('media-cert'),
    close,
  };
}
