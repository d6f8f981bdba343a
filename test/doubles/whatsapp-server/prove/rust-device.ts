import { type KeyBundle } from '../signal/keys.js';
import { loadRustBridge, type RustBridge } from '../rust-bridge.js';

const rust = loadRustBridge();

/** A device whose Signal is Rust throughout. */
export class RustDevice {
  private readonly identity = rust.generateIdentityKeyPair();
  private readonly registrationId = rust.generateRegistrationId();
  private readonly preKey = rust.generatePreKey(1);
  private readonly signedPreKey = rust.generateSignedPreKey(this.identity, 1);
  private readonly sessions = new Map<string, Uint8Array>();
  private readonly senderKeys = new Map<string, Uint8Array>();
  private readonly storage: RustBridge.SignalStorage = {
    loadSession: (address) => this.sessions.get(address),
    storeSession: (address, record) => void this.sessions.set(address, record.serialize()),
    getOurIdentity: () => this.identity,
    getOurRegistrationId: () => this.registrationId,
    isTrustedIdentity: () => true,
    loadPreKey: (id) => (id === this.preKey.keyId ? this.preKey.keyPair : null),
    removePreKey: () => undefined,
    loadSignedPreKey: () => this.signedPreKey,
    loadSenderKey: (id) => this.senderKeys.get(id),
    storeSenderKey: (id, record) => void this.senderKeys.set(id, record),
  };

  get bundle(): KeyBundle {
    return {
      registrationId: this.registrationId,
      identity: this.identity.pubKey,
      signed: { id: 1, pub: this.signedPreKey.keyPair.pubKey, sig: this.signedPreKey.signature },
      pre: { id: this.preKey.keyId, pub: this.preKey.keyPair.pubKey },
    };
  }

  /** With the first device of a user. */
  session(user: string): RustBridge.SessionCipher {
    return new rust.SessionCipher(this.storage, new rust.ProtocolAddress(user, 0));
  }

  async readGroup(group: string, user: string, distribution: Uint8Array, body: Uint8Array): Promise<Uint8Array> {
    const name = new rust.SenderKeyName(group, new rust.ProtocolAddress(user, 0));
    const message = rust.SenderKeyDistributionMessage.deserialize(distribution);
    await new rust.GroupSessionBuilder(this.storage).process(name, message);
    return new rust.GroupCipher(this.storage, group, new rust.ProtocolAddress(user, 0)).decrypt(body);
  }
}
