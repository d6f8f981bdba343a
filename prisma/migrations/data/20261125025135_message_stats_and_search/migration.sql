-- CreateTable
CREATE TABLE "MessageTally" (
    "sessionId" TEXT NOT NULL,
    "direction" TEXT NOT NULL,
    "failed" BOOLEAN NOT NULL,
    "count" INTEGER NOT NULL,

    PRIMARY KEY ("sessionId", "direction", "failed"),
    CONSTRAINT "MessageTally_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "SearchEntry" (
    "docId" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "messageId" TEXT NOT NULL,
    CONSTRAINT "SearchEntry_messageId_fkey" FOREIGN KEY ("messageId") REFERENCES "Message" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE UNIQUE INDEX "SearchEntry_messageId_key" ON "SearchEntry"("messageId");

-- CreateIndex
CREATE INDEX "Message_sessionId_sentAt_direction_ack_type_chatId_idx" ON "Message"("sessionId", "sentAt", "direction", "ack", "type", "chatId");

-- Written by hand, and so unknown to prisma/schema.prisma: full text over messages, and triggers. SQLite drops triggers
-- with their table. A later migration that redefines "Message" has to make these again; a test looks for them.
CREATE VIRTUAL TABLE "MessageText" USING fts5(
  "body", content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TRIGGER "Message_inserted" AFTER INSERT ON "Message" BEGIN
  INSERT INTO "MessageTally" ("sessionId", "direction", "failed", "count")
    VALUES (NEW."sessionId", NEW."direction", NEW."ack" < 0, 1)
    ON CONFLICT DO UPDATE SET "count" = "count" + 1;
  INSERT INTO "SearchEntry" ("messageId") SELECT NEW."id" WHERE NEW."body" <> '';
  INSERT INTO "MessageText" (rowid, "body")
    SELECT "docId", NEW."body" FROM "SearchEntry" WHERE "messageId" = NEW."id";
END;

CREATE TRIGGER "Message_deleted" AFTER DELETE ON "Message" BEGIN
  UPDATE "MessageTally" SET "count" = "count" - 1
    WHERE "sessionId" = OLD."sessionId" AND "direction" = OLD."direction" AND "failed" = (OLD."ack" < 0);
END;

CREATE TRIGGER "Message_failed" AFTER UPDATE OF "ack" ON "Message" WHEN (OLD."ack" < 0) <> (NEW."ack" < 0) BEGIN
  UPDATE "MessageTally" SET "count" = "count" - 1
    WHERE "sessionId" = OLD."sessionId" AND "direction" = OLD."direction" AND "failed" = (OLD."ack" < 0);
  INSERT INTO "MessageTally" ("sessionId", "direction", "failed", "count")
    VALUES (NEW."sessionId", NEW."direction", NEW."ack" < 0, 1)
    ON CONFLICT DO UPDATE SET "count" = "count" + 1;
END;

CREATE TRIGGER "Message_changed" AFTER UPDATE OF "body" ON "Message" WHEN OLD."body" <> NEW."body" BEGIN
  INSERT INTO "SearchEntry" ("messageId") SELECT NEW."id" WHERE OLD."body" = '';
  DELETE FROM "MessageText" WHERE rowid = (SELECT "docId" FROM "SearchEntry" WHERE "messageId" = NEW."id");
  INSERT INTO "MessageText" (rowid, "body")
    SELECT "docId", NEW."body" FROM "SearchEntry" WHERE "messageId" = NEW."id" AND NEW."body" <> '';
  DELETE FROM "SearchEntry" WHERE "messageId" = NEW."id" AND NEW."body" = '';
END;

CREATE TRIGGER "SearchEntry_deleted" AFTER DELETE ON "SearchEntry" BEGIN
  DELETE FROM "MessageText" WHERE rowid = OLD."docId";
END;

-- What was stored before.
INSERT INTO "MessageTally" ("sessionId", "direction", "failed", "count")
  SELECT "sessionId", "direction", "ack" < 0, count(*) FROM "Message" GROUP BY 1, 2, 3;
INSERT INTO "SearchEntry" ("messageId") SELECT "id" FROM "Message" WHERE "body" <> '' ORDER BY "id";
INSERT INTO "MessageText" (rowid, "body")
  SELECT e."docId", m."body" FROM "SearchEntry" AS e JOIN "Message" AS m ON m."id" = e."messageId";
