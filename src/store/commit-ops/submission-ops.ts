import type { Sql } from '../sql.js';
import type { Handlers } from './batch.js';

type SubmissionOp = 'submission.begin' | 'submission.renew' | 'submission.end' | 'submission.prune';

const IS_IT = `"sessionId" = @sessionId AND "apiKeyId" = @apiKeyId AND "operation" = @operation AND "key" = @key`;

export function submissionOps(sql: Sql): Handlers<SubmissionOp> {
  const { moment } = sql.dialect;
  const begin = sql.prepare(
    `INSERT INTO "Submission" ("sessionId", "apiKeyId", "operation", "key", "payloadHash", "subject", "createdAt")
     VALUES (@sessionId, @apiKeyId, @operation, @key, @payloadHash, @subject, ${moment('@at')})`,
  );
  const renew = sql.prepare(`UPDATE "Submission" SET "subject" = @subject WHERE ${IS_IT} AND "endedAt" IS NULL`);
  const end = sql.prepare(
    `UPDATE "Submission" SET "answer" = @answer, "endedAt" = ${moment('@at')} WHERE ${IS_IT} AND "endedAt" IS NULL`,
  );
  const ended = `SELECT "sessionId", "apiKeyId", "operation", "key" FROM "Submission"`;
  const columns = `("sessionId", "apiKeyId", "operation", "key")`;
  const pruneEnded = sql.prepare(
    `DELETE FROM "Submission" WHERE ${columns} IN (${ended} WHERE "endedAt" < ${moment('@before')} LIMIT @limit)`,
  );
  const pruneOpen = sql.prepare(
    `DELETE FROM "Submission" WHERE ${columns} IN (
       ${ended} WHERE "endedAt" IS NULL AND "createdAt" < ${moment('@before')} LIMIT @limit)`,
  );
  return {
    'submission.begin': (op) => begin.run(op),
    'submission.renew': async (op) => {
      // Thrown, so that the message it comes with is not stored either.
      if ((await renew.run(op)) === 0) throw new RangeError(`over already: ${op.operation}`);
    },
    'submission.end': (op) => end.run(op),
    'submission.prune': async ({ before, limit }) => {
      await pruneEnded.run({ before, limit });
      await pruneOpen.run({ before, limit });
    },
  };
}
