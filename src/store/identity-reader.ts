import type { Database, Statement } from 'better-sqlite3';
import { isLid, type Jid } from '../domain/jid.js';

/** Which privacy alias and which number are one person, by prepared statements: nothing is held in memory. */
export class IdentityReader {
  readonly #numberOf: Statement<[string], Jid>;
  readonly #aliasesOf: Statement<[string], Jid>;

  constructor(database: Database) {
    this.#numberOf = database.prepare<[string], Jid>('SELECT "pn" FROM "Identity" WHERE "lid" = ?').pluck();
    this.#aliasesOf = database.prepare<[string], Jid>('SELECT "lid" FROM "Identity" WHERE "pn" = ?').pluck();
  }

  /** The phone-number address behind an alias, or undefined while it is not known. */
  numberOf(lid: Jid): Jid | undefined {
    return this.#numberOf.get(lid);
  }

  /** The one address a person goes by: the number's where it is known. Anything else stays as it is. */
  canonical(jid: Jid): Jid {
    return isLid(jid) ? (this.numberOf(jid) ?? jid) : jid;
  }

  /** Every address of a person, the number's first; just this one where no other is known. */
  addressesOf(jid: Jid): readonly Jid[] {
    const canonical = this.canonical(jid);
    return [...new Set([canonical, ...this.#aliasesOf.all(canonical), jid])];
  }
}
