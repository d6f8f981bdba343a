import { ACK } from '../../domain/ack.js';
import { inDoubt } from '../../domain/message.js';
import type { Sql } from '../sql.js';
import type { Handlers } from './batch.js';

interface Doubted {
  readonly id: string;
  readonly metadata: string | null;
}

export function doubtOps(sql: Sql): Handlers<'message.doubt' | 'messages.doubt'> {
  const { moment } = sql.dialect;
  const byId = sql.prepare<[string], Doubted>('SELECT "id", "metadata" FROM "Message" WHERE "id" = ?');
  const since = moment('@since');
  // Whatever was given to an engine: a request, an item or a schedule that is over, too, was only accepted.
  const leftOf = (and: string) =>
    sql.prepare<[{ since: number; sessionId: string | null }], Doubted>(
      `SELECT "id", "metadata" FROM "Message" WHERE "ack" = ${ACK.PENDING} AND ("sessionId", "waMessageId") IN (
         SELECT "sessionId", "subject" FROM "Submission"
           WHERE ("endedAt" IS NULL OR "endedAt" > ${since}) AND "subject" IS NOT NULL ${and}
         UNION SELECT batch."sessionId", item."messageId" FROM "MessageBatch" AS batch
           JOIN "BatchItem" AS item ON item."batchId" = batch."id"
           WHERE (batch."completedAt" IS NULL OR batch."completedAt" > ${since}) AND item."status" IN ('sending', 'sent')
             AND item."messageId" IS NOT NULL ${and}
         UNION SELECT "sessionId", "messageId" FROM "ScheduledMessage"
           WHERE ("status" = 'sending' OR ("status" = 'sent' AND "endedAt" > ${since}))
             AND "messageId" IS NOT NULL ${and})`,
    );
  const left = leftOf('');
  const leftBySession = leftOf('AND "sessionId" = @sessionId');
  const setMetadata = sql.prepare('UPDATE "Message" SET "metadata" = ? WHERE "id" = ?');
  const mark = ({ id, metadata }: Doubted, isInDoubt: boolean): Promise<unknown> =>
    setMetadata.run(inDoubt(metadata, isInDoubt), id);
  return {
    'message.doubt': async (op) => {
      const message = await byId.get(op.messageId);
      if (message !== undefined) await mark(message, op.inDoubt === 1);
    },
    'messages.doubt': async ({ since, sessionId }) => {
      const messages = await (sessionId === null ? left : leftBySession).all({ since, sessionId });
      for (const message of messages) await mark(message, true);
    },
  };
}
