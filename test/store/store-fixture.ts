import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseAddress } from '../../src/store/database-address.js';
import { createLogger } from '../../src/runtime/logger.js';
import { newRowId } from '../../src/runtime/ids.js';
import { openStore, type Store, type StoreOptions } from '../../src/store/store.js';
import { dropPostgresDatabases, postgresDatabase } from '../support/postgres.js';
import { sessionRow, webhookRow } from '../support/rows.js';
import { otherPostgres, otherSqlite, type OtherConnection } from './other-connection.js';
import type { EventRow, EventStub, MessageRow, WriteOp } from '../../src/store/write-op.js';

export const SESSION = '5b7c1f0e-2a44-4d19-9f3e-7c0d8a61b2e4';
export const WEBHOOK = 'hook-1';
export const ALICE = '628770001122@c.us';
export const ME = '628123456789@c.us';

export interface TestStore extends Store {
  readonly address: DatabaseAddress;
  /** The data database as another process would open it. */
  readonly other: OtherConnection;
  addSession(id: string): Promise<void>;
  /** Every row of a table, in the order of storing: moments are epoch milliseconds, JSON is text, flags are 0 or 1. */
  rows<T = Record<string, unknown>>(table: string): Promise<T[]>;
  /** Closes the store and opens another one on the same files. */
  reopen(): Promise<TestStore>;
}

const folders: string[] = [];
const stores: Store[] = [];
const others: OtherConnection[] = [];

export const tempFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'store-test-'));
  folders.push(folder);
  return folder;
};

export async function removeStores(): Promise<void> {
  await Promise.all(others.splice(0).map((other) => other.close()));
  await Promise.all(stores.splice(0).map((store) => store.close()));
  await dropPostgresDatabases();
  folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true }));
}

type Options = Pick<StoreOptions, 'commitDelayMs' | 'busyTimeoutMs'>;

/** A store on a real database, by default SQLite, with one session and one webhook in it. */
export async function openTestStore({
  database = 'sqlite',
  ...options
}: Options & { readonly database?: 'sqlite' | 'postgres' } = {}): Promise<TestStore> {
  const folder = tempFolder();
  const address = database === 'sqlite' ? join(folder, 'data.sqlite') : await postgresDatabase();
  const store = await open(folder, address, options);
  await store.addSession(SESSION);
  await store.commits.write([{ op: 'webhook.insert', row: webhookRow(WEBHOOK, SESSION) }]);
  return store;
}

async function open(folder: string, address: DatabaseAddress, options: Options): Promise<TestStore> {
  const store = await openStore({
    data: address,
    main: join(folder, 'main.sqlite'),
    logger: createLogger('silent'),
    ...options,
  });
  stores.push(store);
  const other = typeof address === 'string' ? otherSqlite(address) : await otherPostgres(address);
  others.push(other);
  return {
    ...store,
    address,
    other,
    addSession: (id) => store.commits.write([{ op: 'session.insert', row: sessionRow(id) }]),
    rows: <T>(table: string) => other.rows(table) as Promise<T[]>,
    reopen: async () => {
      stores.splice(stores.indexOf(store), 1);
      await store.close();
      return open(folder, address, options);
    },
  };
}

export const eventStub = (overrides: Partial<EventStub> = {}): EventStub => ({
  id: newRowId(),
  sessionId: SESSION,
  type: 'message.ack',
  occurredAt: 1_782_461_730_000,
  deliveries: [],
  ...overrides,
});
export const eventRow = (overrides: Partial<EventRow> = {}): EventRow => ({
  ...eventStub(overrides),
  type: 'message.received',
  data: '{}',
  ...overrides,
});

export const messageRow = (overrides: Partial<MessageRow> = {}): MessageRow => ({
  id: newRowId(),
  sessionId: SESSION,
  waMessageId: `false_${ALICE}_3EB0A1`,
  stanzaId: '3EB0A1',
  chatId: ALICE,
  author: ALICE,
  authorName: 'Alice',
  from: ALICE,
  to: ME,
  body: 'hello',
  type: 'text',
  direction: 'incoming',
  ack: 0,
  sentAt: 1_782_461_730_000,
  metadata: null,
  media: null,
  createdAt: 1_782_461_731_000,
  ...overrides,
});

/** An inbound text, journalled as `message.received`. */
export const inbound = (
  stanzaId: string,
  overrides: Partial<MessageRow> = {},
  event: Partial<EventRow> = {},
): WriteOp & { op: 'message.insert' } => ({
  op: 'message.insert',
  row: messageRow({ stanzaId, waMessageId: `false_${ALICE}_${stanzaId}`, ...overrides }),
  chat: { name: 'Alice', kind: 'individual', unread: 1 },
  event: eventRow({
    data: JSON.stringify({ id: stanzaId }),
    ...(overrides.sessionId === undefined ? {} : { sessionId: overrides.sessionId }),
    ...event,
  }),
});

/** A text of ours, stored before it is sent. */
export const outbound = (
  stanzaId: string,
  overrides: Partial<MessageRow> = {},
): WriteOp & { op: 'message.insert' } => ({
  op: 'message.insert',
  row: messageRow({
    stanzaId,
    waMessageId: `true_${ALICE}_${stanzaId}`,
    direction: 'outgoing',
    author: ME,
    authorName: null,
    from: ME,
    to: ALICE,
    ...overrides,
  }),
  chat: { name: '', kind: 'individual', unread: 0 },
  event: null,
});
