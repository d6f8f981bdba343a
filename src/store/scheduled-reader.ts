import type { Database, Statement } from 'better-sqlite3';
import type { ScheduledStatus } from '../domain/scheduled.js';
import type { Message, ScheduledMessage } from '../generated/prisma/client.js';
import { jsonList } from './json-list.js';
import { messageColumns, type MessageTuple, toMessage } from './message-row.js';

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

const BEFORE_ALL: ScheduledPosition = { at: Number.MIN_SAFE_INTEGER, id: '' };
/** Those that are not over. */
const OPEN = `"status" IN ('scheduled', 'sending')`;

/** Scheduled messages by prepared statements. */
export class ScheduledReader {
  readonly #byId: Statement<[string], StoredScheduled>;
  readonly #waiting: Statement<[string], number>;
  readonly #ofSessions: Statement<
    { parents: string; statuses: string; at: number; id: string; limit: number },
    StoredScheduled
  >;
  readonly #messages: Statement<[string], MessageTuple>;
  readonly #sessionsDue: Statement<[number], string>;
  readonly #nextSendAt: Statement<[number], number | null>;
  readonly #nextExpiry: Statement<[number], number | null>;
  readonly #due: Statement<[string, number], StoredScheduled>;
  readonly #late: Statement<[string, number], StoredScheduled>;
  readonly #inDoubt: Statement<[string], StoredScheduled>;

  constructor(database: Database) {
    this.#byId = database.prepare('SELECT * FROM "ScheduledMessage" WHERE "id" = ?');
    this.#waiting = database
      .prepare<
        [string],
        number
      >(`SELECT count(*) FROM "ScheduledMessage" WHERE "sessionId" = ? AND "status" = 'scheduled'`)
      .pluck();
    this.#ofSessions = database.prepare(
      `SELECT row.* FROM json_each(@parents) AS parent CROSS JOIN "ScheduledMessage" AS row WHERE row."id" IN (
         SELECT "id" FROM "ScheduledMessage"
         WHERE "sessionId" = parent.value AND "status" IN (SELECT value FROM json_each(@statuses))
           AND ("sendAt", "id") > (@at, @id)
         ORDER BY "sendAt", "id" LIMIT @limit)`,
    );
    this.#messages = database
      .prepare<[string], MessageTuple>(
        `SELECT ${messageColumns('row')} FROM json_each(?) AS name CROSS JOIN "Message" AS row
         WHERE row."sessionId" = name.value ->> 'sessionId' AND row."waMessageId" = name.value ->> 'messageId'`,
      )
      .raw();
    this.#sessionsDue = database
      .prepare<[number], string>(
        `SELECT DISTINCT "sessionId" FROM "ScheduledMessage"
         WHERE "status" = 'sending' OR ("status" = 'scheduled' AND "sendAt" <= ?)`,
      )
      .pluck();
    this.#nextSendAt = database
      .prepare<
        [number],
        number | null
      >(`SELECT min("sendAt") FROM "ScheduledMessage" WHERE "status" = 'scheduled' AND "sendAt" > ?`)
      .pluck();
    this.#nextExpiry = database
      .prepare<
        [number],
        number | null
      >(`SELECT min("expiresAt") FROM "ScheduledMessage" WHERE ${OPEN} AND "sendAt" <= ?`)
      .pluck();
    this.#due = database.prepare(
      `SELECT * FROM "ScheduledMessage" WHERE "sessionId" = ? AND "status" = 'scheduled' AND "sendAt" <= ?
       ORDER BY "sendAt", "id" LIMIT 1`,
    );
    this.#late = database.prepare(
      `SELECT * FROM "ScheduledMessage" WHERE "sessionId" = ? AND ${OPEN} AND "expiresAt" <= ? ORDER BY "sendAt", "id"`,
    );
    this.#inDoubt = database.prepare(
      `SELECT * FROM "ScheduledMessage" WHERE "sessionId" = ? AND "status" = 'sending' ORDER BY "sendAt", "id" LIMIT 1`,
    );
  }

  byId(id: string): ScheduledMessage | undefined {
    const row = this.#byId.get(id);
    return row && toScheduled(row);
  }

  /** How many of a session wait for their moment. */
  waiting(sessionId: string): number {
    return this.#waiting.get(sessionId) ?? 0;
  }

  /** Up to `limit` of each session, in no order. */
  ofSessions(sessionIds: readonly string[], limit: number, { statuses, behind = BEFORE_ALL }: ScheduledPlace) {
    return this.#ofSessions
      .all({ parents: jsonList(sessionIds), statuses: JSON.stringify(statuses), limit, ...behind })
      .map(toScheduled);
  }

  /** The messages of these names, in no order; those that are not stored are left out. */
  messages(names: readonly MessageName[]): Message[] {
    return this.#messages.all(JSON.stringify(names)).map(toMessage);
  }

  /** Sessions that have something to do now. */
  sessionsDue(now: number): string[] {
    return this.#sessionsDue.all(now);
  }

  /** When something comes to be due, or is not to be sent any more. Epoch milliseconds; undefined if nothing waits. */
  nextMoment(now: number): number | undefined {
    const moments = [this.#nextSendAt.get(now), this.#nextExpiry.get(now)].filter((at) => typeof at === 'number');
    return moments.length === 0 ? undefined : Math.min(...moments);
  }

  /** What is the session's turn now. */
  due(sessionId: string, now: number): ScheduledMessage | undefined {
    const row = this.#due.get(sessionId, now);
    return row && toScheduled(row);
  }

  /** Everything of the session that is not over and must not be sent any more. */
  late(sessionId: string, now: number): ScheduledMessage[] {
    return this.#late.all(sessionId, now).map(toScheduled);
  }

  /** One of the session of which it is not written down what became of it. */
  inDoubt(sessionId: string): ScheduledMessage | undefined {
    const row = this.#inDoubt.get(sessionId);
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
