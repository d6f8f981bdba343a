-- CreateTable
CREATE TABLE "MessageBatch" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "sessionId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "options" JSONB NOT NULL,
    "total" INTEGER NOT NULL,
    "sent" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "cancelled" INTEGER NOT NULL DEFAULT 0,
    "reason" TEXT,
    "createdAt" DATETIME NOT NULL,
    "startedAt" DATETIME,
    "completedAt" DATETIME,
    CONSTRAINT "MessageBatch_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "BatchItem" (
    "batchId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "chatId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "media" JSONB,
    "status" TEXT NOT NULL,
    "messageId" TEXT,
    "sentAt" DATETIME,
    "errorCode" TEXT,
    "errorMessage" TEXT,

    PRIMARY KEY ("batchId", "position"),
    CONSTRAINT "BatchItem_batchId_fkey" FOREIGN KEY ("batchId") REFERENCES "MessageBatch" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE INDEX "MessageBatch_sessionId_id_idx" ON "MessageBatch"("sessionId", "id");

-- CreateIndex
CREATE INDEX "MessageBatch_status_id_idx" ON "MessageBatch"("status", "id");

-- CreateIndex
CREATE UNIQUE INDEX "MessageBatch_sessionId_name_key" ON "MessageBatch"("sessionId", "name");

-- CreateIndex
CREATE INDEX "BatchItem_status_idx" ON "BatchItem"("status");
