-- CreateTable
CREATE TABLE "ScheduledMessage" (
    "id" TEXT COLLATE "C" NOT NULL,
    "sessionId" TEXT COLLATE "C" NOT NULL,
    "chatId" TEXT COLLATE "C" NOT NULL,
    "type" TEXT COLLATE "C" NOT NULL,
    "body" TEXT COLLATE "C" NOT NULL,
    "content" JSON NOT NULL,
    "media" JSON,
    "sendAt" TIMESTAMP(3) NOT NULL,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "status" TEXT COLLATE "C" NOT NULL,
    "messageId" TEXT COLLATE "C",
    "errorCode" TEXT COLLATE "C",
    "errorMessage" TEXT COLLATE "C",
    "createdAt" TIMESTAMP(3) NOT NULL,
    "endedAt" TIMESTAMP(3),

    CONSTRAINT "ScheduledMessage_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "ScheduledMessage_sessionId_sendAt_id_idx" ON "ScheduledMessage"("sessionId", "sendAt", "id");

-- CreateIndex
CREATE INDEX "ScheduledMessage_status_sendAt_id_idx" ON "ScheduledMessage"("status", "sendAt", "id");

-- AddForeignKey
ALTER TABLE "ScheduledMessage" ADD CONSTRAINT "ScheduledMessage_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;
