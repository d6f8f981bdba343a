import type { Template } from '../generated/prisma/client.js';
import type { Sql, Statement } from './sql.js';

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

  constructor(sql: Sql) {
    this.#ofSession = sql.prepare(
      'SELECT * FROM "Template" WHERE "sessionId" = ? ORDER BY "createdAt" DESC, "id" DESC',
    );
    this.#byId = sql.prepare('SELECT * FROM "Template" WHERE "id" = ?');
    this.#byName = sql.prepare('SELECT * FROM "Template" WHERE "sessionId" = ? AND "name" = ?');
  }

  /** Newest first. */
  async ofSession(sessionId: string): Promise<Template[]> {
    return (await this.#ofSession.all(sessionId)).map(toTemplate);
  }

  async byId(id: string): Promise<Template | undefined> {
    const row = await this.#byId.get(id);
    return row && toTemplate(row);
  }

  async byName(sessionId: string, name: string): Promise<Template | undefined> {
    const row = await this.#byName.get(sessionId, name);
    return row && toTemplate(row);
  }
}

const toTemplate = (row: StoredTemplate): Template => ({
  ...row,
  createdAt: new Date(row.createdAt),
  updatedAt: new Date(row.updatedAt),
});
