import { type Core } from '../core.js';
import { type Companion } from '../directory/companion.js';
import { type KeyServer } from '../messages/key-server.js';
import { bundleNodes, identityNodes, readPreKeys, readSignedPreKey, signedPreKeyNode } from '../signal/bundle-nodes.js';
import { nowS } from '../wire/ids.js';
import { fromUint, toUint } from '../wire/integers.js';
import { attr, type BinaryNode, bytes, el, kid, kids, result } from '../wire/nodes.js';

/** `<iq xmlns=encrypt>`: the key server. @returns undefined for what it does not know */
export function answerEncrypt(
  core: Core,
  keys: KeyServer,
  companion: Companion,
  request: BinaryNode,
): BinaryNode | undefined {
  if (request.attrs.type === 'get') return answerGet(core, keys, companion, request);
  const rotate = kid(request, 'rotate');
  if (rotate) {
    companion.signed = readSignedPreKey(kid(rotate, 'skey'));
    return result(request);
  }
  return kid(request, 'list') && upload(core, companion, request);
}

function answerGet(core: Core, keys: KeyServer, companion: Companion, request: BinaryNode): BinaryNode | undefined {
  const [question] = kids(request);
  if (question?.tag === 'count') {
    return result(request, [el('count', { value: companion.preKeys.size || companion.fakePreKeys })]);
  }
  if (question?.tag === 'digest') return result(request, [digest(companion)]);
  if (question?.tag !== 'key') return undefined;
  const users = kids(question, 'user').map((user) => {
    const jid = attr(user, 'jid');
    const target = core.directory.target(jid);
    if (!target) return el('user', { jid }, [el('error', { code: 404, text: 'item-not-found' })]);
    core.tally.count('bundles');
    return el('user', { jid, t: nowS() }, bundleNodes(keys.bundleOf(target.device)));
  });
  return result(request, [el('list', {}, users)]);
}

/** The client compares only whether an answer comes; the hash is not checked. */
const digest = ({ registrationId, identity, signed, preKeys }: Companion): BinaryNode =>
  el('digest', {}, [
    ...identityNodes(registrationId, identity),
    signedPreKeyNode(signed),
    el(
      'list',
      {},
      [...preKeys.keys()].map((id) => el('id', {}, toUint(id, 3))),
    ),
    el('hash', {}, Buffer.alloc(20)),
  ]);

/** 812 at the first login, five later. */
function upload(core: Core, companion: Companion, request: BinaryNode): BinaryNode {
  for (const { id, pub } of readPreKeys(kid(request, 'list'))) companion.preKeys.set(id, pub);
  const signed = kid(request, 'skey');
  if (signed) companion.signed = readSignedPreKey(signed);
  const registration = bytes(kid(request, 'registration'));
  if (registration) companion.registrationId = fromUint(registration);
  core.tally.count('preKeyUploads');
  return result(request);
}
