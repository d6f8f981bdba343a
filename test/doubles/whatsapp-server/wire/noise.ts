import { Curve, NOISE_MODE, NOISE_WA_HEADER, proto } from '@whiskeysockets/baileys';
import { EMPTY, expand, open, seal, sha256 } from './noise-cipher.js';
import { type ServerIdentity } from './server-identity.js';

/** What one push of socket bytes brought, in order. */
export type NoiseEvent =
  | { kind: 'send'; frame: Buffer }
  | { kind: 'finish'; clientStatic: Buffer; payload: proto.ClientPayload }
  | { kind: 'frame'; plain: Buffer };

const ROUTING_PREFIX = Buffer.from('ED');
const HEADER = Buffer.from(NOISE_WA_HEADER);

/** Three-byte big-endian length, then the payload: both ways, always. */
export function frame(payload: Uint8Array): Buffer {
  const out = Buffer.allocUnsafe(3 + payload.length);
  out.writeUIntBE(payload.length, 0, 3);
  out.set(payload, 3);
  return out;
}

interface TransportKeys {
  readonly receive: Buffer;
  readonly send: Buffer;
}

/**
 * The server's half of Noise_XX_25519_AESGCM_SHA256 for one connection, as the WhatsApp web socket speaks it.
 * Protocol: noiseprotocol.org rev 34; framing and header: Baileys' `noise-handler`.
 */
export class NoiseServer {
  private buffered: Buffer = EMPTY;
  private sawIntro = false;
  private stage: 'hello' | 'finish' | 'open' = 'hello';
  private hash: Buffer = Buffer.from(NOISE_MODE); // already 32 bytes, so it is the initial hash itself
  private chainingKey: Buffer = this.hash;
  private key: Buffer = this.hash;
  private counter = 0;
  private ephemeralPrivate: Uint8Array = EMPTY;
  private transport: TransportKeys | undefined;
  private received = 0;
  private sent = 0;

  constructor(private readonly identity: ServerIdentity) {
    this.mixHash(HEADER);
  }

  /**
   * Feeds raw socket bytes, which may hold part of a frame or several.
   * @throws Error when the header, a tag or a message does not fit
   */
  push(chunk: Buffer, onEvent: (event: NoiseEvent) => void): void {
    this.buffered = this.buffered.length ? Buffer.concat([this.buffered, chunk]) : chunk;
    if (!this.sawIntro && !this.takeIntro()) return;
    for (let next = this.takeFrame(); next; next = this.takeFrame()) onEvent(this.handle(next));
  }

  /** @throws Error before the handshake is finished */
  sealFrame(plain: Uint8Array): Buffer {
    if (!this.transport) throw new Error('the Noise handshake is not finished');
    return frame(seal(this.transport.send, this.sent++, plain, EMPTY));
  }

  /** Once per connection: routing info the server handed out earlier ('E' 'D' 0 1, length, bytes), then the header. */
  private takeIntro(): boolean {
    if (this.buffered.length < HEADER.length) return false;
    let offset = 0;
    if (this.buffered.subarray(0, 2).equals(ROUTING_PREFIX)) {
      if (this.buffered.length < 7) return false;
      offset = 7 + this.buffered.readUIntBE(4, 3);
      if (this.buffered.length < offset + HEADER.length) return false;
    }
    const header = this.buffered.subarray(offset, offset + HEADER.length);
    if (!header.equals(HEADER)) throw new Error(`bad protocol header ${header.toString('hex')}`);
    this.buffered = this.buffered.subarray(offset + HEADER.length);
    this.sawIntro = true;
    return true;
  }

  private takeFrame(): Buffer | undefined {
    if (this.buffered.length < 3) return undefined;
    const end = 3 + this.buffered.readUIntBE(0, 3);
    if (this.buffered.length < end) return undefined;
    const payload = this.buffered.subarray(3, end);
    this.buffered = this.buffered.subarray(end);
    return payload;
  }

  private handle(payload: Buffer): NoiseEvent {
    if (this.transport) return { kind: 'frame', plain: open(this.transport.receive, this.received++, payload, EMPTY) };
    return this.stage === 'hello' ? { kind: 'send', frame: this.hello(payload) } : this.finish(payload);
  }

  private hello(payload: Buffer): Buffer {
    const { clientHello } = proto.HandshakeMessage.decode(payload);
    const clientEphemeral = Buffer.from(clientHello?.ephemeral ?? EMPTY);
    this.mixHash(clientEphemeral);
    const ephemeral = Curve.generateKeyPair();
    this.ephemeralPrivate = ephemeral.private;
    this.mixHash(ephemeral.public);
    this.mixKey(Curve.sharedKey(ephemeral.private, clientEphemeral)); // ee
    const encryptedStatic = this.encrypt(this.identity.staticKey.public); // s
    this.mixKey(Curve.sharedKey(this.identity.staticKey.private, clientEphemeral)); // es
    const serverHello = {
      ephemeral: ephemeral.public,
      static: encryptedStatic,
      payload: this.encrypt(this.identity.chain),
    };
    this.stage = 'finish';
    return frame(proto.HandshakeMessage.encode({ serverHello }).finish());
  }

  private finish(payload: Buffer): NoiseEvent {
    const { clientFinish } = proto.HandshakeMessage.decode(payload);
    const clientStatic = this.decrypt(Buffer.from(clientFinish?.static ?? EMPTY)); // s
    this.mixKey(Curve.sharedKey(this.ephemeralPrivate, clientStatic)); // se
    const clientPayload = proto.ClientPayload.decode(this.decrypt(Buffer.from(clientFinish?.payload ?? EMPTY)));
    const [receive, send] = expand(EMPTY, this.chainingKey); // the client writes with the first half
    this.transport = { receive, send };
    this.stage = 'open';
    return { kind: 'finish', clientStatic, payload: clientPayload };
  }

  private mixHash(data: Uint8Array): void {
    this.hash = sha256(this.hash, data);
  }

  private mixKey(input: Uint8Array): void {
    [this.chainingKey, this.key] = expand(input, this.chainingKey);
    this.counter = 0;
  }

  private encrypt(plain: Uint8Array): Buffer {
    const sealed = seal(this.key, this.counter++, plain, this.hash);
    this.mixHash(sealed);
    return sealed;
  }

  private decrypt(sealed: Buffer): Buffer {
    const plain = open(this.key, this.counter++, sealed, this.hash);
    this.mixHash(sealed);
    return plain;
  }
}
