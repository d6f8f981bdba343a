import type { EventData, EventType } from '../domain/event.js';
import type { Message } from '../generated/prisma/client.js';
import { asStored, messageColumns, type MessageTuple, toMessage } from './message-row.js';
import type { JournalRow } from './commit-protocol.js';
import type { Sql, Statement } from './sql.js';

/** A committed event, as every reader of the journal gets it. */
export interface JournalEvent<T extends EventType = EventType> {
  /** Its place in the journal: higher is later. Numbers may be missing. */
  readonly seq: number;
  readonly id: string;
  readonly sessionId: string;
  readonly type: T;
  readonly occurredAt: Date;
  readonly data: EventData[T];
  /** The stored message it is about, as that row was when the event was read, or just written. */
  readonly message: Message | null;
}

type EventTuple = readonly [
  seq: number,
  id: string,
  sessionId: string,
  type: EventType,
  occurredAt: number,
  data: string,
];
/** An event and its message; every column of that is null where there is none. */
type Row = readonly [...EventTuple, ...(MessageTuple | readonly null[])];
const EVENT_COLUMNS = ['seq', 'id', 'sessionId', 'type', 'occurredAt', 'data'].map((column) => `e."${column}"`);

const JOURNAL_STATE = 'SELECT "epoch", "oldestSeq" FROM "JournalState" WHERE "id" = 1';
/** A call rings for a minute; this many events back there is none left to answer. */
const CALLS_LOOKED_FOR_IN = 5000;

/** Prepared reads of committed events. */
export class JournalReader {
  readonly #state: Statement<[], { epoch: string; oldestSeq: number }>;
  readonly #head: Statement<[], number>;
  readonly #read: Statement<[number, number], Row>;
  readonly #caller: Statement<[string, number, string], string>;

  /** @param epoch which journal this is: another database has another one */
  private constructor(
    sql: Sql,
    readonly epoch: string,
  ) {
    this.#state = sql.prepare(JOURNAL_STATE);
    this.#head = sql.prepareValues(sql.dialect.lastSeq);
    this.#read = sql.prepareTuples(
      `SELECT ${EVENT_COLUMNS.join(', ')}, ${messageColumns('m')}
       FROM "Event" AS e LEFT JOIN "Message" AS m ON m."id" = e."messageId"
       WHERE e."seq" > ? ORDER BY e."seq" LIMIT ?`,
    );
    this.#caller = sql.prepareValues(
      `SELECT "data" ->> 'from' FROM (
         SELECT "seq", "type", "data" FROM "Event" WHERE "sessionId" = ? ORDER BY "seq" DESC LIMIT ?) AS newest
       WHERE "type" = 'call.received' AND "data" ->> 'callId' = ? LIMIT 1`,
    );
  }

  static async open(sql: Sql): Promise<JournalReader> {
    const state = await sql.prepare<[], { epoch: string }>(JOURNAL_STATE).get();
    if (state === undefined) throw new Error('The journal has no epoch: open it through openStore.');
    return new JournalReader(sql, state.epoch);
  }

  /** The newest sequence ever committed; 0 if there is none. Deleting a session does not lower it. */
  async head(): Promise<number> {
    return (await this.#head.get()) ?? 0;
  }

  /** Everything from this sequence on is held. */
  async oldest(): Promise<number> {
    return (await this.#state.get())?.oldestSeq ?? 1;
  }

  /** Who calls, by the id of the call, if that is among the newest events of the session. */
  async callerOf(sessionId: string, callId: string): Promise<string | undefined> {
    return this.#caller.get(sessionId, CALLS_LOOKED_FOR_IN, callId);
  }

  /** Events after a sequence, oldest first. */
  async read(afterSeq: number, limit: number): Promise<JournalEvent[]> {
    return (await this.#read.all(afterSeq, limit)).map(([seq, id, sessionId, type, occurredAt, data, ...message]) => ({
      ...{ seq, id, sessionId, type, occurredAt: new Date(occurredAt), data: JSON.parse(data) as EventData[EventType] },
      message: message[0] === null ? null : toMessage(message as unknown as MessageTuple),
    }));
  }
}

/** An event that was just committed, as if it had been read. */
export const toJournalEvent = ({ seq, id, sessionId, type, occurredAt, data, message }: JournalRow): JournalEvent => ({
  ...{ seq, id, sessionId, type },
  occurredAt: new Date(occurredAt),
  data: JSON.parse(data) as EventData[EventType],
  message: message === null ? null : asStored(message),
});
