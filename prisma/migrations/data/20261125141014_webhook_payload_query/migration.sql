-- AlterTable
ALTER TABLE "Webhook" ADD COLUMN "payloadQuery" TEXT;
