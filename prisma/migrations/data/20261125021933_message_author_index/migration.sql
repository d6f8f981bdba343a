-- CreateIndex
CREATE INDEX "Message_sessionId_author_idx" ON "Message"("sessionId", "author");
