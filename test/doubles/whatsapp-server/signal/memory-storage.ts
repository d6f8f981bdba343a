import { Curve } from '@whiskeysockets/baileys';
import { type SenderKeyName, SenderKeyRecord } from '@whiskeysockets/baileys/lib/Signal/Group/index.js';
import { type SessionRecord, type SignalStorage } from 'libsignal';
import { keepNewest } from '../keep-newest.js';
import { prefixed } from './keys.js';

interface RawKeyPair {
  public: Uint8Array;
  private: Uint8Array;
}

/** What libsignal's session records can do beyond their type declarations. */
export type LiveSession = SessionRecord & { getOpenSession(): { pendingPreKey?: unknown } | undefined };

/** One-time pre-keys kept for messages still under way. */
const MAX_PRE_KEYS = 5000;

const signalPair = (pair: RawKeyPair): { pubKey: Buffer; privKey: Buffer } => ({
  pubKey: prefixed(pair.public),
  privKey: Buffer.from(pair.private),
});

/** The key store of one simulated device, in the shape libsignal and the group cipher ask for. */
export class MemoryStorage implements SignalStorage {
  readonly identity: RawKeyPair = Curve.generateKeyPair();
  private readonly preKeys = new Map<number, RawKeyPair>();
  private readonly sessions = new Map<string, LiveSession>();
  private readonly senderKeys = new Map<string, SenderKeyRecord>();
  private readonly signalIdentity = signalPair(this.identity);
  private signed: { pair: RawKeyPair; signature: Uint8Array } | undefined;

  constructor(private readonly registrationId: number) {}

  /** Made on first use: most contacts of a benchmark only write. */
  get signedPreKey(): { pair: RawKeyPair; signature: Uint8Array } {
    if (!this.signed) {
      const pair = Curve.generateKeyPair();
      this.signed = { pair, signature: Curve.sign(this.identity.private, prefixed(pair.public)) };
    }
    return this.signed;
  }

  /** @returns the public half */
  addPreKey(id: number): Uint8Array {
    const pair = Curve.generateKeyPair();
    this.preKeys.set(id, pair);
    keepNewest(this.preKeys, MAX_PRE_KEYS);
    return pair.public;
  }

  session({ user, device }: { user: string; device: number }): LiveSession | undefined {
    return this.sessions.get(`${user}.${device}`);
  }

  dropSession({ user, device }: { user: string; device: number }): void {
    this.sessions.delete(`${user}.${device}`);
  }

  async loadSession(address: string): Promise<SessionRecord | null> {
    return this.sessions.get(address) ?? null;
  }

  async storeSession(address: string, session: SessionRecord): Promise<void> {
    this.sessions.set(address, session as LiveSession);
  }

  isTrustedIdentity(): boolean {
    return true;
  }

  async loadPreKey(id: number | string): Promise<{ pubKey: Buffer; privKey: Buffer } | undefined> {
    const pair = this.preKeys.get(Number(id));
    return pair && signalPair(pair);
  }

  removePreKey(id: number): void {
    this.preKeys.delete(Number(id));
  }

  loadSignedPreKey(): { pubKey: Buffer; privKey: Buffer } {
    return signalPair(this.signedPreKey.pair);
  }

  getOurRegistrationId(): number {
    return this.registrationId;
  }

  getOurIdentity(): { pubKey: Buffer; privKey: Buffer } {
    return this.signalIdentity;
  }

  async loadSenderKey(name: SenderKeyName): Promise<SenderKeyRecord> {
    return this.senderKeys.get(name.toString()) ?? new SenderKeyRecord();
  }

  async storeSenderKey(name: SenderKeyName, record: SenderKeyRecord): Promise<void> {
    this.senderKeys.set(name.toString(), record);
  }
}
