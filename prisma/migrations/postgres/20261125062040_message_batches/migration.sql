-- CreateTable
CREATE TABLE "MessageBatch" (
    "id" TEXT COLLATE "C" NOT NULL,
    "sessionId" TEXT COLLATE "C" NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "status" TEXT COLLATE "C" NOT NULL,
    "account" TEXT COLLATE "C" NOT NULL,
    "options" JSON NOT NULL,
    "total" INTEGER NOT NULL,
    "sent" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "cancelled" INTEGER NOT NULL DEFAULT 0,
    "reason" TEXT COLLATE "C",
    "createdAt" TIMESTAMP(3) NOT NULL,
    "startedAt" TIMESTAMP(3),
    "completedAt" TIMESTAMP(3),

    CONSTRAINT "MessageBatch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BatchItem" (
    "batchId" TEXT COLLATE "C" NOT NULL,
    "position" INTEGER NOT NULL,
    "chatId" TEXT COLLATE "C" NOT NULL,
    "kind" TEXT COLLATE "C" NOT NULL,
    "content" JSON NOT NULL,
    "media" JSON,
    "status" TEXT COLLATE "C" NOT NULL,
    "messageId" TEXT COLLATE "C",
    "sentAt" TIMESTAMP(3),
    "errorCode" TEXT COLLATE "C",
    "errorMessage" TEXT COLLATE "C",

    CONSTRAINT "BatchItem_pkey" PRIMARY KEY ("batchId","position")
);

-- CreateIndex
CREATE INDEX "MessageBatch_sessionId_id_idx" ON "MessageBatch"("sessionId", "id");

-- CreateIndex
CREATE INDEX "MessageBatch_status_id_idx" ON "MessageBatch"("status", "id");

-- CreateIndex
CREATE UNIQUE INDEX "MessageBatch_sessionId_name_key" ON "MessageBatch"("sessionId", "name");

-- CreateIndex
CREATE INDEX "BatchItem_status_idx" ON "BatchItem"("status");

-- AddForeignKey
ALTER TABLE "MessageBatch" ADD CONSTRAINT "MessageBatch_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BatchItem" ADD CONSTRAINT "BatchItem_batchId_fkey" FOREIGN KEY ("batchId") REFERENCES "MessageBatch"("id") ON DELETE CASCADE ON UPDATE CASCADE;
