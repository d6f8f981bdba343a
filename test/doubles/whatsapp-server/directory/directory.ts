import { type DoubleOptions } from '../options.js';
import { type SimDevice } from '../signal/sim-device.js';
import { digits, isGroupJid, jidDecode } from '../wire/jids.js';
import { type Companion } from './companion.js';
import { Group } from './group.js';
import { Person } from './person.js';

/** One device of one person: a simulated one, or a real client's. */
export interface Target {
  person: Person;
  id: number;
  device: SimDevice | Companion;
}

/** E.164 without the plus; numbers that begin with 999 do not exist. */
const WELL_FORMED = /^(?!999)\d{8,15}$/;

/** Who exists: people by number and by LID, groups, aliases. */
export class Directory {
  readonly people = new Map<string, Person>();
  readonly groups = new Map<string, Group>();
  /** A number as somebody writes it → the one it is registered under, e.g. Brazil's ninth digit. */
  readonly aliases = new Map<string, string>();
  private readonly byLid = new Map<string, Person>();

  constructor(private readonly options: DoubleOptions) {}

  /** The person with this number, made if there is none. A name given replaces the old one. */
  person(phone: string, facts: { name?: string | undefined; lid?: string | undefined } = {}): Person {
    const asked = digits(phone);
    const pn = this.aliases.get(asked) ?? asked;
    const known = this.people.get(pn);
    if (known) {
      known.name = facts.name ?? known.name;
      return known;
    }
    const person = new Person(pn, facts);
    this.people.set(pn, person);
    this.byLid.set(person.lid, person);
    return person;
  }

  /** The person behind a number if that number is on WhatsApp. */
  lookup(phone: string): Person | undefined {
    const pn = this.aliases.get(phone) ?? phone;
    const known = this.people.get(pn);
    if (known || !this.options.autoContacts || !WELL_FORMED.test(pn)) return known;
    return this.person(pn);
  }

  personOf(jid: string | undefined): Person | undefined {
    const decoded = jidDecode(jid);
    if (decoded?.server === 'lid') return this.byLid.get(decoded.user);
    return decoded?.server === 's.whatsapp.net' || decoded?.server === 'c.us' ? this.lookup(decoded.user) : undefined;
  }

  groupOf(jid: string): Group | undefined {
    return isGroupJid(jid) ? this.groups.get(jid) : undefined;
  }

  target(jid: string): Target | undefined {
    const person = this.personOf(jid);
    const id = jidDecode(jid)?.device ?? 0;
    const device = person?.device(id);
    return person && device && { person, id, device };
  }

  createGroup(subject: string, creator: Person, members: Person[], addressing = this.options.groupAddressing): Group {
    const group = new Group(subject, creator, addressing, members);
    this.groups.set(group.id, group);
    return group;
  }

  companionsOf(phone: string): Companion[] {
    return [...this.person(phone).companions.values()];
  }

  get accounts(): Person[] {
    return [...this.people.values()].filter((person) => person.companions.size > 0);
  }
}
