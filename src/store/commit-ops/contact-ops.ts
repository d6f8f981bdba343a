import type { Sql } from '../sql.js';
import type { ContactPatch } from '../write-op.js';
import type { Handlers } from './batch.js';

/** A flag as it is handed in; null for one that is not told. */
const flag = (value: boolean | undefined): 0 | 1 | null => (value === undefined ? null : value ? 1 : 0);

export function contactOps(sql: Sql): Handlers<'contact.put' | 'identity.put'> {
  const numberOf = sql.prepareValues<[string], string>('SELECT "pn" FROM "Identity" WHERE "lid" = ?');
  const putContact = sql.prepare(
    `INSERT INTO "Contact" ("sessionId", "id", "name", "pushName", "isBlocked", "isBusiness")
     VALUES (@sessionId, @id, coalesce(@name, ''), coalesce(@pushName, ''), 
       coalesce(@isBlocked, FALSE), coalesce(@isBusiness, FALSE))
     ON CONFLICT ("sessionId", "id") DO UPDATE SET
       "name" = coalesce(@name, "Contact"."name"),
       "pushName" = coalesce(@pushName, "Contact"."pushName"),
       "isBlocked" = coalesce(@isBlocked, "Contact"."isBlocked"),
       "isBusiness" = coalesce(@isBusiness, "Contact"."isBusiness")`,
  );
  const put = (sessionId: string, id: string, patch: ContactPatch): Promise<number> =>
    putContact.run({
      sessionId,
      id,
      name: patch.name ?? null,
      pushName: patch.pushName ?? null,
      isBlocked: flag(patch.isBlocked),
      isBusiness: flag(patch.isBusiness),
    });
  const at = sql.dialect.moment('@at');
  const putIdentity = sql.prepare(
    `INSERT INTO "Identity" ("lid", "pn", "seenAt") VALUES (@lid, @pn, ${at})
     ON CONFLICT ("lid") DO UPDATE SET "pn" = @pn, "seenAt" = ${at} WHERE "Identity"."pn" <> @pn`,
  );
  const move = prepareMove(sql);

  return {
    'contact.put': async ({ sessionId, id, patch }) => put(sessionId, (await numberOf.get(id)) ?? id, patch),
    'identity.put': async ({ sessionId, lid, pn, at }) => {
      await putIdentity.run({ lid, pn, at });
      await move({ sessionId, lid, pn });
    },
  };
}

interface Written {
  readonly id: string;
  readonly metadata: string | null;
}
interface OnePerson {
  readonly sessionId: string;
  readonly lid: string;
  readonly pn: string;
}

/** @returns moves what a session has stored under an alias to the number; nothing is lost where both were in use */
function prepareMove(sql: Sql): (person: OnePerson) => Promise<void> {
  const isNewer = `excluded."lastMessageAt" IS NOT NULL
    AND ("Chat"."lastMessageAt" IS NULL OR excluded."lastMessageAt" > "Chat"."lastMessageAt")`;
  const all = (...steps: string[]) => steps.map((step) => sql.prepare<[OnePerson], never>(step));
  const moveChat = all(
    // The chat first: messages point to it.
    `INSERT INTO "Chat" ("sessionId", "id", "name", "kind", "unreadCount", "lastMessageAt", "lastMessage")
     SELECT "sessionId", @pn, "name", "kind", "unreadCount", "lastMessageAt", "lastMessage"
     FROM "Chat" WHERE "sessionId" = @sessionId AND "id" = @lid
     ON CONFLICT ("sessionId", "id") DO UPDATE SET
       "name" = CASE "Chat"."name" WHEN '' THEN excluded."name" ELSE "Chat"."name" END,
       "unreadCount" = "Chat"."unreadCount" + excluded."unreadCount",
       "lastMessage" = CASE WHEN ${isNewer} THEN excluded."lastMessage" ELSE "Chat"."lastMessage" END,
       "lastMessageAt" = CASE WHEN ${isNewer} THEN excluded."lastMessageAt" ELSE "Chat"."lastMessageAt" END`,
    `UPDATE "Message" SET "chatId" = @pn,
       "from" = CASE "from" WHEN @lid THEN @pn ELSE "from" END,
       "to" = CASE "to" WHEN @lid THEN @pn ELSE "to" END
     WHERE "sessionId" = @sessionId AND "chatId" = @lid`,
    'DELETE FROM "Chat" WHERE "sessionId" = @sessionId AND "id" = @lid',
  );
  // In every chat, groups above all. The message remembers under which alias it came.
  const written = sql.prepare<[OnePerson], Written>(
    'SELECT "id", "metadata" FROM "Message" WHERE "sessionId" = @sessionId AND "author" = @lid',
  );
  const setAuthor = sql.prepare<[string, string, string], never>(
    'UPDATE "Message" SET "author" = ?, "metadata" = ? WHERE "id" = ?',
  );
  const moveContact = all(
    `INSERT INTO "Contact" ("sessionId", "id", "name", "pushName", "isBlocked", "isBusiness")
     SELECT "sessionId", @pn, "name", "pushName", "isBlocked", "isBusiness"
     FROM "Contact" WHERE "sessionId" = @sessionId AND "id" = @lid
     ON CONFLICT ("sessionId", "id") DO UPDATE SET
       "name" = CASE "Contact"."name" WHEN '' THEN excluded."name" ELSE "Contact"."name" END,
       "pushName" = CASE "Contact"."pushName" WHEN '' THEN excluded."pushName" ELSE "Contact"."pushName" END,
       "isBlocked" = "Contact"."isBlocked" OR excluded."isBlocked",
       "isBusiness" = "Contact"."isBusiness" OR excluded."isBusiness"`,
    'DELETE FROM "Contact" WHERE "sessionId" = @sessionId AND "id" = @lid',
  );
  return async (person) => {
    for (const step of moveChat) await step.run(person);
    for (const { id, metadata } of await written.all(person)) {
      const known = JSON.parse(metadata ?? '{}') as object;
      await setAuthor.run(person.pn, JSON.stringify({ ...known, authorLid: person.lid }), id);
    }
    for (const step of moveContact) await step.run(person);
  };
}
