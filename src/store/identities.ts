import { isLid, type Jid } from '../domain/jid.js';
import type { CommitQueue } from './commit-queue.js';
import type { TableRows } from './data-tables.js';
import type { Sql } from './sql.js';
import type { WriteOp } from './write-op.js';

type Pair = readonly [lid: Jid, pn: Jid];

/**
 * Which privacy alias and which number are one person: all pairs that are committed, in memory, because whoever asks is
 * in the middle of putting events in order and cannot wait. Some 200 bytes each.
 */
export class Identities {
  readonly #numbers = new Map<Jid, Jid>();
  readonly #aliases = new Map<Jid, readonly Jid[]>();

  private constructor(
    pairs: readonly Pair[],
    private readonly commits: Pick<CommitQueue, 'onEnqueue' | 'settled'>,
  ) {
    this.#replace(pairs);
    commits.onEnqueue((ops, mark) => this.#follow(ops, mark));
  }

  /** Reads all of them, and knows from then on what is written. */
  static async open(sql: Sql, commits: Pick<CommitQueue, 'onEnqueue' | 'settled'>): Promise<Identities> {
    return new Identities(await pairsOf(sql), commits);
  }

  /** Adds what is stored to what it knows. */
  async readAnew(sql: Sql): Promise<void> {
    for (const pair of await pairsOf(sql)) this.#note(pair);
  }

  /** The phone-number address behind an alias, or undefined while it is not known. */
  numberOf(lid: Jid): Jid | undefined {
    return this.#numbers.get(lid);
  }

  /** The one address a person goes by: the number's where it is known. Anything else stays as it is. */
  canonical(jid: Jid): Jid {
    return isLid(jid) ? (this.numberOf(jid) ?? jid) : jid;
  }

  /** Every address of a person, the number's first; just this one where no other is known. */
  addressesOf(jid: Jid): readonly Jid[] {
    const canonical = this.canonical(jid);
    return [...new Set([canonical, ...(this.#aliases.get(canonical) ?? []), jid])];
  }

  #follow(ops: readonly WriteOp[], mark: number): void {
    const news = ops.flatMap((op): Pair[] => (op.op === 'identity.put' ? [[op.lid as Jid, op.pn as Jid]] : []));
    const replaced = ops.find((op) => op.op === 'data.replace');
    if (news.length === 0 && replaced === undefined) return;
    // What was not written is not known either: it was refused, or the store has failed.
    this.commits.settled(mark).then(
      () => {
        if (replaced !== undefined) this.#replace(pairsIn(replaced.tables));
        for (const pair of news) this.#note(pair);
      },
      () => undefined,
    );
  }

  #replace(pairs: readonly Pair[]): void {
    this.#numbers.clear();
    this.#aliases.clear();
    for (const pair of pairs) this.#note(pair);
  }

  #note([lid, pn]: Pair): void {
    const before = this.#numbers.get(lid);
    if (before === pn) return;
    if (before !== undefined) this.#aliases.set(before, this.#others(before, lid));
    this.#numbers.set(lid, pn);
    this.#aliases.set(pn, [...this.#others(pn, lid), lid]);
  }

  #others(pn: Jid, lid: Jid): readonly Jid[] {
    return (this.#aliases.get(pn) ?? []).filter((other) => other !== lid);
  }
}

const pairsOf = (sql: Sql): Promise<Pair[]> => sql.prepareTuples<[], Pair>('SELECT "lid", "pn" FROM "Identity"').all();

const pairsIn = (tables: readonly TableRows[]): Pair[] =>
  tables
    .filter(({ table }) => table === 'Identity')
    .flatMap(({ columns, rows }) =>
      rows.map((row): Pair => [row[columns.indexOf('lid')] as Jid, row[columns.indexOf('pn')] as Jid]),
    );
