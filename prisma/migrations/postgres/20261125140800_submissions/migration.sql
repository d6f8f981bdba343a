-- CreateTable
CREATE TABLE "Submission" (
    "sessionId" TEXT COLLATE "C" NOT NULL,
    "apiKeyId" TEXT COLLATE "C" NOT NULL,
    "operation" TEXT COLLATE "C" NOT NULL,
    "key" TEXT COLLATE "C" NOT NULL,
    "payloadHash" TEXT COLLATE "C" NOT NULL,
    "subject" TEXT COLLATE "C",
    "answer" JSON,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "endedAt" TIMESTAMP(3),

    CONSTRAINT "Submission_pkey" PRIMARY KEY ("sessionId","apiKeyId","operation","key")
);

-- CreateIndex
CREATE INDEX "Submission_endedAt_createdAt_idx" ON "Submission"("endedAt", "createdAt");

-- AddForeignKey
ALTER TABLE "Submission" ADD CONSTRAINT "Submission_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;
