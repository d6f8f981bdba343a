import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import type { PrismaClient } from '../generated/prisma/client.js';
import type { Logger } from '../runtime/logger.js';
import { BatchReader } from './batch-reader.js';
import { CommitQueue } from './commit-queue.js';
import { ContactReader } from './contact-reader.js';
import { DataExport } from './data-export.js';
import { openPrisma, openReader } from './database.js';
import { DeliveryLog } from './delivery-log.js';
import { EngineStore } from './engine-store.js';
import { Identities } from './identities.js';
import { JournalReader } from './journal-reader.js';
import { applyMigrations, type StoreName } from './migrate.js';
import { MessageSearch } from './message-search.js';
import { MessageStats } from './message-stats.js';
import { PageReader } from './page-reader.js';
import { ScheduledReader } from './scheduled-reader.js';
import { SessionReader } from './session-reader.js';
import type { Sql } from './sql.js';
import { sqliteSql } from './sqlite/sqlite-sql.js';
import { TemplateReader } from './template-reader.js';
import { WebhookReader } from './webhook-reader.js';

export type {
  ApiKey,
  Attempt,
  AuditEntry,
  BatchItem,
  Chat,
  Contact,
  Delivery,
  Event,
  Message,
  MessageBatch,
  Prisma,
  PrismaClient,
  ScheduledMessage,
  Session,
  Template,
  Webhook,
} from '../generated/prisma/client.js';

const CHECK_TIMEOUT_MS = 3000;

export interface StoreOptions {
  /** File of DATABASE_NAME. Its folder is made if it is missing. */
  readonly data: string;
  /** File of MAIN_DATABASE_NAME. */
  readonly main: string;
  readonly logger: Logger;
  /** How long a write waits for another process's lock before it fails. Default 5000. */
  readonly busyTimeoutMs?: number;
  /** Makes every commit of the queue this much slower, as a slow disk would. Default 0. */
  readonly commitDelayMs?: number;
}

/** Both databases, open. */
export interface Store {
  /** MAIN_DATABASE_NAME: API keys and the audit log. */
  readonly main: PrismaClient;
  /** DATABASE_NAME: ordinary reads. It refuses to write: on this thread that would wait for the commits of the queue. */
  readonly data: PrismaClient;
  /** DATABASE_NAME: every write. */
  readonly commits: CommitQueue;
  /** DATABASE_NAME: prepared reads of what is committed. */
  readonly sql: Sql;
  readonly journal: JournalReader;
  readonly pages: PageReader;
  readonly contacts: ContactReader;
  readonly identities: Identities;
  readonly sessions: SessionReader;
  readonly webhooks: WebhookReader;
  readonly templates: TemplateReader;
  readonly batches: BatchReader;
  readonly scheduled: ScheduledReader;
  readonly stats: MessageStats;
  readonly search: MessageSearch;
  readonly export: DataExport;
  readonly deliveries: DeliveryLog;
  readonly engine: EngineStore;
  /** Whether each database answers, within 3 s; for `data` also whether it accepts writes. */
  check(): Promise<{ main: boolean; data: boolean }>;
  /** Waits for what was enqueued, then closes every connection. */
  close(): Promise<void>;
}

function prepareFile(file: string, store: StoreName, logger: Logger): void {
  mkdirSync(dirname(file), { recursive: true });
  const applied = applyMigrations(file, store);
  if (applied.length > 0) logger.info({ file, applied }, 'database migrated');
}

/** Gives a new journal its epoch; an older one keeps its own. */
function ensureEpoch(file: string): void {
  const database = new Database(file, { timeout: 30_000 });
  database
    .prepare('INSERT INTO "JournalState" ("id", "epoch", "oldestSeq") VALUES (1, ?, 1) ON CONFLICT DO NOTHING')
    .run(randomBytes(8).toString('hex'));
  database.close();
}

const answers = (client: PrismaClient): Promise<boolean> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), CHECK_TIMEOUT_MS);
    client.$queryRaw`SELECT 1`
      .then(
        () => resolve(true),
        () => resolve(false),
      )
      .finally(() => clearTimeout(timer));
  });

/**
 * Makes the folders, brings both databases to the schema of this version and opens them.
 * @throws MigrationError if a database cannot be used by this version
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { logger, busyTimeoutMs = 5000, commitDelayMs = 0 } = options;
  prepareFile(options.main, 'main', logger);
  prepareFile(options.data, 'data', logger);
  ensureEpoch(options.data);
  const main = await openPrisma(options.main, { busyTimeoutMs });
  const data = await openPrisma(options.data, { busyTimeoutMs, readOnly: true });
  const commits = await CommitQueue.open({ file: options.data, busyTimeoutMs, commitDelayMs }, logger);
  const reader = openReader(options.data);
  const sql = sqliteSql(reader);
  return {
    main,
    data,
    commits,
    sql,
    journal: await JournalReader.open(sql),
    pages: new PageReader(sql),
    contacts: new ContactReader(sql),
    identities: await Identities.open(sql, commits),
    sessions: new SessionReader(sql),
    webhooks: new WebhookReader(sql),
    templates: new TemplateReader(sql),
    batches: new BatchReader(sql),
    scheduled: new ScheduledReader(sql),
    stats: new MessageStats(sql),
    search: new MessageSearch(sql),
    export: new DataExport(options.data),
    deliveries: new DeliveryLog(sql),
    engine: new EngineStore(commits, sql),
    check: async () => {
      const [mainUp, dataUp] = await Promise.all([answers(main), answers(data)]);
      return { main: mainUp, data: dataUp && !commits.failed };
    },
    close: async () => {
      await commits.close();
      reader.close();
      await Promise.all([main.$disconnect(), data.$disconnect()]);
    },
  };
}
