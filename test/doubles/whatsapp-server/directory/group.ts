import { randomBytes } from 'node:crypto';
import { nowS } from '../wire/ids.js';
import { type Addressing, lidJid, pnJid } from '../wire/jids.js';
import { type BinaryNode, el } from '../wire/nodes.js';
import { type Person } from './person.js';

export type GroupRole = '' | 'admin' | 'superadmin';

/** Whoever gets what is sealed once for all: the members of a group, or those who may see a status update. */
export interface Audience {
  readonly id: string;
  readonly addressing: Addressing;
  readonly members: ReadonlyMap<Person, GroupRole>;
  jidOf(person: Person, device?: number): string;
}

export const STATUS = 'status@broadcast';

/** Those who may see a status update. */
export const statusAudience = (people: readonly Person[], addressing: Addressing): Audience => ({
  id: STATUS,
  addressing,
  members: new Map(people.map((person) => [person, ''])),
  jidOf: (person, device) => person.jid(addressing, device),
});

let serial = 0;

/** Unique in a process, and shaped like production's. */
const newGroupId = (): string =>
  `120363${String(Date.now()).slice(-9)}${String(serial++ % 1000).padStart(3, '0')}@g.us`;

const newInviteCode = (): string => randomBytes(12).toString('base64url').slice(0, 16);

/** A group as the server knows it. */
export class Group implements Audience {
  readonly id = newGroupId();
  readonly members = new Map<Person, GroupRole>();
  readonly flags = new Set<string>();
  readonly creationS = nowS();
  description: { id: string | undefined; body: string; atS: number; by: string } | null = null;
  invite = newInviteCode();
  /** Lifetime of messages in seconds; 0: for ever. */
  ephemeralS = 0;

  constructor(
    public subject: string,
    readonly creator: Person,
    readonly addressing: Addressing,
    members: Person[] = [],
  ) {
    this.join(creator, 'superadmin');
    for (const member of members) if (!this.members.has(member)) this.join(member);
  }

  join(person: Person, role: GroupRole = ''): void {
    this.members.set(person, role);
    person.groups.add(this);
  }

  leave(person: Person): void {
    this.members.delete(person);
    person.groups.delete(this);
  }

  resetInvite(): string {
    this.invite = newInviteCode();
    return this.invite;
  }

  jidOf(person: Person, device?: number): string {
    return person.jid(this.addressing, device);
  }

  participantNode(person: Person): BinaryNode {
    const type = this.members.get(person) || undefined;
    return this.addressing === 'lid'
      ? el('participant', { jid: lidJid(person.lid), phone_number: pnJid(person.pn), type })
      : el('participant', { jid: pnJid(person.pn), lid: lidJid(person.lid), type });
  }

  /** `<group>`, the answer to a query and the body of a create notification. */
  node(): BinaryNode {
    const { description } = this;
    const attributes = {
      id: this.id.split('@')[0],
      subject: this.subject,
      s_t: this.creationS,
      s_o: this.jidOf(this.creator),
      creation: this.creationS,
      creator: this.jidOf(this.creator),
      creator_pn: this.addressing === 'lid' ? pnJid(this.creator.pn) : undefined,
      addressing_mode: this.addressing,
      size: this.members.size,
      a_v_id: '1',
      p_v_id: '1',
    };
    const content = [...this.members.keys()].map((person) => this.participantNode(person));
    if (description) {
      const { id, atS, by, body } = description;
      content.push(el('description', { id, t: atS, participant: by }, [el('body', {}, Buffer.from(body))]));
    }
    for (const flag of this.flags) content.push(el(flag));
    if (this.ephemeralS) content.push(el('ephemeral', { expiration: this.ephemeralS }));
    return el('group', attributes, content);
  }
}
