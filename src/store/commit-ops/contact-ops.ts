import type { ContactPatch } from '../write-op.js';
import type { Database, Handlers } from './batch.js';

/** A flag as SQLite holds it; null for one that is not told. */
const flag = (value: boolean | undefined): 0 | 1 | null => (value === undefined ? null : value ? 1 : 0);

export function contactOps(database: Database): Handlers<'contact.put' | 'identity.put'> {
  const numberOf = database.prepare<[string], string>('SELECT "pn" FROM "Identity" WHERE "lid" = ?').pluck();
  const putContact = database.prepare(
    `INSERT INTO "Contact" ("sessionId", "id", "name", "pushName", "isBlocked", "isBusiness")
     VALUES (@sessionId, @id, coalesce(@name, ''), coalesce(@pushName, ''), coalesce(@isBlocked, 0), coalesce(@isBusiness, 0))
     ON CONFLICT ("sessionId", "id") DO UPDATE SET
       "name" = coalesce(@name, "name"),
       "pushName" = coalesce(@pushName, "pushName"),
       "isBlocked" = coalesce(@isBlocked, "isBlocked"),
       "isBusiness" = coalesce(@isBusiness, "isBusiness")`,
  );
  const put = (sessionId: string, id: string, { name, pushName, isBlocked, isBusiness }: ContactPatch): void => {
    const [blocked, business] = [flag(isBlocked), flag(isBusiness)];
    putContact.run({
      sessionId,
      id,
      name: name ?? null,
      pushName: pushName ?? null,
      isBlocked: blocked,
      isBusiness: business,
    });
  };
  const putIdentity = database.prepare(
    `INSERT INTO "Identity" ("lid", "pn", "seenAt") VALUES (@lid, @pn, @at)
     ON CONFLICT ("lid") DO UPDATE SET "pn" = @pn, "seenAt" = @at WHERE "pn" <> @pn`,
  );
  const move = prepareMove(database);

  return {
    'contact.put': ({ sessionId, id, patch }) => put(sessionId, numberOf.get(id) ?? id, patch),
    'identity.put': ({ sessionId, lid, pn, at }) => {
      putIdentity.run({ lid, pn, at });
      move({ sessionId, lid, pn });
    },
  };
}

interface OnePerson {
  readonly sessionId: string;
  readonly lid: string;
  readonly pn: string;
}

/** @returns moves what a session has stored under an alias to the number; nothing is lost where both were in use */
function prepareMove(database: Database): (person: OnePerson) => void {
  const steps = [
    // The chat first: messages point to it.
    `INSERT INTO "Chat" ("sessionId", "id", "name", "kind", "unreadCount", "lastMessageAt", "lastMessage")
     SELECT "sessionId", @pn, "name", "kind", "unreadCount", "lastMessageAt", "lastMessage"
     FROM "Chat" WHERE "sessionId" = @sessionId AND "id" = @lid
     ON CONFLICT ("sessionId", "id") DO UPDATE SET
       "name" = CASE "name" WHEN '' THEN excluded."name" ELSE "name" END,
       "unreadCount" = "unreadCount" + excluded."unreadCount",
       "lastMessage" = CASE WHEN coalesce(excluded."lastMessageAt", -1) > coalesce("lastMessageAt", -1)
                            THEN excluded."lastMessage" ELSE "lastMessage" END,
       "lastMessageAt" = CASE WHEN coalesce(excluded."lastMessageAt", -1) > coalesce("lastMessageAt", -1)
                              THEN excluded."lastMessageAt" ELSE "lastMessageAt" END`,
    `UPDATE "Message" SET "chatId" = @pn,
       "from" = CASE "from" WHEN @lid THEN @pn ELSE "from" END,
       "to" = CASE "to" WHEN @lid THEN @pn ELSE "to" END
     WHERE "sessionId" = @sessionId AND "chatId" = @lid`,
    'DELETE FROM "Chat" WHERE "sessionId" = @sessionId AND "id" = @lid',
    // In every chat, groups above all. The message remembers under which alias it came.
    `UPDATE "Message" SET "author" = @pn, "metadata" = json_set(coalesce("metadata", '{}'), '$.authorLid', @lid)
     WHERE "sessionId" = @sessionId AND "author" = @lid`,
    `INSERT INTO "Contact" ("sessionId", "id", "name", "pushName", "isBlocked", "isBusiness")
     SELECT "sessionId", @pn, "name", "pushName", "isBlocked", "isBusiness"
     FROM "Contact" WHERE "sessionId" = @sessionId AND "id" = @lid
     ON CONFLICT ("sessionId", "id") DO UPDATE SET
       "name" = CASE "name" WHEN '' THEN excluded."name" ELSE "name" END,
       "pushName" = CASE "pushName" WHEN '' THEN excluded."pushName" ELSE "pushName" END,
       "isBlocked" = max("isBlocked", excluded."isBlocked"),
       "isBusiness" = max("isBusiness", excluded."isBusiness")`,
    'DELETE FROM "Contact" WHERE "sessionId" = @sessionId AND "id" = @lid',
  ].map((step) => database.prepare(step));
  return (person) => steps.forEach((step) => step.run(person));
}
