-- AlterTable
ALTER TABLE "Attempt" ADD COLUMN "failure" TEXT;
ALTER TABLE "Attempt" ADD COLUMN "responseBody" TEXT;

-- AlterTable. By hand: columns with a default need no new table, and no row is copied.
ALTER TABLE "Webhook" ADD COLUMN "retryPolicy" TEXT;
ALTER TABLE "Webhook" ADD COLUMN "ordered" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "Webhook" ADD COLUMN "disabledReason" TEXT;
ALTER TABLE "Webhook" ADD COLUMN "firstFailedAt" DATETIME;
ALTER TABLE "Webhook" ADD COLUMN "lastFailedAt" DATETIME;
ALTER TABLE "Webhook" ADD COLUMN "previousSecret" TEXT;
ALTER TABLE "Webhook" ADD COLUMN "previousSecretEndsAt" DATETIME;
ALTER TABLE "Delivery" ADD COLUMN "replayedAfter" INTEGER NOT NULL DEFAULT 0;

-- CreateIndex
CREATE INDEX "Delivery_webhookId_state_eventSeq_idx" ON "Delivery"("webhookId", "state", "eventSeq");
CREATE INDEX "Delivery_finishedAt_idx" ON "Delivery"("finishedAt");
