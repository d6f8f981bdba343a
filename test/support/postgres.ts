import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { packageRoot } from '../../src/store/package-root.js';
import type { PostgresSettings } from '../../src/store/postgres/postgres-connection.js';
import { migratePostgres } from '../../src/store/postgres/postgres-migrate.js';

const SERVER = join(packageRoot, 'test/support/postgres-server.mjs');
const TEMPLATE = 'empty_gateway';
/** One server serves every test file that a process runs, one after another; this tells where it is. */
const NOTE = join(tmpdir(), `gateway-postgres-of-${process.pid}.json`);

export interface PostgresServer {
  /** A new database on it. @param from a database that nobody is connected to, to begin with; default: nothing */
  createDatabase(from?: string): Promise<PostgresSettings>;
  dropDatabase(settings: PostgresSettings): Promise<void>;
  /** Ends it. It ends with this process as well. */
  stop(): Promise<void>;
}

const settingsFor = (port: number, database: string): PostgresSettings => ({
  host: '127.0.0.1',
  port,
  user: 'gateway',
  password: 'gateway of the tests',
  database,
  schema: 'public',
  ssl: false,
  poolSize: 5,
  statementTimeoutMs: 30_000,
  idleTimeoutMs: 10_000,
  connectionTimeoutMs: 5000,
});

/** What a gateway is started with to use a database. */
export const postgresEnvironment = (settings: PostgresSettings): Record<string, string> => ({
  DATABASE_TYPE: 'postgres',
  DATABASE_HOST: settings.host,
  DATABASE_PORT: String(settings.port),
  DATABASE_NAME: settings.database,
  POSTGRES_SCHEMA: settings.schema,
  ...(settings.user === undefined ? {} : { DATABASE_USERNAME: settings.user }),
  ...(settings.password === undefined ? {} : { DATABASE_PASSWORD: settings.password }),
});

export const postgresUrl = ({ host, port, user = '', password = '', database }: PostgresSettings): string =>
  `postgres://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${host}:${port}/${database}`;

/** @param url such as `postgres://user:password@host:5432/database` */
export function postgresAt(url: string): PostgresSettings {
  const { hostname, port, pathname, username, password } = new URL(url);
  const text = (part: string): string => decodeURIComponent(part);
  return {
    ...settingsFor(Number(port || '5432'), text(pathname.slice(1)) || 'openwa'),
    ...{ host: hostname, user: text(username) || undefined, password: text(password) || undefined },
  };
}

/** Removes a schema with everything in it. */
export async function dropSchema({ host, port, user, password, database, schema }: PostgresSettings): Promise<void> {
  const client = new Client({ host, port, user, password, database });
  await client.connect();
  await client.query(`DROP SCHEMA IF EXISTS "${schema}" CASCADE`).finally(() => client.end());
}

async function asAdmin(port: number, statement: string): Promise<void> {
  const { user, password, host } = settingsFor(port, '');
  const client = new Client({ host, port, user, password, database: 'postgres' });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function serverAt(port: number, child?: ChildProcess): PostgresServer {
  return {
    async createDatabase(from) {
      const name = `gateway_${randomBytes(6).toString('hex')}`;
      // Its own order of texts is not the one of bytes, so that a statement that relies on that one has to say it.
      const blank = `TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US' LOCALE 'C'`;
      await asAdmin(port, `CREATE DATABASE "${name}" ${from === undefined ? blank : `TEMPLATE "${from}"`}`);
      return settingsFor(port, name);
    },
    dropDatabase: ({ database }) => asAdmin(port, `DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`),
    async stop() {
      if (child === undefined || child.exitCode !== null) return;
      child.stdin?.end();
      await once(child, 'exit');
    },
  };
}

/**
 * A server of its own, without anything in it. It ends with this process, in whatever way that ends.
 * @param note a file that goes with it
 */
export async function startPostgres(note?: string): Promise<PostgresServer & { readonly port: number }> {
  const child = spawn(process.execPath, [SERVER, ...(note === undefined ? [] : [note])], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [said] = (await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(() => {
      throw new Error('PostgreSQL did not start');
    }),
  ])) as [Buffer];
  const { port } = JSON.parse(String(said)) as { port: number };
  child.unref();
  for (const stream of [child.stdin, child.stdout]) (stream as unknown as { unref(): void }).unref();
  return { ...serverAt(port, child), port };
}

/** The server that the test files of this process share, with an empty gateway's tables as a template. */
async function sharedServer(): Promise<PostgresServer> {
  if (existsSync(NOTE)) {
    const { port } = JSON.parse(readFileSync(NOTE, 'utf8')) as { port: number };
    const isUp = await asAdmin(port, 'SELECT 1').then(
      () => true,
      () => false,
    );
    if (isUp) return serverAt(port);
  }
  const server = await startPostgres(NOTE);
  const template = await server.createDatabase();
  await migratePostgres(template);
  await asAdmin(server.port, `ALTER DATABASE "${template.database}" RENAME TO "${TEMPLATE}"`);
  writeFileSync(NOTE, JSON.stringify({ port: server.port }));
  return server;
}

const made: PostgresSettings[] = [];

/** A new database with an empty gateway's tables. */
export async function postgresDatabase(): Promise<PostgresSettings> {
  const settings = await (await sharedServer()).createDatabase(TEMPLATE);
  made.push(settings);
  return settings;
}

/** A new database without anything in it. */
export async function blankPostgresDatabase(): Promise<PostgresSettings> {
  const settings = await (await sharedServer()).createDatabase();
  made.push(settings);
  return settings;
}

/** Removes what the two above made since; whoever is still connected is thrown out. */
export async function dropPostgresDatabases(): Promise<void> {
  if (made.length === 0) return;
  const server = await sharedServer();
  for (const settings of made.splice(0)) await server.dropDatabase(settings);
}
