import { type Core } from '../core.js';
import { type Person } from '../directory/person.js';
import { attr, type BinaryNode, bytes, el, failure, kid, kids, result } from '../wire/nodes.js';

/** `<iq xmlns=blocklist>` */
export function answerBlocklist({ blocked }: Person, request: BinaryNode): BinaryNode {
  for (const item of request.attrs.type === 'set' ? kids(request, 'item') : []) {
    if (item.attrs.action === 'block') blocked.add(attr(item, 'jid'));
    else blocked.delete(attr(item, 'jid'));
  }
  const items = [...blocked].map((jid) => el('item', { jid }));
  return result(request, [el('list', { dhash: 'x' }, items)]);
}

/** `<iq xmlns=privacy>`. A contact's own token would come later as a notification; there is nothing to return for one. */
export function answerPrivacy(core: Core, { privacy }: Person, request: BinaryNode): BinaryNode {
  const [question] = kids(request);
  if (question?.tag === 'tokens') {
    core.tally.count('tctokens');
    return result(request);
  }
  if (request.attrs.type === 'set') {
    for (const category of kids(question, 'category')) privacy[attr(category, 'name')] = attr(category, 'value');
  }
  const categories = Object.entries(privacy).map(([name, value]) => el('category', { name, value }));
  return result(request, [el('privacy', {}, categories)]);
}

/** `<iq xmlns=w:profile:picture>`, of the account, a contact or a group. */
export function answerPicture(core: Core, me: Person, mediaHost: string, request: BinaryNode): BinaryNode {
  const { target } = request.attrs;
  const [question] = kids(request);
  const group = target ? core.directory.groupOf(target) : undefined;
  const person = target ? core.directory.personOf(target) : me;
  if (!person && !group) return failure(request, 404, 'item-not-found');
  if (request.attrs.type === 'set') return setPicture(person, question, request);
  if (person?.picture === null) return failure(request, 404, 'item-not-found');
  const id = person?.picture?.id ?? '1';
  // Without the server of the group's address: a text with an @ in it would be encoded as an address.
  const path = `/pp/${person?.pn ?? group?.id.split('@')[0]}.jpg`;
  const type = question?.attrs.type ?? 'preview';
  const url = `https://${mediaHost}${path}?id=${id}`;
  return result(request, [el('picture', { id, type, url, direct_path: path })]);
}

function setPicture(person: Person | undefined, picture: BinaryNode | undefined, request: BinaryNode): BinaryNode {
  const data = bytes(picture);
  const stored = data ? { id: String(Date.now()), data } : null;
  if (person) person.picture = stored;
  return result(request, stored ? [el('picture', { id: stored.id })] : undefined);
}

/** `<iq xmlns=w:biz>`: nobody has a business profile to speak of. */
export function answerBusiness(request: BinaryNode): BinaryNode {
  const profile = kid(kids(request)[0], 'profile');
  if (!profile) return result(request);
  return result(request, [el('business_profile', { v: '244' }, [el('profile', { jid: profile.attrs.jid })])]);
}
