-- CreateTable
CREATE TABLE "Submission" (
    "sessionId" TEXT NOT NULL,
    "apiKeyId" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "payloadHash" TEXT NOT NULL,
    "subject" TEXT,
    "answer" JSONB,
    "createdAt" DATETIME NOT NULL,
    "endedAt" DATETIME,

    PRIMARY KEY ("sessionId", "apiKeyId", "operation", "key"),
    CONSTRAINT "Submission_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE INDEX "Submission_endedAt_createdAt_idx" ON "Submission"("endedAt", "createdAt");
