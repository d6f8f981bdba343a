import { randomBytes } from 'node:crypto';
import { type ClientHandshake, type Connection } from '../connection/connection.js';
import { type Paired } from '../control-api.js';
import { type Core } from '../core.js';
import { Companion, type Registration } from '../directory/companion.js';
import { type Person } from '../directory/person.js';
import { prefixed, verifySignature } from '../signal/keys.js';
import { nowS, stanzaId } from '../wire/ids.js';
import { fromUint } from '../wire/integers.js';
import { lidJid, pnJid } from '../wire/jids.js';
import { type BinaryNode, el, kid, needBytes, SERVER } from '../wire/nodes.js';
import { checkDeviceSignature, sealIdentity, type SignedIdentity, signDeviceIdentity } from './device-identity.js';

const QR_REFS = 6;
const CONFIRM_WITHIN_MS = 20_000;
/** The client ends, and must be made anew with the same credentials: its first login. */
const RESTART_REQUIRED = 515;

/** What the phone is told about itself when it links a device. */
export interface PhoneFacts {
  name?: string | undefined;
  /** A business account's verified name. */
  business?: string | undefined;
}

/** What pairing would have added to credentials that were registered without the dance. */
export interface AdoptedDevice extends Paired {
  name: string;
  account: SignedIdentity;
}

/** Linking a client to a phone: registration, QR scan, and the common end of QR and code. */
export class Pairing {
  private readonly connectionByRef = new Map<string, Connection>();

  constructor(private readonly core: Core) {}

  /**
   * A client without an account: gives it the refs for six QR codes. A ref must not hold a comma.
   * @throws Error when its signed pre-key does not verify
   */
  register(connection: Connection, { payload }: ClientHandshake): void {
    const data = payload.devicePairingData;
    const identity = Buffer.from(data?.eIdent ?? []);
    const signed = {
      id: fromUint(data?.eSkeyId),
      pub: Buffer.from(data?.eSkeyVal ?? []),
      sig: Buffer.from(data?.eSkeySig ?? []),
    };
    if (!verifySignature(identity, prefixed(signed.pub), signed.sig)) {
      throw new Error('the signed pre-key of the client does not verify');
    }
    connection.registration = { registrationId: fromUint(data?.eRegid), identity, signed };
    connection.refs.push(...Array.from({ length: QR_REFS }, () => '2@' + randomBytes(60).toString('base64')));
    for (const ref of connection.refs) this.connectionByRef.set(ref, connection);
    this.core.tally.count('registrations');
    const refNodes = connection.refs.map((ref) => el('ref', {}, Buffer.from(ref)));
    const attributes = { from: SERVER, type: 'set', id: stanzaId(), xmlns: 'md' };
    connection.send(el('iq', attributes, [el('pair-device', {}, refNodes)]));
    this.core.events.emit('registration', connection);
  }

  /** The client closed: its codes die with the socket. */
  forget(connection: Connection): void {
    for (const ref of connection.refs) this.connectionByRef.delete(ref);
  }

  /**
   * The phone scans a QR text; resolves once the client confirmed, just before its restart.
   * @throws Error when the code is no longer shown, or its keys are not those of the connection
   */
  async scan(qr: string, phone: string, facts: PhoneFacts = {}): Promise<Paired> {
    const [ref = '', noisePub = '', identity = '', advSecret = ''] = qr.slice(qr.indexOf('#') + 1).split(',');
    const connection = this.connectionByRef.get(ref);
    if (!connection?.registration) throw new Error('unknown or expired QR ref');
    if (!connection.handshake?.noisePub.equals(Buffer.from(noisePub, 'base64'))) {
      throw new Error('the noise key in the QR text does not match the connection');
    }
    if (!connection.registration.identity.equals(Buffer.from(identity, 'base64'))) {
      throw new Error('the identity key in the QR text does not match the registration');
    }
    const person = this.core.directory.person(phone, { name: facts.name });
    return this.finish(connection, person, Buffer.from(advSecret, 'base64'), facts.business);
  }

  /** Sends pair-success, waits for the client's signature, files the device and asks the client to restart. */
  async finish(connection: Connection, person: Person, advSecret: Buffer, business?: string): Promise<Paired> {
    const { registration, handshake } = connection;
    if (!registration || !handshake) throw new Error('this client is not waiting to be linked');
    if (person.companions.size >= this.core.options.maxCompanions) {
      throw new Error(`this phone already has ${this.core.options.maxCompanions} linked devices`);
    }
    const id = person.takeDeviceId();
    const signed = signDeviceIdentity(person, registration.identity, id);
    const reply = await this.ask(connection, [
      el('device-identity', {}, sealIdentity(signed, advSecret)),
      ...(business ? [el('biz', { name: business })] : []),
      el('device', { jid: pnJid(person.pn, id), lid: lidJid(person.lid, id) }),
      el('platform', { name: business ? 'smba' : 'android' }),
    ]);
    const identityNode = kid(kid(reply, 'pair-device-sign'), 'device-identity');
    checkDeviceSignature(needBytes(identityNode, 'device identity'), signed, registration.identity);
    this.core.events.emit('paired', this.file(new Companion(person, id, handshake.noisePub, registration), 'pairings'));
    connection.end(el('stream:error', { code: RESTART_REQUIRED }));
    return { jid: pnJid(person.pn, id), lid: lidJid(person.lid, id) };
  }

  /** Registers an already paired device without the dance, for fixtures of hundreds of sessions. */
  adopt(
    phone: string,
    name: string | undefined,
    device: Registration & { noisePub: Buffer; fakePreKeys?: number | undefined; historySent?: boolean | undefined },
  ): AdoptedDevice {
    const person = this.core.directory.person(phone, { name });
    const id = person.takeDeviceId();
    const companion = this.file(new Companion(person, id, device.noisePub, device), 'adopted');
    companion.fakePreKeys = device.fakePreKeys ?? 0;
    companion.historySent = device.historySent ?? true;
    return {
      jid: pnJid(person.pn, id),
      lid: lidJid(person.lid, id),
      name: person.name,
      account: signDeviceIdentity(person, device.identity, id),
    };
  }

  /** The answer to an IQ of ours: only pair-success waits for one. */
  onReply(connection: Connection, reply: BinaryNode): void {
    const waiting = connection.pairingReply;
    if (!waiting || waiting.id !== reply.attrs.id) return;
    connection.pairingReply = undefined;
    if (kid(reply, 'pair-device-sign')) waiting.confirm(reply);
    else waiting.refuse(new Error('the client refused the pairing'));
  }

  private file(companion: Companion, counter: string): Companion {
    companion.person.companions.set(companion.id, companion);
    this.core.tally.count(counter);
    return companion;
  }

  private ask(connection: Connection, content: BinaryNode[]): Promise<BinaryNode> {
    const id = stanzaId();
    return new Promise((confirm, refuse) => {
      connection.pairingReply = { id, confirm, refuse };
      const tooLate = () => refuse(new Error('the client did not confirm the pairing'));
      setTimeout(tooLate, CONFIRM_WITHIN_MS).unref();
      connection.socket.once('close', () => refuse(new Error('the client closed while pairing')));
      const attributes = { from: SERVER, type: 'set', id, xmlns: 'md', t: nowS() };
      connection.send(el('iq', attributes, [el('pair-success', {}, content)]));
    });
  }
}
