import type { MessageMedia } from '../domain/media.js';
import type { Sql, Statement } from './sql.js';

/** Rows read at a time, so that others get their turn. */
const PAGE = 500;

/** Which files, below STORAGE_LOCAL_PATH, the rows of a session name. */
export class FileReader {
  readonly #messages: Statement<[string, string, number], readonly [id: string, media: string]>;
  readonly #batchItems: Statement<[string], string>;
  readonly #scheduled: Statement<[string], string>;

  constructor(sql: Sql) {
    this.#messages = sql.prepareTuples(
      'SELECT "id", "media" FROM "Message" WHERE "sessionId" = ? AND "id" > ? AND "media" IS NOT NULL ' +
        'ORDER BY "id" LIMIT ?',
    );
    this.#batchItems = sql.prepareValues(
      'SELECT i."media" FROM "MessageBatch" b JOIN "BatchItem" i ON i."batchId" = b."id" ' +
        'WHERE b."sessionId" = ? AND i."media" IS NOT NULL',
    );
    this.#scheduled = sql.prepareValues(
      'SELECT "media" FROM "ScheduledMessage" WHERE "sessionId" = ? AND "media" IS NOT NULL',
    );
  }

  /** Tells each of them, some at a time. */
  async named(sessionId: string, tell: (file: string) => void): Promise<void> {
    const tellAll = (medias: readonly string[]): void => {
      for (const media of medias) {
        const { file } = JSON.parse(media) as MessageMedia;
        if (file !== undefined) tell(file);
      }
    };
    // Those that wait first: their files become files of messages.
    tellAll(await this.#batchItems.all(sessionId));
    tellAll(await this.#scheduled.all(sessionId));
    for (let after = ''; ; ) {
      const page = await this.#messages.all(sessionId, after, PAGE);
      tellAll(page.map(([, media]) => media));
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return;
      [after] = last;
    }
  }
}
