import type { Database } from 'better-sqlite3';
import type { EventData, EventType } from '../domain/event.js';
import type { Message } from '../generated/prisma/client.js';
import { messageColumns, type MessageTuple, toMessage } from './message-row.js';

/** A committed event, as every reader of the journal gets it. */
export interface JournalEvent<T extends EventType = EventType> {
  /** Its place in the journal: higher is later. Numbers may be missing. */
  readonly seq: number;
  readonly id: string;
  readonly sessionId: string;
  readonly type: T;
  readonly occurredAt: Date;
  readonly data: EventData[T];
  /** The stored message it is about, as that row was when the event was read. */
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

/** A call rings for a minute; this many events back there is none left to answer. */
const CALLS_LOOKED_FOR_IN = 5000;

/** Prepared reads of committed events, on the main thread. */
export class JournalReader {
  /** Which journal this is: another database has another one. */
  readonly epoch: string;
  readonly #state;
  readonly #head;
  readonly #read;
  readonly #caller;

  constructor(database: Database) {
    this.#state = database.prepare<[], { epoch: string; oldestSeq: number }>(
      'SELECT "epoch", "oldestSeq" FROM "JournalState" WHERE "id" = 1',
    );
    this.#head = database
      .prepare<[], number>(`SELECT coalesce((SELECT "seq" FROM sqlite_sequence WHERE "name" = 'Event'), 0)`)
      .pluck();
    this.#read = database
      .prepare<[number, number], Row>(
        `SELECT ${EVENT_COLUMNS.join(', ')}, ${messageColumns('m')}
         FROM "Event" AS e LEFT JOIN "Message" AS m ON m."id" = e."messageId"
         WHERE e."seq" > ? ORDER BY e."seq" LIMIT ?`,
      )
      .raw();
    this.#caller = database
      .prepare<[string, number, string], string>(
        `SELECT "data" ->> 'from' FROM (
           SELECT "seq", "type", "data" FROM "Event" WHERE "sessionId" = ? ORDER BY "seq" DESC LIMIT ?)
         WHERE "type" = 'call.received' AND "data" ->> 'callId' = ? LIMIT 1`,
      )
      .pluck();
    const state = this.#state.get();
    if (state === undefined) throw new Error('The journal has no epoch: open it through openStore.');
    this.epoch = state.epoch;
  }

  /** The newest sequence ever committed; 0 if there is none. Deleting a session does not lower it. */
  head(): number {
    return this.#head.get() ?? 0;
  }

  /** Everything from this sequence on is held. */
  oldest(): number {
    return this.#state.get()?.oldestSeq ?? 1;
  }

  /** Who calls, by the id of the call, if that is among the newest events of the session. */
  callerOf(sessionId: string, callId: string): string | undefined {
    return this.#caller.get(sessionId, CALLS_LOOKED_FOR_IN, callId);
  }

  /** Events after a sequence, oldest first. */
  read(afterSeq: number, limit: number): JournalEvent[] {
    return this.#read.all(afterSeq, limit).map(([seq, id, sessionId, type, occurredAt, data, ...message]) => ({
      seq,
      id,
      sessionId,
      type,
      occurredAt: new Date(occurredAt),
      data: JSON.parse(data) as EventData[EventType],
      message: message[0] === null ? null : toMessage(message as unknown as MessageTuple),
    }));
  }
}
