import { randomBytes } from 'node:crypto';
import { Curve } from '@whiskeysockets/baileys';
import { type Connection } from '../connection/connection.js';
import { type Paired } from '../control-api.js';
import { type Core } from '../core.js';
import { nowS, stanzaId } from '../wire/ids.js';
import { digits, jidDecode } from '../wire/jids.js';
import { type BinaryNode, el, failure, kid, needBytes, result, SERVER, text } from '../wire/nodes.js';
import { advSecretOf, type CodeLink, openKeyBundle, unwrapEphemeral, wrapEphemeral } from './code-link.js';
import { type Pairing, type PhoneFacts } from './pairing.js';

const ANSWER_WITHIN_MS = 20_000;

/** Linking by eight characters, typed on the phone. */
export class CodePairing {
  private readonly byRef = new Map<string, CodeLink>();
  private readonly byPhone = new Map<string, CodeLink>();

  constructor(
    private readonly core: Core,
    private readonly pairing: Pairing,
  ) {}

  /** `<iq xmlns=md><link_code_companion_reg stage=…>` from the client. */
  onRequest(connection: Connection, request: BinaryNode, registration: BinaryNode): void {
    if (registration.attrs.stage === 'companion_hello') this.hello(connection, request, registration);
    if (registration.attrs.stage === 'companion_finish') this.finish(connection, request, registration);
  }

  /**
   * The user types the code the gateway shows. Resolves once the client confirmed.
   * @throws Error when no code was requested for the number, or it is not the one
   */
  async enterCode(phone: string, code: string, facts: PhoneFacts = {}): Promise<Paired> {
    const link = this.byPhone.get(digits(phone));
    if (!link) throw new Error('no pairing code was requested for this number');
    const typed = code.replace(/-/g, '').toUpperCase();
    const ephemeral = Curve.generateKeyPair();
    const companionEphemeral = unwrapEphemeral(link.wrapped, typed);
    const person = this.core.directory.person(phone, { name: facts.name });
    return new Promise((resolve, reject) => {
      link.phone = { companionEphemeral, ephemeral, business: facts.business, resolve, reject };
      const tooLate = () => reject(new Error('the client did not accept the pairing code (wrong code?)'));
      setTimeout(tooLate, ANSWER_WITHIN_MS).unref();
      link.connection.send(primaryHello(link, wrapEphemeral(ephemeral.public, typed), person.phone.identity));
    });
  }

  private hello(connection: Connection, request: BinaryNode, registration: BinaryNode): void {
    const pn = jidDecode(registration.attrs.jid)?.user ?? '';
    const ref = randomBytes(16).toString('base64');
    const wrapped = needBytes(kid(registration, 'link_code_pairing_wrapped_companion_ephemeral_pub'), 'ephemeral key');
    const link: CodeLink = { connection, pn, ref, wrapped };
    this.byRef.set(ref, link);
    this.byPhone.set(pn, link);
    const refNode = el('link_code_pairing_ref', {}, Buffer.from(ref));
    connection.send(result(request, [el('link_code_companion_reg', { stage: 'companion_hello' }, [refNode])]));
    this.core.events.emit('linkCode', link);
  }

  private finish(connection: Connection, request: BinaryNode, registration: BinaryNode): void {
    const link = this.byRef.get(text(kid(registration, 'link_code_pairing_ref')) ?? '');
    if (!link?.phone) {
      connection.send(failure(request, 404, 'item-not-found'));
      return;
    }
    connection.send(result(request)); // before pair-success, or the client refuses that
    const { phone } = link;
    try {
      const person = this.core.directory.person(link.pn);
      const advSecret = readAdvSecret(link, registration, person.phone);
      this.pairing.finish(link.connection, person, advSecret, phone.business).then(phone.resolve, phone.reject);
    } catch (error) {
      phone.reject(new Error(`pairing failed, wrong code? ${(error as Error).message}`));
    }
  }
}

/** The phone's turn: its own ephemeral key under the same code, and its identity. */
function primaryHello({ ref }: CodeLink, wrapped: Buffer, identity: Uint8Array): BinaryNode {
  const attributes = { from: SERVER, type: 'link_code_companion_reg', id: stanzaId(), t: nowS() };
  const content = [
    el('link_code_pairing_wrapped_primary_ephemeral_pub', {}, wrapped),
    el('primary_identity_pub', {}, identity),
    el('link_code_pairing_ref', {}, Buffer.from(ref)),
  ];
  return el('notification', attributes, [el('link_code_companion_reg', { stage: 'primary_hello' }, content)]);
}

interface PhoneKeys {
  readonly identity: Uint8Array;
  readonly identityPrivateKey: Uint8Array;
}

/** @throws Error when the bundle does not open or names other keys */
function readAdvSecret({ phone }: CodeLink, registration: BinaryNode, keys: PhoneKeys): Buffer {
  if (!phone) throw new Error('no code was typed');
  const companionIdentity = needBytes(kid(registration, 'companion_identity_public'), 'identity key');
  const bundle = needBytes(kid(registration, 'link_code_pairing_wrapped_key_bundle'), 'key bundle');
  const content = openKeyBundle(bundle, phone);
  const isOurs = content.companionIdentity.equals(companionIdentity) && content.primaryIdentity.equals(keys.identity);
  if (!isOurs) throw new Error('the key bundle does not match');
  return advSecretOf(content, keys.identityPrivateKey);
}
