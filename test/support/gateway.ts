import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { PostgresSettings } from '../../src/store/postgres/postgres-connection.js';
import { databaseRows } from './database-rows.js';
import { postgresDatabase, postgresEnvironment } from './postgres.js';

const MAIN = resolve(__dirname, __dirname.includes(`${'dist'}/test`) ? '../../src/main.js' : '../../dist/src/main.js');
const READY_WITHIN_MS = 60_000;

export const ADMIN_KEY = 'test-admin-key-0123456789abcdef';

export interface TestGateway {
  readonly url: string;
  /** The first admin key. */
  readonly key: string;
  /** Its working folder; all data lies below `data/`. */
  readonly folder: string;
  readonly process: ChildProcess;
  /** Everything it printed so far. */
  output(): string;
  rest(method: string, path: string, options?: RestOptions): Promise<RestAnswer>;
  query<T = Record<string, unknown>>(
    query: string,
    variables?: Record<string, unknown>,
    key?: string | null,
  ): Promise<GraphQLAnswer<T>>;
  /** Rows of its database, whichever that is. PostgreSQL hands over a `bigint` as text. */
  rows<T>(sql: string): Promise<T[]>;
  /** Ends it as an operator would and removes its folder, unless `keep`. */
  stop(options?: { keep?: boolean }): Promise<void>;
  /** kill -9. The folder stays. */
  kill(): Promise<void>;
}

export interface RestOptions {
  /** Sent as JSON; a string goes as it is. */
  readonly body?: unknown;
  /** null: no key. */
  readonly key?: string | null;
  readonly headers?: Record<string, string>;
}
export interface RestAnswer<T = unknown> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}
export interface GraphQLAnswer<T> {
  readonly status: number;
  readonly data?: T | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly string[];
    readonly extensions: { readonly code: string; readonly [key: string]: unknown };
  }[];
}

/** Settings that keep tests quick; nothing in them changes what is tested. The engine is the one that needs no browser. */
const QUIET_ENV = {
  PORT: '0',
  HOST: '127.0.0.1',
  LOG_LEVEL: 'warn',
  API_MASTER_KEY: ADMIN_KEY,
  SIMULATE_TYPING: 'false',
  ENGINE_TYPE: 'baileys',
  RATE_LIMIT_SHORT_LIMIT: '100000',
  RATE_LIMIT_MEDIUM_LIMIT: '1000000',
  RATE_LIMIT_LONG_LIMIT: '10000000',
  SSRF_ALLOWED_HOSTS: '127.0.0.1,localhost',
};

export interface GatewayOptions {
  readonly env?: Record<string, string>;
  /** Of an earlier one, to go on with its data. */
  readonly folder?: string;
  /** Where its data is. Default: a file in its folder, unless TEST_DATABASE says `postgres`. */
  readonly database?: 'sqlite' | 'postgres' | PostgresSettings;
}

/** By folder: the database on PostgreSQL that belongs to it; undefined if its data is in the folder. */
const databases = new Map<string, PostgresSettings | undefined>();

async function databaseOf(folder: string, { database }: GatewayOptions): Promise<PostgresSettings | undefined> {
  if (typeof database !== 'object' && databases.has(folder)) return databases.get(folder);
  const wanted = database ?? process.env.TEST_DATABASE;
  const settings = wanted === 'postgres' ? await postgresDatabase() : typeof wanted === 'object' ? wanted : undefined;
  databases.set(folder, settings);
  return settings;
}

/** Runs the built gateway as its own process, on a free port, in a folder of its own. */
export async function startGateway(options: GatewayOptions = {}): Promise<TestGateway> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'openwa-'));
  const database = await databaseOf(folder, options);
  const env = {
    ...{ PATH: process.env.PATH, HOME: process.env.HOME, TZ: 'UTC', ...QUIET_ENV },
    ...(database === undefined ? {} : postgresEnvironment(database)),
    ...options.env,
  };
  const child = fork(MAIN, [], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv: [] });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exited = once(child, 'exit');

  const url = await new Promise<string>((ready, failed) => {
    const timer = setTimeout(() => failed(new Error(`the gateway was not ready in time:\n${output}`)), READY_WITHIN_MS);
    child.on('message', (message: { ready?: boolean; url: string }) => {
      if (message.ready !== true) return;
      clearTimeout(timer);
      ready(message.url.replace('localhost', '127.0.0.1'));
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      failed(new Error(`the gateway ended with ${String(code)}:\n${output}`));
    });
  });

  const key = env.API_MASTER_KEY || readFileSync(join(folder, 'data/.api-key'), 'utf8').trim();
  return {
    url,
    key,
    folder,
    process: child,
    output: () => output,
    async rest(method, path, { body, key: given = key, headers = {} } = {}) {
      const answer = await fetch(url + path, {
        method,
        headers: {
          ...(given === null ? {} : { 'x-api-key': given }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await answer.text();
      return {
        status: answer.status,
        headers: answer.headers,
        body: text === '' ? undefined : (JSON.parse(text) as unknown),
      };
    },
    async query<T>(query: string, variables?: Record<string, unknown>, given: string | null = key) {
      const answer = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(given === null ? {} : { 'x-api-key': given }) },
        body: JSON.stringify({ query, variables }),
      });
      return { status: answer.status, ...((await answer.json()) as Omit<GraphQLAnswer<T>, 'status'>) };
    },
    rows: <T>(sql: string) => databaseRows<T>(folder, database, sql),
    async stop({ keep = false } = {}) {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await exited;
      if (!keep) rmSync(folder, { recursive: true, force: true });
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
