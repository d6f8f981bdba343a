import type { PrismaClient } from '../generated/prisma/client.js';
import type { Logger } from '../runtime/logger.js';
import { BatchReader } from './batch-reader.js';
import { CommitQueue } from './commit-queue.js';
import { ContactReader } from './contact-reader.js';
import type { DataExport } from './data-export.js';
import { openPrisma } from './database.js';
import type { DatabaseAddress } from './database-address.js';
import { DeliveryLog } from './delivery-log.js';
import { EngineStore } from './engine-store.js';
import { Identities } from './identities.js';
import { FileReader } from './file-reader.js';
import { JournalPruner } from './journal-pruner.js';
import { JournalReader } from './journal-reader.js';
import { MessageSearch } from './message-search.js';
import { MessageStats } from './message-stats.js';
import { PageReader } from './page-reader.js';
import { openPostgres, preparePostgres } from './postgres/postgres-database.js';
import { ScheduledReader } from './scheduled-reader.js';
import { SessionReader } from './session-reader.js';
import type { Sql } from './sql.js';
import { openSqlite, prepareSqlite } from './sqlite/sqlite-database.js';
import { SubmissionReader } from './submission-reader.js';
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
  /** DATABASE_NAME. The folder of a file is made if it is missing. */
  readonly data: DatabaseAddress;
  /** File of MAIN_DATABASE_NAME: always SQLite. */
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
  readonly journalPruner: JournalPruner;
  readonly pages: PageReader;
  readonly contacts: ContactReader;
  readonly identities: Identities;
  readonly sessions: SessionReader;
  readonly webhooks: WebhookReader;
  readonly templates: TemplateReader;
  readonly batches: BatchReader;
  readonly scheduled: ScheduledReader;
  readonly submissions: SubmissionReader;
  readonly stats: MessageStats;
  readonly search: MessageSearch;
  readonly export: DataExport;
  readonly files: FileReader;
  readonly deliveries: DeliveryLog;
  readonly engine: EngineStore;
  /** Whether each database answers, within 3 s; for `data` also whether it accepts writes. */
  check(): Promise<{ main: boolean; data: boolean }>;
  /** Waits for what was enqueued, then closes every connection. */
  close(): Promise<void>;
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
 * @throws MigrationError, DatabaseUnusableError if a database cannot be used by this version, or at all
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { logger, busyTimeoutMs = 5000, commitDelayMs = 0 } = options;
  const address = options.data;
  prepareSqlite(options.main, 'main', logger);
  if (typeof address === 'string') prepareSqlite(address, 'data', logger);
  else await preparePostgres(address, logger);
  const main = await openPrisma(options.main, { busyTimeoutMs });
  const commits = await CommitQueue.open({ database: address, busyTimeoutMs, commitDelayMs }, logger);
  const data = typeof address === 'string' ? await openSqlite(address, busyTimeoutMs) : openPostgres(address);
  const { sql } = data;
  const journal = await JournalReader.open(sql);
  return {
    main,
    data: data.prisma,
    commits,
    sql,
    journal,
    journalPruner: new JournalPruner(sql, commits, journal),
    pages: new PageReader(sql),
    contacts: new ContactReader(sql),
    identities: await Identities.open(sql, commits),
    sessions: new SessionReader(sql),
    webhooks: new WebhookReader(sql),
    templates: new TemplateReader(sql),
    batches: new BatchReader(sql),
    scheduled: new ScheduledReader(sql),
    submissions: new SubmissionReader(sql),
    stats: new MessageStats(sql),
    search: new MessageSearch(sql),
    export: data.export,
    files: new FileReader(sql),
    deliveries: new DeliveryLog(sql),
    engine: new EngineStore(commits, sql),
    check: async () => {
      const [mainUp, dataUp] = await Promise.all([answers(main), answers(data.prisma)]);
      return { main: mainUp, data: dataUp && !commits.failed };
    },
    close: async () => {
      await commits.close();
      await Promise.all([main.$disconnect(), data.close()]);
    },
  };
}
