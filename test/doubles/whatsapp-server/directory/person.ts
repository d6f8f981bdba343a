import { type proto } from '@whiskeysockets/baileys';
import { type ContactPolicy, type ProductFacts } from '../control-api.js';
import { SimDevice } from '../signal/sim-device.js';
import { type Addressing, lidJid, lidOf, pnJid } from '../wire/jids.js';
import { type Companion } from './companion.js';
import { type Group } from './group.js';

/** A message an account's client sent, as the contacts decrypted it. */
export interface ReceivedRecord {
  id: string;
  to: string;
  group?: string | undefined;
  kind?: string | undefined;
  text?: string | undefined;
  type?: string | undefined;
  category?: string | undefined;
  at: number;
  device: number;
  encTypes: string[];
  decryptedBy: string[];
  failures: { jid: string; error: string }[];
  phoneCopy?: boolean;
  forwarded?: number;
  resend?: boolean;
  message?: proto.IMessage;
}

export interface ReceiptRecord {
  id: string;
  type: string;
  to: string;
  participant?: string | undefined;
  at: number;
}

const DEFAULT_PRIVACY = ['readreceipts', 'last', 'online', 'profile', 'status', 'groupadd', 'calladd', 'messages'];

/** A WhatsApp user: phone number, LID, phone (device 0) with its own keys, linked devices. */
export class Person {
  readonly lid: string;
  name: string;
  /** Real clients. */
  readonly companions = new Map<number, Companion>();
  /** Simulated linked devices. */
  readonly extraDevices = new Map<number, SimDevice>();
  readonly groups = new Set<Group>();
  readonly blocked = new Set<string>();
  readonly privacy: Record<string, string> = Object.fromEntries(DEFAULT_PRIVACY.map((name) => [name, 'all']));
  /** Collection name → its patches, encoded; the server cannot read them. */
  readonly appState = new Map<string, Buffer[]>();
  /** The phone's key for its app state, once it shared one. */
  appStateKey: { id: Buffer; data: Buffer } | undefined;

  /** What this account's clients sent. */
  readonly received: ReceivedRecord[] = [];
  receivedTotal = 0;
  readonly receipts: ReceiptRecord[] = [];

  /** Of the account's business app. */
  readonly products: ProductFacts[] = [];

  readonly policy: ContactPolicy = {};
  echo = false;
  answer = '';
  offline = false;
  blocksGroupAdd = false;
  /** The failure code logins get. */
  banned: number | null = null;
  /** undefined: the stock picture; null: none. */
  picture: { id: string; data: Buffer } | null | undefined;
  status = '';
  presence: { type: string; lastS: number } | undefined;
  /** Pretend not to be able to read the next n messages. */
  retryNext = 0;
  /** Error codes to answer the account's next messages with. */
  readonly rejectNext: number[] = [];
  /** Ids of the account's messages that got one, in order. */
  readonly rejected: string[] = [];
  /** Of this account's device list, signed into every linked device's identity. */
  rawId: number | undefined;

  private simulatedPhone: SimDevice | undefined;
  private nextDevice = 1;

  constructor(
    readonly pn: string,
    { name, lid }: { name?: string | undefined; lid?: string | undefined } = {},
  ) {
    this.lid = lid ?? lidOf(pn);
    this.name = name ?? `User ${pn.slice(-4)}`;
  }

  /** Made on first use: key generation is the dear part of a contact. */
  get phone(): SimDevice {
    return (this.simulatedPhone ??= new SimDevice());
  }

  device(id: number): SimDevice | Companion | undefined {
    return id === 0 ? this.phone : (this.extraDevices.get(id) ?? this.companions.get(id));
  }

  get deviceIds(): number[] {
    return [0, ...this.extraDevices.keys(), ...this.companions.keys()];
  }

  takeDeviceId(): number {
    return this.nextDevice++;
  }

  addExtraDevice(): void {
    this.extraDevices.set(this.takeDeviceId(), new SimDevice());
  }

  jid(addressing: Addressing, device?: number): string {
    return addressing === 'lid' ? lidJid(this.lid, device) : pnJid(this.pn, device);
  }
}
