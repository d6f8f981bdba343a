import { toUint, fromUint } from '../wire/integers.js';
import { type BinaryNode, bytes, el, kid, kids, needBytes } from '../wire/nodes.js';
import { type KeyBundle, type SignedPreKey } from './keys.js';

/** Djb type byte of every key in this protocol. */
const KEY_TYPE = Buffer.from([5]);

export const signedPreKeyNode = ({ id, pub, sig }: SignedPreKey): BinaryNode =>
  el('skey', {}, [
    el('id', {}, toUint(id, 3)),
    el('value', {}, Buffer.from(pub)),
    el('signature', {}, Buffer.from(sig)),
  ]);

export const identityNodes = (registrationId: number, identity: Uint8Array): BinaryNode[] => [
  el('registration', {}, toUint(registrationId, 4)),
  el('type', {}, KEY_TYPE),
  el('identity', {}, Buffer.from(identity)),
];

/** Children of `<user>`, as the key server answers an `encrypt get`. */
export function bundleNodes({ registrationId, identity, signed, pre }: KeyBundle): BinaryNode[] {
  const oneTime = pre && el('key', {}, [el('id', {}, toUint(pre.id, 3)), el('value', {}, Buffer.from(pre.pub))]);
  return [...identityNodes(registrationId, identity), signedPreKeyNode(signed), ...(oneTime ? [oneTime] : [])];
}

/** `<keys>` of a retry receipt: as a bundle, without the registration. */
export function retryKeyNodes(bundle: KeyBundle): BinaryNode[] {
  return [
    el('type', {}, KEY_TYPE),
    el('identity', {}, Buffer.from(bundle.identity)),
    ...bundleNodes(bundle).filter(({ tag }) => tag === 'skey' || tag === 'key'),
  ];
}

export function readSignedPreKey(node: BinaryNode | undefined): SignedPreKey {
  return {
    id: fromUint(bytes(kid(node, 'id'))),
    pub: needBytes(kid(node, 'value'), 'signed pre-key'),
    sig: needBytes(kid(node, 'signature'), 'signature of its signed pre-key'),
  };
}

export function readPreKeys(list: BinaryNode | undefined): { id: number; pub: Buffer }[] {
  return kids(list, 'key').map((key) => ({
    id: fromUint(bytes(kid(key, 'id'))),
    pub: needBytes(kid(key, 'value'), 'pre-key'),
  }));
}

/** The keys a client sends along from its second retry receipt on; undefined in the first. */
export function readRetryBundle(receipt: BinaryNode): KeyBundle | undefined {
  const keys = kid(receipt, 'keys');
  if (!keys) return undefined;
  return {
    registrationId: fromUint(bytes(kid(receipt, 'registration'))),
    identity: needBytes(kid(keys, 'identity'), 'identity key'),
    signed: readSignedPreKey(kid(keys, 'skey')),
    pre: readPreKeys(keys)[0],
  };
}
