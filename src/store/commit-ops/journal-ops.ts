import type { Sql } from '../sql.js';
import type { Handlers } from './batch.js';

export function journalOps(sql: Sql): Handlers<'journal.prune'> {
  // Deliveries outlive the journal: what they carried can be looked up, and sent again, as long as they are kept.
  const removeEvents = sql.prepare(
    `DELETE FROM "Event" WHERE "seq" >= ? AND "seq" < ?
       AND NOT EXISTS (SELECT 1 FROM "Delivery" WHERE "Delivery"."eventSeq" = "Event"."seq")`,
  );
  const moveStart = sql.prepare('UPDATE "JournalState" SET "oldestSeq" = ? WHERE "id" = 1 AND "oldestSeq" < ?');
  return {
    'journal.prune': async ({ from, to }) => {
      await moveStart.run(to, to);
      await removeEvents.run(from, to);
    },
  };
}
