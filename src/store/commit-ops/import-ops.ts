import type { MessageMedia } from '../../domain/media.js';
import type { TableRows } from '../data-tables.js';
import { gapFor, type Sql } from '../sql.js';
import type { Handlers } from './batch.js';
import { prepareForget } from './engine-ops.js';
import { isOrphan } from './refusal.js';

const valuesOf = ({ columns, rows }: TableRows, column: string): readonly unknown[] => {
  const index = columns.indexOf(column);
  return rows.map((row) => row[index]);
};

const fileOf = (media: unknown): string | undefined => (JSON.parse(media as string) as MessageMedia | null)?.file;

/** Statements are prepared when they are needed: an import is rare. */
export function importOps(sql: Sql): Handlers<'data.replace'> {
  const columnOf = (text: string): Promise<unknown[]> => sql.prepareValues<[], unknown>(text).all();
  const insert = async ({ table, columns, rows }: TableRows): Promise<void> => {
    if (rows.length === 0) return;
    const names = columns.map((column) => `"${column}"`).join(', ');
    const gaps = columns.map((column) => gapFor(sql.dialect, column)).join(', ');
    const statement = sql.prepare(`INSERT INTO "${table}" (${names}) VALUES (${gaps})`);
    try {
      for (const row of rows) await statement.run(...row);
    } catch (error) {
      // Not what is dropped when its session is gone: half an import must not stand.
      throw isOrphan(error) ? new RangeError(`A row of ${table} refers to one that is not there`) : error;
    }
  };
  /** Whoever the batches are from may be sending them: a second one to do so would have messages arrive twice. */
  const endBatches = async (at: number): Promise<void> => {
    const ended = sql.prepare(
      `UPDATE "MessageBatch" SET "status" = 'failed', "reason" = @reason, "completedAt" = ${sql.dialect.moment('@at')},
         "failed" = "failed" + (
           SELECT count(*) FROM "BatchItem" WHERE "batchId" = "MessageBatch"."id" AND "status" = 'sending')
       WHERE "status" IN ('pending', 'processing')`,
    );
    const unknown = sql.prepare(
      `UPDATE "BatchItem" SET "status" = 'failed', "errorCode" = 'SEND_UNKNOWN', "errorMessage" = ?
       WHERE "status" = 'sending'`,
    );
    await ended.run({ reason: 'The batch was imported before it was over', at });
    await unknown.run('It was being sent when it was exported');
  };
  return {
    'data.replace': async ({ tables }, batch) => {
      const sessions = tables.filter(({ table }) => table === 'Session').flatMap((rows) => valuesOf(rows, 'id'));
      const media = tables.filter(({ table }) => table === 'Message').flatMap((rows) => valuesOf(rows, 'media'));
      const kept = new Set(media.flatMap((value) => (value === null ? [] : [fileOf(value)])));
      // Files of batches and scheduled messages that wait go with them: neither is sent here.
      const medias = await Promise.all(
        ['Message', 'BatchItem', 'ScheduledMessage'].map((table) =>
          columnOf(`SELECT "media" FROM "${table}" WHERE "media" IS NOT NULL`),
        ),
      );
      const files = medias.flat().map(fileOf);
      const gone = ((await columnOf('SELECT "id" FROM "Session"')) as string[]).filter((id) => !sessions.includes(id));

      for (const table of ['Session', 'Identity', 'EngineSent']) await sql.prepare(`DELETE FROM "${table}"`).run();
      const forget = prepareForget(sql);
      for (const sessionId of gone) await forget(sessionId);
      for (const rows of tables) await insert(rows);
      await endBatches(batch.at);

      batch.freed.push(...files.filter((file) => file !== undefined && !kept.has(file)).map(String));
      batch.deletedSessions.push(...gone);
      batch.importedSessions.push(...sessions.map(String));
    },
  };
}
