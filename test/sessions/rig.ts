import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import Database from 'better-sqlite3';
import type { EventType } from '../../src/domain/event.js';
import type { Jid } from '../../src/domain/jid.js';
import type { ObservedMessage } from '../../src/domain/message.js';
import type { Caller } from '../../src/domain/role.js';
import type { EngineKind } from '../../src/domain/session.js';
import type { EngineFactory } from '../../src/engine/port.js';
import { MediaIntake } from '../../src/media/media-intake.js';
import type { MediaStore } from '../../src/media/media-store.js';
import { OutgoingHttp } from '../../src/outgoing/outgoing-http.js';
import { createLogger } from '../../src/runtime/logger.js';
import { ChatService } from '../../src/services/chat-service.js';
import { ContactService } from '../../src/services/contact-service.js';
import { Dispatcher } from '../../src/services/dispatcher.js';
import { BulkIntake } from '../../src/services/bulk-intake.js';
import { BulkRunner } from '../../src/services/bulk-runner.js';
import { BulkSender } from '../../src/services/bulk-sender.js';
import { BulkService } from '../../src/services/bulk-service.js';
import { HistoryService } from '../../src/services/history-service.js';
import { Journal } from '../../src/services/journal.js';
import { MessageService } from '../../src/services/message-service.js';
import { SendService } from '../../src/services/send-service.js';
import { SessionService, type NewSession } from '../../src/services/session-service.js';
import { SessionRegistry } from '../../src/sessions/session-registry.js';
import { openStore, type Message, type Session, type Store, type StoreOptions } from '../../src/store/store.js';
import { WebhookPlanner } from '../../src/webhooks/planner.js';
import { FakeEngineFactory } from '../support/fake-engine.js';
import { breakEveryTable, LOCK_EVERY_TABLE, otherPostgres, otherSqlite } from '../store/other-connection.js';
import { mediaStore } from '../support/media.js';
import { dropPostgresDatabases, postgresDatabase } from '../support/postgres.js';
import { waitFor } from '../support/wait.js';

export const ME = '628123456789@c.us' as Jid;
export const ALICE = '628770001122@c.us' as Jid;
export const GROUP = '120363044556677889@g.us' as Jid;
export const ADMIN: Caller = { keyId: 'k', keyName: 'admin', role: 'admin', allowedSessions: null };

const logger = createLogger('silent');

export interface StoreOnDisk extends Store {
  /** Runs statements on the data database as another process would. */
  exec(statements: string): Promise<void>;
  /** Keeps every write of the commit queue from succeeding, until the returned function is called. */
  breakWrites(): Promise<() => Promise<void>>;
  /** Keeps writes waiting, as a stalled disk does, until the returned function is called. */
  stallWrites(): Promise<() => Promise<void>>;
  remove(): Promise<void>;
}

/** Which database tests run on that can run on either. */
export const TEST_DATABASE = process.env.TEST_DATABASE === 'postgres' ? 'postgres' : 'sqlite';

/** A store on a real database: in a file, unless TEST_DATABASE says `postgres`. */
export async function openStoreOnDisk(
  options: Pick<StoreOptions, 'commitDelayMs' | 'busyTimeoutMs'> = {},
): Promise<StoreOnDisk> {
  const folder = mkdtempSync(join(tmpdir(), 'sessions-test-'));
  const data = TEST_DATABASE === 'postgres' ? await postgresDatabase() : join(folder, 'data.sqlite');
  const store = await openStore({ data, main: join(folder, 'main.sqlite'), logger, busyTimeoutMs: 20, ...options });
  const other = typeof data === 'string' ? otherSqlite(data) : await otherPostgres(data);
  return {
    ...store,
    exec: (statements) => other.exec(statements),
    async breakWrites() {
      if (typeof data !== 'string') return breakEveryTable(other);
      const locker = new Database(data);
      locker.exec('BEGIN IMMEDIATE');
      return async () => void locker.close();
    },
    async stallWrites() {
      await other.exec(typeof data === 'string' ? 'BEGIN IMMEDIATE' : LOCK_EVERY_TABLE);
      return () => other.exec('COMMIT');
    },
    async remove() {
      await store.close();
      await other.close();
      await dropPostgresDatabases();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface RigOptions {
  readonly factory?: FakeEngineFactory;
  readonly simulateTyping?: boolean;
  readonly resolveLidToPhone?: boolean;
  readonly media?: MediaStore;
  /** Hosts that media may be downloaded from although they are private. */
  readonly allowedHosts?: readonly string[];
  readonly downloadTimeoutMs?: number;
  /** How long the engine may take for a message. */
  readonly answerWithinMs?: number;
}

/** The live half of a gateway over a real store; only the engine is the test's. */
export async function startRig(store: StoreOnDisk, options: RigOptions = {}) {
  const { factory = new FakeEngineFactory(), simulateTyping = false, resolveLidToPhone = false } = options;
  const engines = new Map<EngineKind, EngineFactory>([['baileys', factory]]);
  const planner = await WebhookPlanner.load(store);
  const journal = new Journal({
    commits: store.commits,
    identities: store.identities,
    planner,
    config: { resolveLidToPhone },
  });
  const media = options.media ?? mediaStore();
  const forget = store.commits.onFreed((files) => void media.removeAll(files));
  const registry = new SessionRegistry({ store, journal, engines, media, crashLimit: 5, logger, random: () => 0 });
  const sessions = new SessionService({ store, sessions: registry, engines, planner, media, defaultEngine: 'baileys' });
  const typing = { simulateTyping, simulateTypingMaxMs: 60 };
  const outgoing = new OutgoingHttp({ ssrfProtect: true, allowedHosts: options.allowedHosts ?? [], dnsTimeoutMs: 500 });
  const intake = new MediaIntake({ store: media, outgoing, timeoutMs: options.downloadTimeoutMs ?? 5000 });
  const waits = options.answerWithinMs === undefined ? {} : { answerWithinMs: options.answerWithinMs };
  const dispatcher = new Dispatcher({ store, sessions: registry, journal, logger, ...waits });
  const sends = new SendService({ store, dispatcher, media: intake, config: typing });
  // Pauses of batches are asked for and not waited for.
  const pauses: number[] = [];
  const pause = (ms: number, signal: AbortSignal): Promise<void> => {
    pauses.push(ms);
    signal.throwIfAborted();
    return setImmediate();
  };
  const bulkSender = new BulkSender({ store, dispatcher, journal, media: intake, pause });
  const batches = new BulkRunner({ store, sessions: registry, sender: bulkSender, pause, random: () => 0.5, logger });
  const bulkIntake = new BulkIntake(intake);
  const bulk = new BulkService({ store, sessions: registry, intake: bulkIntake, runner: batches, afterCrash: 'fail' });
  const messages = new MessageService({ store, sessions: registry, journal, logger });
  const history = new HistoryService({ store, sessions: registry });
  await registry.reset();
  let names = 0;

  const rig = {
    store,
    factory,
    planner,
    journal,
    registry,
    sessions,
    media,
    intake,
    files: media,
    dispatcher,
    sends,
    messages,
    bulk,
    batches,
    /** The pauses between messages of batches, in milliseconds. */
    pauses,
    history,
    chats: new ChatService({ store, sessions: registry }),
    contacts: new ContactService({ store, sessions: registry }),
    create: (input: Partial<NewSession> = {}) => {
      names += 1;
      return sessions.create({ name: `session-${Date.now()}-${names}`, ...input });
    },
    /** A session whose link works. */
    async createReady(input: Partial<NewSession> = {}): Promise<Session> {
      const { id } = await rig.create(input);
      await sessions.start(id);
      factory.engine.ready();
      return rig.row(id);
    },
    /** The stored session, once everything so far is on disk. */
    async row(id: string): Promise<Session> {
      await store.commits.settled();
      return sessions.get(id);
    },
    /** What was journalled about a session, oldest first: the type, for states with the state. */
    async journalled(id: string): Promise<string[]> {
      await store.commits.settled();
      const events = await rig.events(id);
      return events.map(({ type, data }) =>
        type === 'session.status' ? `status ${(data as { status: string }).status}` : type,
      );
    },
    /** Committed events of a session, oldest first. */
    async events(id: string, type?: EventType) {
      const events = await store.journal.read(0, 10_000);
      return events.filter((event) => event.sessionId === id && (type === undefined || event.type === type));
    },
    /** The stored messages of a session, newest first, once everything so far is on disk. */
    async stored(id: string): Promise<Message[]> {
      await store.commits.settled();
      return (await history.page({ sessionId: id, limit: 100 })).messages;
    },
    /** Waits until so many files are left: they go after the commit that freed them. */
    gone: (files: () => readonly string[], left: number) =>
      waitFor(`${left} files left`, () => files().length === left),
    reaches: (id: string, status: string) =>
      waitFor(`session ${status}`, async () => (await rig.row(id)).status === status),
    engineNumber: (count: number) => waitFor(`engine number ${count}`, () => factory.engines[count - 1]),
    /** Ends this process's half of the gateway; the store stays open, as a disk does. */
    async stop(): Promise<void> {
      await batches.close();
      await registry.close();
      outgoing.close();
      forget();
    },
  };
  return rig;
}

export type Rig = Awaited<ReturnType<typeof startRig>>;

/** Removes what a test left, so that the next one finds an empty database that can be written to. */
export async function emptyStore(store: StoreOnDisk): Promise<void> {
  await store.commits.recover();
  await store.exec('DELETE FROM "Session"');
}

export const observed = (overrides: Partial<ObservedMessage> = {}): ObservedMessage => ({
  stanzaId: '3EB07C',
  chatId: ALICE,
  fromMe: false,
  author: ALICE,
  pushName: 'Rina',
  type: 'text',
  body: 'Is the truck on its way?',
  sentAt: new Date('2026-06-26T08:15:29.000Z'),
  hasMedia: false,
  ...overrides,
});
