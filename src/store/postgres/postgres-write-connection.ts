import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Client, QueryResult } from 'pg';
import { UnavailableError } from '../../domain/errors.js';
import type { Sql } from '../sql.js';
import { CommitInDoubtError, type WriteConnection } from '../write-connection.js';
import { claim } from './postgres-claim.js';
import { connect, type PostgresSettings } from './postgres-connection.js';
import { isUnreachable, postgresSql } from './postgres-sql.js';
import { UnknownTables } from './unknown-tables.js';

/** How long it is tried to find out about a commit at once; whoever writes waits for that. */
const DECIDED_WITHIN_MS = 1500;
/** A connection that the other side has forgotten is noticed after some 20 s, and so is a gateway that is gone. */
const KEEPALIVE = { tcp_keepalives_idle: '10', tcp_keepalives_interval: '3', tcp_keepalives_count: '3' };

/**
 * The connection that has the claim on the database: as long as it lives, no other gateway writes. Transactions are
 * named, so that one whose commit was not answered can be looked up. What is sent behind a BEGIN is sent without waiting
 * for it: if it fails nothing is written, since outside of a transaction that says so the connection may only read.
 */
export class PostgresWriteConnection implements WriteConnection {
  readonly sql: Sql = postgresSql({
    query: (query) => {
      this.#unknownTables.count();
      return this.#required().query(query);
    },
  });
  readonly #unknownTables = new UnknownTables();
  /** What the server calls it; nobody else's has this name. */
  readonly #name = `gateway writer ${randomUUID()}`;
  #client: Client | undefined;
  #opening: Promise<void> | undefined;
  /** The number that PostgreSQL gave the transaction. */
  #transaction = '';
  #inDoubt: string | undefined;
  /** Whether the commit that was in doubt is on disk; nobody was told yet. */
  #isOnDisk = false;

  constructor(private readonly settings: PostgresSettings) {}

  async open(): Promise<boolean> {
    await this.#ensureOpen();
    const isOnDisk = this.#isOnDisk;
    this.#isOnDisk = false;
    return isOnDisk;
  }

  async upkeep(): Promise<void> {
    await this.#asking((client) => this.#unknownTables.lookAt(client));
  }

  async begin(): Promise<void> {
    // In one message: two results.
    const answers = (await this.#asking((client) =>
      client.query('BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SELECT pg_current_xact_id()::text AS "id"'),
    )) as unknown as [QueryResult, QueryResult<{ id: string }>];
    this.#transaction = answers[1].rows[0]?.id ?? '';
  }

  async commit(): Promise<void> {
    try {
      const { command } = await this.#asking((client) => client.query('COMMIT'));
      if (command !== 'COMMIT') throw new Error(`The transaction ended with ${command}`);
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      this.#inDoubt = this.#transaction;
      this.#drop();
      await Promise.race([this.#ensureOpen(), wait(DECIDED_WITHIN_MS, undefined, { ref: false })]).catch(
        () => undefined,
      );
      if (this.#inDoubt !== undefined)
        throw new CommitInDoubtError('The connection was lost in a commit', { cause: error });
      if (!(await this.open())) throw error;
    }
  }

  async rollBack(): Promise<void> {
    await this.#client?.query('ROLLBACK').catch(() => this.#drop());
  }

  async close(): Promise<void> {
    await this.#opening?.catch(() => undefined);
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => undefined);
  }

  #required(): Client {
    if (this.#client === undefined) throw new UnavailableError('The database cannot be reached');
    return this.#client;
  }

  async #asking<T>(ask: (client: Client) => Promise<T>): Promise<T> {
    try {
      return await ask(this.#required());
    } catch (error) {
      if (isUnreachable(error)) throw new UnavailableError('The database cannot be reached', { cause: error });
      throw error;
    }
  }

  /** Gives the connection up; what it left open ends with it. */
  #drop(): void {
    const client = this.#client;
    this.#client = undefined;
    void client?.end().catch(() => undefined);
  }

  async #ensureOpen(): Promise<void> {
    if (this.#client === undefined) await (this.#opening ??= this.#open().finally(() => (this.#opening = undefined)));
  }

  async #open(): Promise<void> {
    const client = await connect(this.settings, {
      name: this.#name,
      pipeline: true,
      readOnly: true,
      parameters: KEEPALIVE,
    });
    try {
      await claim(client, this.settings, this.#name);
      await client.query(
        `SELECT set_config('synchronous_commit', 'on', FALSE) WHERE current_setting('synchronous_commit') IN ('off', 'local')`,
      );
      if (this.#inDoubt !== undefined) this.#isOnDisk = await isCommitted(client, this.#inDoubt);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    this.#inDoubt = undefined;
    this.#client = client;
    client.once('end', () => {
      if (this.#client === client) this.#client = undefined;
    });
  }
}

/** Asked with the claim in hand: nothing of the connection before this one is under way any more. */
async function isCommitted(client: Client, transaction: string): Promise<boolean> {
  const { rows } = await client.query<{ status: string | null }>('SELECT pg_xact_status($1::xid8) AS "status"', [
    transaction,
  ]);
  return rows[0]?.status === 'committed';
}
