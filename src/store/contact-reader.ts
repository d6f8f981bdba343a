import type { Jid } from '../domain/jid.js';
import type { Contact } from '../generated/prisma/client.js';
import { jsonList } from './json-list.js';
import type { Sql, Statement } from './sql.js';

/** A contact with the other address of the same person, where one is known. */
export interface StoredContact extends Contact {
  /** The privacy alias, which may be the contact's own id. */
  readonly lid: string | null;
  /** The phone-number address, which may be the contact's own id. */
  readonly pn: string | null;
}

export interface ContactKey {
  readonly sessionId: string;
  /** Any address of the person. */
  readonly contactId: string;
}

/** A page of a session's contacts by number. */
export interface ContactPage {
  readonly sessionId: string;
  readonly search?: string | undefined;
  readonly limit: number;
  readonly offset: number;
}

/** Where a page of contacts goes on: behind a contact, by its name. */
export interface ContactPosition {
  readonly name: string;
  readonly id: string;
}

/** Which contacts of a session: those that a search finds, behind a position. */
export interface ContactPlace {
  readonly behind?: ContactPosition | undefined;
  /** Part of a name or number. */
  readonly search?: string | undefined;
}

/** A row as SQLite holds it: flags are numbers. */
type Row = Omit<StoredContact, 'isBlocked' | 'isBusiness'> & {
  readonly isBlocked: number;
  readonly isBusiness: number;
};
interface Wanted {
  readonly search: string | null;
  readonly limit: number;
}

const MAX_ADDRESS_BOOK = 5000;
const BOTH_ADDRESSES = `
  CASE WHEN found."id" LIKE '%@lid' THEN found."id"
       ELSE (SELECT "lid" FROM "Identity" WHERE "pn" = found."id" LIMIT 1) END AS "lid",
  CASE WHEN found."id" LIKE '%@lid' THEN (SELECT "pn" FROM "Identity" WHERE "lid" = found."id") ELSE found."id" END AS "pn"`;
const NUMBER_BEHIND = '(SELECT "pn" FROM "Identity" WHERE "lid" = "Contact"."id")';

/** Contacts by prepared statements, ordered by name and address: names of the address book come after those without. */
export class ContactReader {
  readonly #page: Statement<[Wanted & { sessionId: string; offset: number }], Row>;
  readonly #ofSessions: Statement<[Wanted & ContactPosition & { parents: string }], Row>;
  readonly #byKeys: Statement<[string], Row & { readonly asked: string }>;

  readonly #addressBook: Statement<[string, number], Jid>;

  constructor(sql: Sql) {
    const { texts, objects, belowEach, isFound } = sql.dialect;
    const found = `(CAST(@search AS TEXT) IS NULL OR ${isFound('@search', ['"name"', '"pushName"', '"id"', NUMBER_BEHIND])})`;
    this.#page = sql.prepare(
      `SELECT found.*, ${BOTH_ADDRESSES} FROM "Contact" AS found WHERE found."sessionId" = @sessionId AND found."id" IN (
         SELECT "id" FROM "Contact" WHERE "sessionId" = @sessionId AND ${found}
         ORDER BY "name", "id" LIMIT @limit OFFSET @offset)`,
    );
    this.#ofSessions = sql.prepare(
      belowEach({
        parents: texts('@parents', 'parent'),
        table: 'Contact',
        columns: `found.*, ${BOTH_ADDRESSES}`,
        of: 'found."sessionId" = parent.value',
        ids: `SELECT "id" FROM "Contact"
          WHERE "sessionId" = parent.value AND ("name", "id") > (@name, @id) AND ${found}
          ORDER BY "name", "id" LIMIT @limit`,
      }),
    );
    this.#addressBook = sql.prepareValues(
      `SELECT "id" FROM "Contact" WHERE "sessionId" = ? AND "name" > '' ORDER BY "name", "id" LIMIT ?`,
    );
    this.#byKeys = sql.prepare(
      `SELECT parent.value ->> 'contactId' AS "asked", found.*, ${BOTH_ADDRESSES}
       FROM ${objects('?', 'parent')} CROSS JOIN "Contact" AS found
       WHERE found."sessionId" = parent.value ->> 'sessionId' AND found."id" IN (
         SELECT parent.value ->> 'contactId'
         UNION ALL SELECT "pn" FROM "Identity" WHERE "lid" = parent.value ->> 'contactId'
         UNION ALL SELECT "lid" FROM "Identity" WHERE "pn" = parent.value ->> 'contactId')`,
    );
  }

  /** Everybody the account has a name for, in the order of these names, up to 5000. */
  async addressBook(sessionId: string): Promise<Jid[]> {
    return this.#addressBook.all(sessionId, MAX_ADDRESS_BOOK);
  }

  /** By name. @param page.search part of a name or of the number, in any case */
  async page({ sessionId, search, limit, offset }: ContactPage): Promise<StoredContact[]> {
    const rows = await this.#page.all({ sessionId, search: search?.trim() ?? null, limit, offset });
    return rows.map(toContact).sort(byName);
  }

  /** Up to `limit` contacts of each session, in no order. */
  async ofSessions(
    sessionIds: readonly string[],
    limit: number,
    { behind, search }: ContactPlace = {},
  ): Promise<StoredContact[]> {
    const { name, id } = behind ?? { name: '', id: '' };
    const wanted = { parents: jsonList(sessionIds), name, id, search: search?.trim() ?? null, limit };
    return (await this.#ofSessions.all(wanted)).map(toContact);
  }

  /** The contact behind each key, in the order of the keys; where two are stored for a person, the number's. */
  async byKeys(keys: readonly ContactKey[]): Promise<(StoredContact | undefined)[]> {
    const found = new Map<string, StoredContact>();
    for (const { asked, ...row } of await this.#byKeys.all(jsonList(keys))) {
      const name = nameOf({ sessionId: row.sessionId, contactId: asked });
      if (!found.has(name) || row.id === row.pn) found.set(name, toContact(row));
    }
    return keys.map((key) => found.get(nameOf(key)));
  }
}

const nameOf = ({ sessionId, contactId }: ContactKey): string => `${sessionId} ${contactId}`;

/** The order in which pages hold them; ids and names compare by their bytes, as in the database. */
export const byName = (a: ContactPosition, b: ContactPosition): number =>
  compare(a.name, b.name) || compare(a.id, b.id);

const compare = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

const toContact = (row: Row): StoredContact => ({
  ...row,
  isBlocked: row.isBlocked === 1,
  isBusiness: row.isBusiness === 1,
});
