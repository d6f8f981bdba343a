-- AlterTable
ALTER TABLE "Webhook" ADD COLUMN     "disabledReason" TEXT COLLATE "C",
ADD COLUMN     "firstFailedAt" TIMESTAMP(3),
ADD COLUMN     "lastFailedAt" TIMESTAMP(3),
ADD COLUMN     "ordered" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "previousSecret" TEXT COLLATE "C",
ADD COLUMN     "previousSecretEndsAt" TIMESTAMP(3),
ADD COLUMN     "retryPolicy" TEXT COLLATE "C";

-- AlterTable
ALTER TABLE "Delivery" ADD COLUMN     "replayedAfter" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "Attempt" ADD COLUMN     "failure" TEXT COLLATE "C",
ADD COLUMN     "responseBody" TEXT COLLATE "C";

-- CreateIndex
CREATE INDEX "Delivery_webhookId_state_eventSeq_idx" ON "Delivery"("webhookId", "state", "eventSeq");

-- CreateIndex
CREATE INDEX "Delivery_finishedAt_idx" ON "Delivery"("finishedAt");
