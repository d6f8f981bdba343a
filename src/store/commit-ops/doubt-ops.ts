import { ACK } from '../../domain/ack.js';
import { inDoubt } from '../../domain/message.js';
import type { Sql } from '../sql.js';
import type { Handlers } from './batch.js';

interface Doubted {
  readonly id: string;
  readonly metadata: string | null;
}

export function doubtOps(sql: Sql): Handlers<'message.doubt' | 'messages.doubt'> {
  const byId = sql.prepare<[string], Doubted>('SELECT "id", "metadata" FROM "Message" WHERE "id" = ?');
  // What is not over names its message; nothing else was on its way.
  const left = sql.prepare<[number], Doubted>(
    `SELECT "id", "metadata" FROM "Message" WHERE "ack" = ? AND ("sessionId", "waMessageId") IN (
       SELECT "sessionId", "subject" FROM "Submission" WHERE "endedAt" IS NULL AND "subject" IS NOT NULL
       UNION SELECT batch."sessionId", item."messageId" FROM "BatchItem" AS item
         JOIN "MessageBatch" AS batch ON batch."id" = item."batchId"
         WHERE item."status" = 'sending' AND item."messageId" IS NOT NULL
       UNION SELECT "sessionId", "messageId" FROM "ScheduledMessage"
         WHERE "status" = 'sending' AND "messageId" IS NOT NULL)`,
  );
  const setMetadata = sql.prepare('UPDATE "Message" SET "metadata" = ? WHERE "id" = ?');
  const mark = ({ id, metadata }: Doubted, isInDoubt: boolean): Promise<unknown> =>
    setMetadata.run(inDoubt(metadata, isInDoubt), id);
  return {
    'message.doubt': async (op) => {
      const message = await byId.get(op.messageId);
      if (message !== undefined) await mark(message, op.inDoubt === 1);
    },
    'messages.doubt': async () => {
      for (const message of await left.all(ACK.PENDING)) await mark(message, true);
    },
  };
}
