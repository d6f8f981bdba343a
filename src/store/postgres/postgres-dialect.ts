import type { Dialect } from '../sql.js';
import { toTsquery } from './tsquery.js';

/** The letters of every language, as JavaScript folds their case; a column's own rules know those of ASCII. */
const UNICODE = 'COLLATE "und-x-icu"';

export const postgresDialect: Dialect = {
  name: 'postgres',
  texts: (parameter, alias) => `jsonb_array_elements_text(${parameter}::jsonb) AS ${alias}(value)`,
  objects: (parameter, alias) => `jsonb_array_elements(${parameter}::jsonb) AS ${alias}(value)`,
  integers: (parameter, alias) =>
    `(SELECT value::bigint AS value FROM jsonb_array_elements_text(${parameter}::jsonb)) AS ${alias}`,
  moment: (parameter) => `(TIMESTAMP 'epoch' + ${parameter}::float8 * INTERVAL '1 millisecond')`,
  milliseconds: (column) => `(extract(epoch FROM ${column}) * 1000)::bigint`,
  integer: (parameter) => `${parameter}::bigint`,
  isFound: (search, texts) => {
    const part = `lower(btrim(${search}::text) ${UNICODE})`;
    const digits = `regexp_replace(${part}, '[^0-9]', '', 'g')`;
    const isNumber = `${part} ~ '^[+0-9[:space:]().-]*[0-9][+0-9[:space:]().-]*$'`;
    const isIn = (text: string): string => `CASE
      WHEN ${text} IS NULL OR ${text} = '' THEN FALSE
      WHEN ${text} ~ '^[0-9]+@(c[.]us|lid)$' THEN
        ${text} LIKE '%@c.us' AND ${isNumber} AND strpos(split_part(${text}, '@', 1), ${digits}) > 0
      ELSE strpos(lower(${text} ${UNICODE}), ${part}) > 0 END`;
    return `(${texts.map(isIn).join(' OR ')})`;
  },
  lastSeq: `SELECT greatest("seq", coalesce((SELECT max("seq") FROM "Event"), 0)) FROM "JournalHead"`,
  belowEach: ({ parents, table, columns, of = 'TRUE', ids }) =>
    `SELECT ${columns} FROM ${parents} CROSS JOIN LATERAL (${ids}) AS wanted
     JOIN "${table}" AS found ON ${of} AND found."id" = wanted."id"`,
  fullText: {
    found: 'FROM "Message" AS m WHERE "message_words"(m."body") @@ @match::tsquery',
    newest: 'm."id" DESC',
    match: toTsquery,
  },
};
