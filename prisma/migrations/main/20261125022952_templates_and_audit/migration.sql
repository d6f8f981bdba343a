-- CreateTable
CREATE TABLE "AuditEntry" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "action" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "apiKeyId" TEXT,
    "apiKeyName" TEXT,
    "ipAddress" TEXT,
    "sessionId" TEXT,
    "metadata" JSONB,
    "createdAt" DATETIME NOT NULL
);

-- CreateIndex
CREATE INDEX "AuditEntry_createdAt_idx" ON "AuditEntry"("createdAt");

-- CreateIndex
CREATE INDEX "AuditEntry_action_id_idx" ON "AuditEntry"("action", "id");

-- CreateIndex
CREATE INDEX "AuditEntry_sessionId_id_idx" ON "AuditEntry"("sessionId", "id");

-- CreateIndex
CREATE INDEX "AuditEntry_apiKeyId_id_idx" ON "AuditEntry"("apiKeyId", "id");
