import type { ScheduledStatus } from '../domain/scheduled.js';
import type { Message, ScheduledMessage } from '../generated/prisma/client.js';
import { jsonList } from './json-list.js';
import { messageColumns, type MessageTuple, toMessage } from './message-row.js';
import type { Sql, Statement } from './sql.js';

/** A row as SQLite holds it: moments are numbers, JSON is text. */
type StoredScheduled = Omit<ScheduledMessage, Moment | 'content' | 'media'> & {
  readonly content: string;
  readonly media: string | null;
  readonly sendAt: number;
  readonly expiresAt: number;
  readonly createdAt: number;
  readonly endedAt: number | null;
};
type Moment = 'sendAt' | 'expiresAt' | 'createdAt' | 'endedAt';

/** Where a list of scheduled messages goes on: behind one of them. */
export interface ScheduledPosition {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly id: string;
}

/** Which scheduled messages are listed, and from where on. */
export interface ScheduledPlace {
  readonly statuses: readonly ScheduledStatus[];
  readonly behind?: ScheduledPosition | undefined;
}

export interface MessageName {
  readonly sessionId: string;
  /** The documented id. */
  readonly messageId: string;
}

const BEFORE_ALL: ScheduledPosition = { at: 0, id: '' };
/** Those that are not over. */
const OPEN = `"status" IN ('scheduled', 'sending')`;

/** Scheduled messages by prepared statements. */
export class ScheduledReader {
  readonly #byId: Statement<[string], StoredScheduled>;
  readonly #waiting: Statement<[string], number>;
  readonly #ofSessions: Statement<
    [{ parents: string; statuses: string; at: number; id: string; limit: number }],
    StoredScheduled
  >;
  readonly #messages: Statement<[string], MessageTuple>;
  readonly #sessionsDue: Statement<[number], string>;
  readonly #nextSendAt: Statement<[number], number | null>;
  readonly #nextExpiry: Statement<[number], number | null>;
  readonly #due: Statement<[string, number], StoredScheduled>;
  readonly #late: Statement<[string, number], StoredScheduled>;
  readonly #inDoubt: Statement<[string], StoredScheduled>;

  constructor(sql: Sql) {
    const { texts, objects, moment, belowEach } = sql.dialect;
    this.#byId = sql.prepare('SELECT * FROM "ScheduledMessage" WHERE "id" = ?');
    this.#waiting = sql.prepareValues(
      `SELECT count(*) FROM "ScheduledMessage" WHERE "sessionId" = ? AND "status" = 'scheduled'`,
    );
    this.#ofSessions = sql.prepare(
      belowEach({
        parents: texts('@parents', 'parent'),
        table: 'ScheduledMessage',
        columns: 'found.*',
        ids: `SELECT "id" FROM "ScheduledMessage"
          WHERE "sessionId" = parent.value AND "status" IN (SELECT value FROM ${texts('@statuses', 'wanted')})
            AND ("sendAt", "id") > (${moment('@at')}, @id)
          ORDER BY "sendAt", "id" LIMIT @limit`,
      }),
    );
    this.#messages = sql.prepareTuples(
      `SELECT ${messageColumns('found')} FROM ${objects('?', 'name')} CROSS JOIN "Message" AS found
       WHERE found."sessionId" = name.value ->> 'sessionId' AND found."waMessageId" = name.value ->> 'messageId'`,
    );
    this.#sessionsDue = sql.prepareValues(
      `SELECT DISTINCT "sessionId" FROM "ScheduledMessage"
       WHERE "status" = 'sending' OR ("status" = 'scheduled' AND "sendAt" <= ${moment('?')})`,
    );
    this.#nextSendAt = sql.prepareValues(
      `SELECT min("sendAt") FROM "ScheduledMessage" WHERE "status" = 'scheduled' AND "sendAt" > ${moment('?')}`,
    );
    this.#nextExpiry = sql.prepareValues(
      `SELECT min("expiresAt") FROM "ScheduledMessage" WHERE ${OPEN} AND "sendAt" <= ${moment('?')}`,
    );
    const ofSession = 'SELECT * FROM "ScheduledMessage" WHERE "sessionId" = ?';
    const order = 'ORDER BY "sendAt", "id"';
    this.#due = sql.prepare(`${ofSession} AND "status" = 'scheduled' AND "sendAt" <= ${moment('?')} ${order} LIMIT 1`);
    this.#late = sql.prepare(`${ofSession} AND ${OPEN} AND "expiresAt" <= ${moment('?')} ${order}`);
    this.#inDoubt = sql.prepare(`${ofSession} AND "status" = 'sending' ${order} LIMIT 1`);
  }

  async byId(id: string): Promise<ScheduledMessage | undefined> {
    const row = await this.#byId.get(id);
    return row && toScheduled(row);
  }

  /** How many of a session wait for their moment. */
  async waiting(sessionId: string): Promise<number> {
    return (await this.#waiting.get(sessionId)) ?? 0;
  }

  /** Up to `limit` of each session, in no order. */
  async ofSessions(
    sessionIds: readonly string[],
    limit: number,
    { statuses, behind = BEFORE_ALL }: ScheduledPlace,
  ): Promise<ScheduledMessage[]> {
    const wanted = { parents: jsonList(sessionIds), statuses: jsonList(statuses), limit, ...behind };
    return (await this.#ofSessions.all(wanted)).map(toScheduled);
  }

  /** The messages of these names, in no order; those that are not stored are left out. */
  async messages(names: readonly MessageName[]): Promise<Message[]> {
    return (await this.#messages.all(jsonList(names))).map(toMessage);
  }

  /** Sessions that have something to do now. */
  async sessionsDue(now: number): Promise<string[]> {
    return this.#sessionsDue.all(now);
  }

  /** When something comes to be due, or is not to be sent any more. Epoch milliseconds; undefined if nothing waits. */
  async nextMoment(now: number): Promise<number | undefined> {
    const either = await Promise.all([this.#nextSendAt.get(now), this.#nextExpiry.get(now)]);
    const moments = either.filter((at) => typeof at === 'number');
    return moments.length === 0 ? undefined : Math.min(...moments);
  }

  /** What is the session's turn now. */
  async due(sessionId: string, now: number): Promise<ScheduledMessage | undefined> {
    const row = await this.#due.get(sessionId, now);
    return row && toScheduled(row);
  }

  /** Everything of the session that is not over and must not be sent any more. */
  async late(sessionId: string, now: number): Promise<ScheduledMessage[]> {
    return (await this.#late.all(sessionId, now)).map(toScheduled);
  }

  /** One of the session of which it is not written down what became of it. */
  async inDoubt(sessionId: string): Promise<ScheduledMessage | undefined> {
    const row = await this.#inDoubt.get(sessionId);
    return row && toScheduled(row);
  }
}

const toScheduled = (row: StoredScheduled): ScheduledMessage => ({
  ...row,
  content: JSON.parse(row.content) as ScheduledMessage['content'],
  media: row.media === null ? null : (JSON.parse(row.media) as ScheduledMessage['media']),
  sendAt: new Date(row.sendAt),
  expiresAt: new Date(row.expiresAt),
  createdAt: new Date(row.createdAt),
  endedAt: row.endedAt === null ? null : new Date(row.endedAt),
});
