import { isLid, lidOf, userPart, webId } from './ids.js';

/** Somebody with a WhatsApp number. */
export interface Person {
  pn: string;
  lid: string;
  /** The name they gave themselves. */
  pushname?: string | undefined;
  isBusiness: boolean;
  /** Their "about" line; null: hidden. */
  about: string | null;
  /** false: they have no profile picture, or hide it. */
  hasPicture: boolean;
  /** Known to nobody but by their LID, as strangers in groups are. */
  numberHidden: boolean;
  /** Can be brought into a group by invitation only (403). */
  inviteOnly: boolean;
}

export type PersonFacts = Partial<Omit<Person, 'pn'>>;

/** Numbers that begin with 999 do not exist; every other one of 8 to 15 digits does. */
const WELL_FORMED = /^(?!999)\d{8,15}$/;

/** Who exists, by number and by LID. */
export class Directory {
  private readonly byPn = new Map<string, Person>();
  private readonly byLid = new Map<string, Person>();

  constructor(private readonly options: { readonly autoContacts: boolean }) {}

  /** The person with this number, made if there is none; facts given replace the old ones. */
  person(phone: string, facts: PersonFacts = {}): Person {
    const pn = webId(phone);
    const known = this.byPn.get(pn) ?? this.add(pn, facts.lid ? webId(facts.lid) : lidOf(pn));
    return Object.assign(known, given({ ...facts, lid: undefined }));
  }

  /** The person behind a number or LID, if there is one. */
  lookup(anyId: string): Person | undefined {
    const id = webId(anyId);
    if (isLid(id)) return this.byLid.get(id);
    const known = this.byPn.get(id);
    if (known || !this.options.autoContacts || !id.endsWith('@c.us') || !WELL_FORMED.test(userPart(id))) return known;
    return this.person(id);
  }

  private add(pn: string, lid: string): Person {
    const person: Person = {
      pn,
      lid,
      isBusiness: false,
      about: 'Hey there!',
      hasPicture: true,
      numberHidden: false,
      inviteOnly: false,
    };
    this.byPn.set(pn, person);
    this.byLid.set(lid, person);
    return person;
  }
}

/** Without what is undefined, so that it overwrites nothing. */
export const given = <Facts extends object>(facts: Facts): Partial<Facts> =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as Partial<Facts>;
