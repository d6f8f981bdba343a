-- CreateTable
CREATE TABLE "Contact" (
    "sessionId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL DEFAULT '',
    "pushName" TEXT NOT NULL DEFAULT '',
    "isBlocked" BOOLEAN NOT NULL DEFAULT false,
    "isBusiness" BOOLEAN NOT NULL DEFAULT false,

    PRIMARY KEY ("sessionId", "id"),
    CONSTRAINT "Contact_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Identity" (
    "lid" TEXT NOT NULL PRIMARY KEY,
    "pn" TEXT NOT NULL,
    "seenAt" DATETIME NOT NULL
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Message" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "sessionId" TEXT NOT NULL,
    "waMessageId" TEXT NOT NULL,
    "stanzaId" TEXT NOT NULL,
    "chatId" TEXT NOT NULL,
    "author" TEXT NOT NULL,
    "authorName" TEXT,
    "from" TEXT NOT NULL,
    "to" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "direction" TEXT NOT NULL,
    "ack" INTEGER NOT NULL,
    "sentAt" DATETIME NOT NULL,
    "metadata" JSONB,
    "media" JSONB,
    "editedAt" DATETIME,
    "starred" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "Message_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "Message_sessionId_chatId_fkey" FOREIGN KEY ("sessionId", "chatId") REFERENCES "Chat" ("sessionId", "id") ON DELETE CASCADE ON UPDATE CASCADE
);
INSERT INTO "new_Message" ("ack", "author", "authorName", "body", "chatId", "createdAt", "direction", "from", "id", "metadata", "sentAt", "sessionId", "stanzaId", "to", "type", "waMessageId") SELECT "ack", "author", "authorName", "body", "chatId", "createdAt", "direction", "from", "id", "metadata", "sentAt", "sessionId", "stanzaId", "to", "type", "waMessageId" FROM "Message";
DROP TABLE "Message";
ALTER TABLE "new_Message" RENAME TO "Message";
CREATE INDEX "Message_sessionId_id_idx" ON "Message"("sessionId", "id");
CREATE INDEX "Message_sessionId_chatId_id_idx" ON "Message"("sessionId", "chatId", "id");
CREATE INDEX "Message_sessionId_from_id_idx" ON "Message"("sessionId", "from", "id");
CREATE INDEX "Message_sessionId_stanzaId_idx" ON "Message"("sessionId", "stanzaId");
CREATE UNIQUE INDEX "Message_sessionId_waMessageId_key" ON "Message"("sessionId", "waMessageId");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE INDEX "Contact_sessionId_name_id_idx" ON "Contact"("sessionId", "name", "id");

-- CreateIndex
CREATE INDEX "Identity_pn_idx" ON "Identity"("pn");
