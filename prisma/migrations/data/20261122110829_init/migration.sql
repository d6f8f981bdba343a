-- CreateTable
CREATE TABLE "Session" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "engine" TEXT NOT NULL,
    "phone" TEXT,
    "pushName" TEXT,
    "connectedAt" DATETIME,
    "lastActiveAt" DATETIME,
    "lastError" TEXT,
    "config" JSONB NOT NULL,
    "proxyUrl" TEXT,
    "proxyType" TEXT,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "Chat" (
    "sessionId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "unreadCount" INTEGER NOT NULL DEFAULT 0,
    "lastMessageAt" DATETIME,
    "lastMessage" TEXT,

    PRIMARY KEY ("sessionId", "id"),
    CONSTRAINT "Chat_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Message" (
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
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "Message_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "Message_sessionId_chatId_fkey" FOREIGN KEY ("sessionId", "chatId") REFERENCES "Chat" ("sessionId", "id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Event" (
    "seq" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "id" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "occurredAt" DATETIME NOT NULL,
    "data" JSONB NOT NULL,
    "messageId" TEXT,
    CONSTRAINT "Event_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "Event_messageId_fkey" FOREIGN KEY ("messageId") REFERENCES "Message" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "JournalState" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "epoch" TEXT NOT NULL,
    "oldestSeq" INTEGER NOT NULL
);

-- CreateTable
CREATE TABLE "Webhook" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "sessionId" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "events" JSONB NOT NULL,
    "secret" TEXT,
    "headers" JSONB NOT NULL,
    "filters" JSONB,
    "retryCount" INTEGER NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "lastTriggeredAt" DATETIME,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    CONSTRAINT "Webhook_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Delivery" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "webhookId" TEXT NOT NULL,
    "eventSeq" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "attemptCount" INTEGER NOT NULL DEFAULT 0,
    "nextAttemptAt" DATETIME,
    "createdAt" DATETIME NOT NULL,
    "finishedAt" DATETIME,
    CONSTRAINT "Delivery_webhookId_fkey" FOREIGN KEY ("webhookId") REFERENCES "Webhook" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "Delivery_eventSeq_fkey" FOREIGN KEY ("eventSeq") REFERENCES "Event" ("seq") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Attempt" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "deliveryId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "startedAt" DATETIME NOT NULL,
    "durationMs" INTEGER NOT NULL,
    "statusCode" INTEGER,
    "error" TEXT,
    CONSTRAINT "Attempt_deliveryId_fkey" FOREIGN KEY ("deliveryId") REFERENCES "Delivery" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "EngineKey" (
    "sessionId" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "value" TEXT NOT NULL,

    PRIMARY KEY ("sessionId", "type", "id")
);

-- CreateTable
CREATE TABLE "EngineInbound" (
    "seq" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "sessionId" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "stanzaId" TEXT NOT NULL,
    "plain" BLOB NOT NULL,
    "stanza" BLOB,
    "done" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "EngineUnreadable" (
    "seq" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "sessionId" TEXT NOT NULL,
    "stanzaId" TEXT NOT NULL,
    "attrs" TEXT NOT NULL,
    "error" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "EngineSent" (
    "seq" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "sessionId" TEXT NOT NULL,
    "stanzaId" TEXT NOT NULL,
    "message" BLOB NOT NULL,
    "createdAt" DATETIME NOT NULL
);

-- CreateIndex
CREATE UNIQUE INDEX "Session_name_key" ON "Session"("name");

-- CreateIndex
CREATE INDEX "Chat_sessionId_lastMessageAt_id_idx" ON "Chat"("sessionId", "lastMessageAt", "id");

-- CreateIndex
CREATE INDEX "Message_sessionId_id_idx" ON "Message"("sessionId", "id");

-- CreateIndex
CREATE INDEX "Message_sessionId_chatId_id_idx" ON "Message"("sessionId", "chatId", "id");

-- CreateIndex
CREATE INDEX "Message_sessionId_from_id_idx" ON "Message"("sessionId", "from", "id");

-- CreateIndex
CREATE INDEX "Message_sessionId_stanzaId_idx" ON "Message"("sessionId", "stanzaId");

-- CreateIndex
CREATE UNIQUE INDEX "Message_sessionId_waMessageId_key" ON "Message"("sessionId", "waMessageId");

-- CreateIndex
CREATE UNIQUE INDEX "Event_id_key" ON "Event"("id");

-- CreateIndex
CREATE INDEX "Event_sessionId_seq_idx" ON "Event"("sessionId", "seq");

-- CreateIndex
CREATE INDEX "Event_messageId_idx" ON "Event"("messageId");

-- CreateIndex
CREATE INDEX "Webhook_sessionId_idx" ON "Webhook"("sessionId");

-- CreateIndex
CREATE INDEX "Delivery_webhookId_nextAttemptAt_eventSeq_idx" ON "Delivery"("webhookId", "nextAttemptAt", "eventSeq");

-- CreateIndex
CREATE INDEX "Delivery_webhookId_eventSeq_idx" ON "Delivery"("webhookId", "eventSeq");

-- CreateIndex
CREATE INDEX "Delivery_state_eventSeq_webhookId_idx" ON "Delivery"("state", "eventSeq", "webhookId");

-- CreateIndex
CREATE INDEX "Delivery_eventSeq_idx" ON "Delivery"("eventSeq");

-- CreateIndex
CREATE INDEX "Attempt_deliveryId_idx" ON "Attempt"("deliveryId");

-- CreateIndex
CREATE INDEX "EngineInbound_sessionId_stanzaId_idx" ON "EngineInbound"("sessionId", "stanzaId");

-- CreateIndex
CREATE INDEX "EngineInbound_sessionId_done_seq_idx" ON "EngineInbound"("sessionId", "done", "seq");

-- CreateIndex
CREATE INDEX "EngineInbound_createdAt_idx" ON "EngineInbound"("createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "EngineInbound_sessionId_hash_key" ON "EngineInbound"("sessionId", "hash");

-- CreateIndex
CREATE INDEX "EngineUnreadable_sessionId_seq_idx" ON "EngineUnreadable"("sessionId", "seq");

-- CreateIndex
CREATE INDEX "EngineSent_sessionId_seq_idx" ON "EngineSent"("sessionId", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "EngineSent_sessionId_stanzaId_key" ON "EngineSent"("sessionId", "stanzaId");
