import { type Companion } from '../directory/companion.js';
import { type Audience } from '../directory/group.js';
import { type Person } from '../directory/person.js';
import { nowS } from '../wire/ids.js';
import { isLidJid, lidJid, pnJid } from '../wire/jids.js';
import { attr, type BinaryNode, el, kid } from '../wire/nodes.js';

interface Sealed {
  companion: Companion;
  node: BinaryNode;
  group: Audience | undefined;
  skmsg: BinaryNode | undefined;
}

/** The stanza another real client gets: the same sealed bytes, under the sender's address. */
export function passedOn(
  { companion, node, group, skmsg }: Sealed,
  receiver: Person,
  copy?: { jid: string; enc: BinaryNode },
): BinaryNode {
  const me = companion.person;
  const content = [copy?.enc, skmsg].filter((enc) => enc !== undefined);
  const deviceIdentity = kid(node, 'device-identity');
  if (deviceIdentity && content.some((enc) => enc.attrs.type === 'pkmsg')) content.push(deviceIdentity);
  const { id, type, edit } = node.attrs;
  const base = { id, type, t: nowS(), notify: me.name, edit };
  if (group) {
    const participant_pn = group.addressing === 'lid' ? pnJid(me.pn) : undefined;
    const sender = { from: group.id, participant: group.jidOf(me, companion.id), participant_pn };
    return el('message', { ...base, ...sender, addressing_mode: group.addressing }, content);
  }
  const to = attr(node, 'to');
  const isLid = isLidJid(copy?.jid ?? to);
  const from = me.jid(isLid ? 'lid' : 'pn', companion.id);
  if (receiver === me) return el('message', { ...base, from, recipient: to }, content);
  const sender_pn = isLid ? pnJid(me.pn) : undefined;
  const sender_lid = isLid ? undefined : lidJid(me.lid);
  return el('message', { ...base, from, sender_pn, sender_lid }, content);
}
