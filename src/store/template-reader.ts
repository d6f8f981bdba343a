import type { Database, Statement } from 'better-sqlite3';
import type { Template } from '../generated/prisma/client.js';

/** A row as SQLite holds it: moments are numbers. */
type StoredTemplate = Omit<Template, 'createdAt' | 'updatedAt'> & {
  readonly createdAt: number;
  readonly updatedAt: number;
};

/** Templates by prepared statements. */
export class TemplateReader {
  readonly #ofSession: Statement<[string], StoredTemplate>;
  readonly #byId: Statement<[string], StoredTemplate>;
  readonly #byName: Statement<[string, string], StoredTemplate>;

  constructor(database: Database) {
    this.#ofSession = database.prepare(
      'SELECT * FROM "Template" WHERE "sessionId" = ? ORDER BY "createdAt" DESC, "id" DESC',
    );
    this.#byId = database.prepare('SELECT * FROM "Template" WHERE "id" = ?');
    this.#byName = database.prepare('SELECT * FROM "Template" WHERE "sessionId" = ? AND "name" = ?');
  }

  /** Newest first. */
  ofSession(sessionId: string): Template[] {
    return this.#ofSession.all(sessionId).map(toTemplate);
  }

  byId(id: string): Template | undefined {
    const row = this.#byId.get(id);
    return row && toTemplate(row);
  }

  byName(sessionId: string, name: string): Template | undefined {
    const row = this.#byName.get(sessionId, name);
    return row && toTemplate(row);
  }
}

const toTemplate = (row: StoredTemplate): Template => ({
  ...row,
  createdAt: new Date(row.createdAt),
  updatedAt: new Date(row.updatedAt),
});
