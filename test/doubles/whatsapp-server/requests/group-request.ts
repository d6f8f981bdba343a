import { type Delivery } from '../connection/delivery.js';
import { type Core } from '../core.js';
import { type Companion } from '../directory/companion.js';
import { type Group } from '../directory/group.js';
import { nowS, stanzaId } from '../wire/ids.js';
import { pnJid } from '../wire/jids.js';
import { type BinaryNode, el, failure } from '../wire/nodes.js';

/** One `<iq xmlns=w:g2>` and what is needed to answer it. */
export interface GroupRequest {
  readonly core: Core;
  readonly delivery: Delivery;
  readonly companion: Companion;
  readonly request: BinaryNode;
  readonly answer: (node: BinaryNode) => void;
}

/** Tells every linked device of every member, except the author's, that something changed. */
export function notifyGroup({ delivery, companion: author }: GroupRequest, group: Group, content: BinaryNode[]): void {
  const { person } = author;
  for (const companion of [...group.members.keys()].flatMap((member) => [...member.companions.values()])) {
    if (companion === author) continue;
    const attributes = {
      from: group.id,
      type: 'w:gp2',
      id: stanzaId(),
      participant: group.jidOf(person),
      participant_pn: group.addressing === 'lid' ? pnJid(person.pn) : undefined,
      addressing_mode: group.addressing,
      t: nowS(),
      notify: person.name,
    };
    delivery.deliver(companion, el('notification', attributes, content));
  }
}

export const notFound = (request: BinaryNode): BinaryNode => failure(request, 404, 'item-not-found');
export const forbidden = (request: BinaryNode): BinaryNode => failure(request, 403, 'forbidden');
