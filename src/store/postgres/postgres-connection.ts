import { Client, type ClientConfig, Pool } from 'pg';
import { GatheringSocket } from './gathering-socket.js';
import { STORED_TYPES } from './postgres-types.js';

/** Where the data database is, and how it is used. Plain values: a thread can be started with it. */
export interface PostgresSettings {
  readonly host: string;
  readonly port: number;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly database: string;
  /** The schema that all tables are in; made if it is missing. */
  readonly schema: string;
  readonly ssl: false | { readonly rejectUnauthorized: boolean };
  /** Connections that reads share; the writer has one more. */
  readonly poolSize: number;
  /** After which a statement is given up; 0: never. */
  readonly statementTimeoutMs: number;
  /** After which a connection that nobody uses is closed; 0: never. */
  readonly idleTimeoutMs: number;
  /** How long it may take to get a connection; 0: for ever. */
  readonly connectionTimeoutMs: number;
}

export interface ConnectionUse {
  /** What the server shows for it. */
  readonly name: string;
  /** Every write fails at once: somebody else is the one who writes to this database. */
  readonly readOnly?: boolean;
  /** For a task that may take as long as it takes. */
  readonly statementTimeoutMs?: number;
  /** Statements are sent without waiting for the answers to those before them. */
  readonly pipeline?: boolean;
  /** Settings of the server, for this connection. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** @returns what the driver is started with: types as the store speaks of them, names found in the schema */
export function connectionConfig(settings: PostgresSettings, use: ConnectionUse): ClientConfig {
  const { host, port, user, password, database, schema, ssl, connectionTimeoutMs } = settings;
  const parameters = {
    search_path: `"${schema}"`,
    TimeZone: 'UTC',
    DateStyle: 'ISO',
    // Every statement is a small one; compiling it would take longer than running it.
    jit: 'off',
    statement_timeout: String(use.statementTimeoutMs ?? settings.statementTimeoutMs),
    ...use.parameters,
    ...(use.readOnly ? { default_transaction_read_only: 'on' } : {}),
  };
  return {
    host,
    port,
    user,
    password,
    database,
    ssl: ssl === false ? false : { rejectUnauthorized: ssl.rejectUnauthorized },
    connectionTimeoutMillis: connectionTimeoutMs,
    keepAlive: true,
    application_name: use.name,
    options: Object.entries(parameters)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
    types: STORED_TYPES,
  };
}

/** One connection, open. It ends with `end()`. */
export async function connect(settings: PostgresSettings, use: ConnectionUse): Promise<Client> {
  const config = connectionConfig(settings, use);
  const client = new Client(use.pipeline ? { ...config, pipeline: true, stream: () => new GatheringSocket() } : config);
  // What ends a connection is told to whoever waits for a statement; with nobody waiting, the next statement finds out.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Connections for reads, made when they are needed. */
export function openPool(settings: PostgresSettings): Pool {
  const pool = new Pool({
    ...connectionConfig(settings, { name: 'gateway', readOnly: true }),
    max: settings.poolSize,
    idleTimeoutMillis: settings.idleTimeoutMs,
  });
  // An idle connection was lost; the pool has dropped it already.
  pool.on('error', () => undefined);
  return pool;
}

/** What messages call it; holds no secret. */
export const nameOf = ({ host, port, database }: PostgresSettings): string =>
  `the PostgreSQL database ${database} on ${host}:${port}`;
