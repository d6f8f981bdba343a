import type { MessageMedia } from '../../domain/media.js';
import type { TableRows } from '../data-tables.js';
import { type Database, type Handlers, isOrphan } from './batch.js';
import { prepareForget } from './engine-ops.js';

const valuesOf = ({ columns, rows }: TableRows, column: string): readonly unknown[] => {
  const index = columns.indexOf(column);
  return rows.map((row) => row[index]);
};

const fileOf = (media: unknown): string | undefined => (JSON.parse(media as string) as MessageMedia | null)?.file;

/** Statements are prepared when they are needed: an import is rare. */
export function importOps(database: Database): Handlers<'data.replace'> {
  const columnOf = (sql: string): unknown[] => database.prepare<[], unknown>(sql).pluck().all();
  const insert = ({ table, columns, rows }: TableRows): void => {
    if (rows.length === 0) return;
    const names = columns.map((column) => `"${column}"`).join(', ');
    const gaps = columns.map(() => '?').join(', ');
    const statement = database.prepare(`INSERT INTO "${table}" (${names}) VALUES (${gaps})`);
    try {
      for (const row of rows) statement.run(...row);
    } catch (error) {
      // Not what is dropped when its session is gone: half an import must not stand.
      throw isOrphan(error) ? new RangeError(`A row of ${table} refers to one that is not there`) : error;
    }
  };
  return {
    'data.replace': ({ tables }, batch) => {
      const sessions = tables.filter(({ table }) => table === 'Session').flatMap((rows) => valuesOf(rows, 'id'));
      const media = tables.filter(({ table }) => table === 'Message').flatMap((rows) => valuesOf(rows, 'media'));
      const kept = new Set(media.flatMap((value) => (value === null ? [] : [fileOf(value)])));
      const files = columnOf('SELECT "media" FROM "Message" WHERE "media" IS NOT NULL').map(fileOf);
      const gone = (columnOf('SELECT "id" FROM "Session"') as string[]).filter((id) => !sessions.includes(id));

      for (const table of ['Session', 'Identity', 'EngineSent']) database.prepare(`DELETE FROM "${table}"`).run();
      gone.forEach(prepareForget(database));
      for (const rows of tables) insert(rows);

      batch.freed.push(...files.filter((file) => file !== undefined && !kept.has(file)).map(String));
      batch.deletedSessions.push(...gone);
      batch.importedSessions.push(...sessions.map(String));
    },
  };
}
