import { randomInt } from 'node:crypto';
import { Curve } from '@whiskeysockets/baileys';
import {
  GroupCipher,
  GroupSessionBuilder,
  SenderKeyDistributionMessage,
  SenderKeyName,
} from '@whiskeysockets/baileys/lib/Signal/Group/index.js';
import { ProtocolAddress, SessionBuilder, SessionCipher } from 'libsignal';
import { quietConsole } from '../quiet.js';
import { type KeyBundle, prefixed } from './keys.js';
import { MemoryStorage } from './memory-storage.js';

quietConsole();

/** libsignal's number for a message that still carries the keys to start the session with. */
const PRE_KEY_MESSAGE = 3;
const SIGNED_PRE_KEY_ID = 1;

export type EncType = 'pkmsg' | 'msg';

/** `user` is a phone number, `device` a device number: the double files sessions under those. */
export interface Peer {
  user: string;
  device: number;
}

/**
 * A simulated WhatsApp device: its own identity, pre-keys, pairwise sessions and sender keys. Live session objects stay
 * in memory and are never serialised, so that the double is not the bottleneck of a benchmark.
 */
export class SimDevice {
  readonly registrationId = randomInt(1, 16380);
  /** Group id → the devices (`pn:device`) that have our sender key. */
  readonly groupReady = new Map<string, Set<string>>();
  /** Message id → how often we asked for it again. */
  readonly retryCount = new Map<string, number>();
  private readonly storage = new MemoryStorage(this.registrationId);
  private nextPreKey = 1;

  /** Raw public identity key, without the type byte. */
  get identity(): Uint8Array {
    return this.storage.identity.public;
  }

  get identityPrivateKey(): Uint8Array {
    return this.storage.identity.private;
  }

  /** What the key server hands out for this device; a fresh one-time pre-key each time. */
  bundle(): KeyBundle {
    const { pair, signature } = this.storage.signedPreKey;
    const id = this.nextPreKey++;
    return {
      registrationId: this.registrationId,
      identity: this.identity,
      signed: { id: SIGNED_PRE_KEY_ID, pub: pair.public, sig: signature },
      pre: { id, pub: this.storage.addPreKey(id) },
    };
  }

  hasSession(peer: Peer): boolean {
    return this.storage.session(peer)?.haveOpenSession() ?? false;
  }

  async startSession(peer: Peer, bundle: KeyBundle): Promise<void> {
    const preKey = bundle.pre && { keyId: bundle.pre.id, publicKey: prefixed(bundle.pre.pub) };
    await new SessionBuilder(this.storage, addressOf(peer)).initOutgoing({
      registrationId: bundle.registrationId,
      identityKey: prefixed(bundle.identity),
      signedPreKey: {
        keyId: bundle.signed.id,
        publicKey: prefixed(bundle.signed.pub),
        signature: Buffer.from(bundle.signed.sig),
      },
      preKey: preKey as NonNullable<typeof preKey>, // the library's type demands one, its code does not
    });
  }

  dropSession(peer: Peer): void {
    this.storage.dropSession(peer);
  }

  /** After any decrypted reply Signal stops sending pre-key messages; a benchmark may want that without a reply. */
  settle(peer: Peer): void {
    const session = this.storage.session(peer)?.getOpenSession();
    if (session) delete session.pendingPreKey;
  }

  async encrypt(peer: Peer, plain: Uint8Array): Promise<{ type: EncType; body: Buffer }> {
    const { type, body } = await new SessionCipher(this.storage, addressOf(peer)).encrypt(plain);
    // A Buffer, whatever the library's type says.
    return { type: type === PRE_KEY_MESSAGE ? 'pkmsg' : 'msg', body: body as unknown as Buffer };
  }

  async decrypt(peer: Peer, type: string, body: Uint8Array): Promise<Buffer> {
    const cipher = new SessionCipher(this.storage, addressOf(peer));
    return type === 'pkmsg' ? cipher.decryptPreKeyWhisperMessage(body) : cipher.decryptWhisperMessage(body);
  }

  /** Seals once for the whole group; `distribution` is what a member needs to read it. */
  async groupEncrypt(
    group: string,
    me: string,
    plain: Uint8Array,
  ): Promise<{ distribution: Uint8Array; body: Buffer }> {
    const name = senderName(group, { user: me, device: 0 });
    const distribution = await new GroupSessionBuilder(this.storage).create(name);
    const body = await new GroupCipher(this.storage, name).encrypt(plain);
    return { distribution: distribution.serialize(), body: Buffer.from(body) };
  }

  async groupLearn(group: string, sender: Peer, distribution: Uint8Array): Promise<void> {
    const message = new SenderKeyDistributionMessage(null, null, null, null, Buffer.from(distribution));
    await new GroupSessionBuilder(this.storage).process(senderName(group, sender), message);
  }

  groupDecrypt(group: string, sender: Peer, body: Uint8Array): Promise<Uint8Array> {
    return new GroupCipher(this.storage, senderName(group, sender)).decrypt(body);
  }

  /** Signs with the identity key, as the phone does when it links a device. */
  sign(message: Uint8Array): Uint8Array {
    return Curve.sign(this.identityPrivateKey, message);
  }
}

const addressOf = ({ user, device }: Peer): ProtocolAddress => new ProtocolAddress(user, device);

/** The library's SenderKeyName wants Baileys' own idea of an address: `id` and `deviceId`. */
const senderName = (group: string, { user, device }: Peer): SenderKeyName =>
  new SenderKeyName(group, new ProtocolAddress(user, device));
