/**
 * SQL as the store speaks it, to either database. One text per statement: identifiers quoted, `?` or `@name` for what
 * is handed in, and `Dialect` for the few things that the two say differently. Moments cross as epoch milliseconds, JSON
 * as text, flags as 0 and 1, 64-bit numbers as numbers.
 */
export interface Sql {
  readonly dialect: Dialect;
  /** Rows as objects. */
  prepare<P extends Parameters, R>(text: string): Statement<P, R>;
  /** Rows as arrays, in the order of the columns: half the time of objects. */
  prepareTuples<P extends Parameters, R extends readonly unknown[]>(text: string): Statement<P, R>;
  /** The first column of each row. */
  prepareValues<P extends Parameters, R>(text: string): Statement<P, R>;
  /**
   * One statement for many rows, the same for each of them: told to PostgreSQL in one message, run row by row on SQLite.
   * @param text says what happens to one; `from` stands before WHERE
   */
  prepareEach<R extends object>(text: (row: GivenRow) => string): RunEach<R>;
}

/** The values of a row that was handed in, by their names. */
export interface GivenRow {
  readonly text: (name: string) => string;
  readonly integer: (name: string) => string;
  /** Epoch milliseconds, as a column of moments holds them. */
  readonly moment: (name: string) => string;
  /** Where rows come from, as an UPDATE or a SELECT without another table says it. */
  readonly from: string;
}

/** @returns how many rows it changed */
export type RunEach<R> = (rows: readonly R[]) => Promise<number>;

/** Either one value for each `?`, or one object with the values of each `@name`. */
export type Parameters = readonly unknown[];

export interface Statement<P extends Parameters, R> {
  all(...parameters: P): Promise<R[]>;
  get(...parameters: P): Promise<R | undefined>;
  /** @returns how many rows it changed */
  run(...parameters: P): Promise<number>;
}

/** Many rows below each of many parents, in one statement. */
export interface BelowEach {
  /** The parents: `texts(...)` or `objects(...)` with the alias `parent`. */
  readonly parents: string;
  readonly table: string;
  /** What is read of the rows, which are called `found`. */
  readonly columns: string;
  /** Where the id alone does not tell a row: which others of the parent it is among, as a condition on `found`. */
  readonly of?: string;
  /** The ids of the rows of one parent: a SELECT that may use `parent`, ORDER BY and LIMIT. */
  readonly ids: string;
}

export interface Dialect {
  readonly name: 'sqlite' | 'postgres';
  /** For FROM: the strings of a JSON array, as `value` of `alias`. */
  readonly texts: (parameter: string, alias: string) => string;
  /** For FROM: the objects of a JSON array, as `value` of `alias`, to be read with `->>`. */
  readonly objects: (parameter: string, alias: string) => string;
  /** For FROM: the whole numbers of a JSON array, as `value` of `alias`. */
  readonly integers: (parameter: string, alias: string) => string;
  /** Epoch milliseconds that were handed in, as a column of moments holds them. */
  readonly moment: (parameter: string) => string;
  /** A column of moments, as epoch milliseconds to calculate with. */
  readonly milliseconds: (column: string) => string;
  /** A number that was handed in, where nothing else says that it is a whole one. */
  readonly integer: (parameter: string) => string;
  /** Whether a search finds a contact by one of these texts; see `finds`. */
  readonly isFound: (search: string, texts: readonly string[]) => string;
  /** The newest sequence that an event ever had, as one value. */
  readonly lastSeq: string;
  readonly belowEach: (wanted: BelowEach) => string;
  readonly fullText: FullText;
}

/** One word that is looked for, in any case and without accents. What is no letter or digit in it parts words in a row. */
export interface SearchWord {
  readonly text: string;
  /** The last of them may go on. */
  readonly isPrefix: boolean;
}

/** Messages by the words of their texts. */
export interface FullText {
  /** FROM and WHERE: messages, called `m`, that `@match` finds. */
  readonly found: string;
  /** For ORDER BY: the order in which messages were stored, the newest first. */
  readonly newest: string;
  /** What `@match` is to be for messages that have all of these. */
  readonly match: (words: readonly SearchWord[]) => string;
}

/** The gap for a value of a column, by its name: moments end in At. */
export const gapFor = ({ moment }: Dialect, column: string): string => (column.endsWith('At') ? moment('?') : '?');
