import { type proto } from '@whiskeysockets/baileys';
import { type Connection } from '../connection/connection.js';
import { DeviceQueue } from '../messages/device-queue.js';
import { type SignedPreKey } from '../signal/keys.js';
import { type Peer } from '../signal/sim-device.js';
import { type Addressing } from '../wire/jids.js';
import { type Person } from './person.js';

/** The public half of a client's credentials, as it registers with them. */
export interface Registration {
  registrationId: number;
  identity: Buffer;
  signed: SignedPreKey;
}

/** What is needed to build a message again when the client asks for it. */
export interface SentRecord {
  person: Person;
  message: proto.IMessage;
  group: string | undefined;
  addressing: Addressing;
  timestampS: number;
}

/** A paired linked device: the real client under test. */
export class Companion {
  registrationId: number;
  readonly identity: Buffer;
  signed: SignedPreKey;
  readonly preKeys = new Map<number, Buffer>();
  /** Pre-keys the server pretends to hold when there are none. */
  fakePreKeys = 0;
  /** Everything not acknowledged yet; survives the connection. */
  readonly queue = new DeviceQueue();
  connection: Connection | undefined;
  logins = 0;
  historySent = false;
  /** The client was told a short while ago that its pre-keys run low. */
  lowPreKeysTold = false;
  /** Message id → how to build it again. */
  readonly sent = new Map<string, SentRecord>();

  constructor(
    readonly person: Person,
    readonly id: number,
    readonly noisePub: Buffer,
    registration: Registration,
  ) {
    this.registrationId = registration.registrationId;
    this.identity = registration.identity;
    this.signed = registration.signed;
  }

  get label(): string {
    return `${this.person.pn}:${this.id}`;
  }

  /** Under which the simulated devices file their sessions with this one. */
  get peer(): Peer {
    return { user: this.person.pn, device: this.id };
  }
}
