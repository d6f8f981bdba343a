import type { Database } from 'better-sqlite3';
import type { EventData, EventType } from '../domain/event.js';
import type { Message } from '../generated/prisma/client.js';

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

const MESSAGE_COLUMNS = [
  'id',
  'sessionId',
  'waMessageId',
  'stanzaId',
  'chatId',
  'author',
  'authorName',
  'from',
  'to',
  'body',
  'type',
  'direction',
  'ack',
  'sentAt',
  'metadata',
  'createdAt',
] as const satisfies readonly (keyof Message)[];

interface EventRow {
  readonly seq: number;
  readonly id: string;
  readonly sessionId: string;
  readonly type: EventType;
  readonly occurredAt: number;
  readonly data: string;
}
/** A row as SQLite holds it: moments are numbers, JSON is text. */
export type StoredMessage = Omit<Message, 'sentAt' | 'createdAt' | 'metadata'> & {
  readonly sentAt: number;
  readonly createdAt: number;
  readonly metadata: string | null;
};

/** Prepared reads of committed events, on the main thread. */
export class JournalReader {
  /** Which journal this is: another database has another one. */
  readonly epoch: string;
  readonly #state;
  readonly #head;
  readonly #read;

  constructor(database: Database) {
    this.#state = database.prepare<[], { epoch: string; oldestSeq: number }>(
      'SELECT "epoch", "oldestSeq" FROM "JournalState" WHERE "id" = 1',
    );
    this.#head = database
      .prepare<[], number>(`SELECT coalesce((SELECT "seq" FROM sqlite_sequence WHERE "name" = 'Event'), 0)`)
      .pluck();
    const columns = MESSAGE_COLUMNS.map((column) => `"Message"."${column}"`).join(', ');
    // `expand` keeps the two tables apart, so that columns of one name do not hide each other.
    this.#read = database
      .prepare<
        [number, number],
        { Event: EventRow; Message: StoredMessage } | { Event: EventRow; Message: { id: null } }
      >(
        `SELECT "Event"."seq", "Event"."id", "Event"."sessionId", "Event"."type", "Event"."occurredAt", "Event"."data",
           ${columns}
         FROM "Event" LEFT JOIN "Message" ON "Message"."id" = "Event"."messageId"
         WHERE "Event"."seq" > ? ORDER BY "Event"."seq" LIMIT ?`,
      )
      .expand();
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

  /** Events after a sequence, oldest first. */
  read(afterSeq: number, limit: number): JournalEvent[] {
    return this.#read.all(afterSeq, limit).map(({ Event: event, Message: message }) => ({
      ...event,
      occurredAt: new Date(event.occurredAt),
      data: JSON.parse(event.data) as EventData[EventType],
      message: message.id === null ? null : toMessage(message),
    }));
  }
}

export const toMessage = (row: StoredMessage): Message => ({
  ...row,
  sentAt: new Date(row.sentAt),
  createdAt: new Date(row.createdAt),
  metadata: row.metadata === null ? null : (JSON.parse(row.metadata) as Message['metadata']),
});
