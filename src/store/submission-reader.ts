import type { Sql, Statement } from './sql.js';
import type { SubmissionKey } from './write-op.js';

/** A request to send, as it stands on disk. */
export interface StoredSubmission {
  readonly payloadHash: string;
  readonly subject: string | null;
  /** JSON text; null until it has ended. */
  readonly answer: string | null;
}

/** Requests to send by prepared statements. */
export class SubmissionReader {
  readonly #byKey: Statement<[string, string, string, string], StoredSubmission>;

  constructor(sql: Sql) {
    this.#byKey = sql.prepare(
      `SELECT "payloadHash", "subject", "answer" FROM "Submission"
       WHERE "sessionId" = ? AND "apiKeyId" = ? AND "operation" = ? AND "key" = ?`,
    );
  }

  byKey({ sessionId, apiKeyId, operation, key }: SubmissionKey): Promise<StoredSubmission | undefined> {
    return this.#byKey.get(sessionId, apiKeyId, operation, key);
  }
}
