import { types, type CustomTypesConfig } from 'pg';

/** PostgreSQL's numbers for its types. Source: `pg_type.dat`. */
const OID = { bool: 16, int8: 20, json: 114, numeric: 1700, jsonb: 3802, timestamp: 1114, timestamptz: 1184 } as const;

type Parse = (text: string) => unknown;

/** Without a zone, as moments are stored: it is UTC. */
const toMilliseconds: Parse = (text) => Date.parse(`${text.replace(' ', 'T')}Z`);
const asItIs: Parse = (text) => text;

const PARSERS: ReadonlyMap<number, Parse> = new Map<number, Parse>([
  [OID.bool, (text) => (text === 't' ? 1 : 0)],
  [OID.int8, Number],
  [OID.numeric, Number],
  [OID.json, asItIs],
  [OID.jsonb, asItIs],
  [OID.timestamp, toMilliseconds],
  [OID.timestamptz, (text) => Date.parse(text)],
]);

/** Values as SQLite gives them: flags are 0 and 1, moments epoch milliseconds, JSON text, whole numbers numbers. */
export const STORED_TYPES: CustomTypesConfig = {
  getTypeParser: (oid: number): Parse => PARSERS.get(oid) ?? (types.getTypeParser(oid) as Parse),
};
