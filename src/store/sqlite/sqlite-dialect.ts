import type { Dialect } from '../sql.js';

const elements = (parameter: string, alias: string): string => `json_each(${parameter}) AS ${alias}`;
export const sqliteDialect: Dialect = {
  name: 'sqlite',
  texts: elements,
  objects: elements,
  integers: elements,
  moment: (parameter) => parameter,
  milliseconds: (column) => column,
  // Numbers come as REAL, and what is divided by one would keep its fraction.
  integer: (parameter) => `CAST(${parameter} AS INTEGER)`,
  isFound: (search, texts) => `is_found(${[search, ...texts].join(', ')})`,
  lastSeq: `SELECT coalesce((SELECT "seq" FROM sqlite_sequence WHERE "name" = 'Event'), 0)`,
  belowEach: ({ parents, table, columns, of = 'TRUE', ids }) =>
    `SELECT ${columns} FROM ${parents} CROSS JOIN "${table}" AS found WHERE ${of} AND found."id" IN (${ids})`,
  // `MessageText` is an FTS5 table without content of its own; `SearchEntry` says whose text stands under which number.
  // Triggers on `Message` keep both. The text table has the order of storing by itself: a page ends once it is full.
  fullText: {
    found: `FROM "MessageText" AS t CROSS JOIN "SearchEntry" AS e ON e."docId" = t.rowid
      CROSS JOIN "Message" AS m ON m."id" = e."messageId" WHERE t."MessageText" MATCH @match`,
    newest: 't.rowid DESC',
    match: (words) =>
      words.map(({ text, isPrefix }) => `"${text.replaceAll('"', '""')}"${isPrefix ? '*' : ''}`).join(' '),
  },
};
