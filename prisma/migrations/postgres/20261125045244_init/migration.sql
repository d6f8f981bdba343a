-- CreateTable
CREATE TABLE "Session" (
    "id" TEXT COLLATE "C" NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "status" TEXT COLLATE "C" NOT NULL,
    "engine" TEXT COLLATE "C" NOT NULL,
    "phone" TEXT COLLATE "C",
    "pushName" TEXT COLLATE "C",
    "connectedAt" TIMESTAMP(3),
    "lastActiveAt" TIMESTAMP(3),
    "lastError" TEXT COLLATE "C",
    "config" JSON NOT NULL,
    "proxyUrl" TEXT COLLATE "C",
    "proxyType" TEXT COLLATE "C",
    "createdAt" TIMESTAMP(3) NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Chat" (
    "sessionId" TEXT COLLATE "C" NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "kind" TEXT COLLATE "C" NOT NULL,
    "unreadCount" INTEGER NOT NULL DEFAULT 0,
    "lastMessageAt" TIMESTAMP(3),
    "lastMessage" TEXT COLLATE "C",

    CONSTRAINT "Chat_pkey" PRIMARY KEY ("sessionId","id")
);

-- CreateTable
CREATE TABLE "Contact" (
    "sessionId" TEXT COLLATE "C" NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL DEFAULT '',
    "pushName" TEXT COLLATE "C" NOT NULL DEFAULT '',
    "isBlocked" BOOLEAN NOT NULL DEFAULT false,
    "isBusiness" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "Contact_pkey" PRIMARY KEY ("sessionId","id")
);

-- CreateTable
CREATE TABLE "Identity" (
    "lid" TEXT COLLATE "C" NOT NULL,
    "pn" TEXT COLLATE "C" NOT NULL,
    "seenAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Identity_pkey" PRIMARY KEY ("lid")
);

-- CreateTable
CREATE TABLE "Message" (
    "id" TEXT COLLATE "C" NOT NULL,
    "sessionId" TEXT COLLATE "C" NOT NULL,
    "waMessageId" TEXT COLLATE "C" NOT NULL,
    "stanzaId" TEXT COLLATE "C" NOT NULL,
    "chatId" TEXT COLLATE "C" NOT NULL,
    "author" TEXT COLLATE "C" NOT NULL,
    "authorName" TEXT COLLATE "C",
    "from" TEXT COLLATE "C" NOT NULL,
    "to" TEXT COLLATE "C" NOT NULL,
    "body" TEXT COLLATE "C" NOT NULL,
    "type" TEXT COLLATE "C" NOT NULL,
    "direction" TEXT COLLATE "C" NOT NULL,
    "ack" INTEGER NOT NULL,
    "sentAt" TIMESTAMP(3) NOT NULL,
    "metadata" JSON,
    "media" JSON,
    "editedAt" TIMESTAMP(3),
    "starred" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Template" (
    "id" TEXT COLLATE "C" NOT NULL,
    "sessionId" TEXT COLLATE "C" NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "body" TEXT COLLATE "C" NOT NULL,
    "header" TEXT COLLATE "C",
    "footer" TEXT COLLATE "C",
    "createdAt" TIMESTAMP(3) NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Template_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "MessageTally" (
    "sessionId" TEXT COLLATE "C" NOT NULL,
    "direction" TEXT COLLATE "C" NOT NULL,
    "failed" BOOLEAN NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "MessageTally_pkey" PRIMARY KEY ("sessionId","direction","failed")
);

-- CreateTable
CREATE TABLE "Event" (
    "seq" BIGSERIAL NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "sessionId" TEXT COLLATE "C" NOT NULL,
    "type" TEXT COLLATE "C" NOT NULL,
    "occurredAt" TIMESTAMP(3) NOT NULL,
    "data" JSON NOT NULL,
    "messageId" TEXT COLLATE "C",

    CONSTRAINT "Event_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "JournalState" (
    "id" INTEGER NOT NULL,
    "epoch" TEXT COLLATE "C" NOT NULL,
    "oldestSeq" BIGINT NOT NULL,

    CONSTRAINT "JournalState_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Webhook" (
    "id" TEXT COLLATE "C" NOT NULL,
    "sessionId" TEXT COLLATE "C" NOT NULL,
    "url" TEXT COLLATE "C" NOT NULL,
    "events" JSON NOT NULL,
    "secret" TEXT COLLATE "C",
    "headers" JSON NOT NULL,
    "filters" JSON,
    "retryCount" INTEGER NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "lastTriggeredAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Webhook_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Delivery" (
    "id" TEXT COLLATE "C" NOT NULL,
    "webhookId" TEXT COLLATE "C" NOT NULL,
    "eventSeq" BIGINT NOT NULL,
    "state" TEXT COLLATE "C" NOT NULL,
    "attemptCount" INTEGER NOT NULL DEFAULT 0,
    "nextAttemptAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL,
    "finishedAt" TIMESTAMP(3),

    CONSTRAINT "Delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Attempt" (
    "id" BIGSERIAL NOT NULL,
    "deliveryId" TEXT COLLATE "C" NOT NULL,
    "number" INTEGER NOT NULL,
    "startedAt" TIMESTAMP(3) NOT NULL,
    "durationMs" INTEGER NOT NULL,
    "statusCode" INTEGER,
    "error" TEXT COLLATE "C",

    CONSTRAINT "Attempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "EngineKey" (
    "sessionId" TEXT COLLATE "C" NOT NULL,
    "type" TEXT COLLATE "C" NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "value" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "EngineKey_pkey" PRIMARY KEY ("sessionId","type","id")
);

-- CreateTable
CREATE TABLE "EngineInbound" (
    "seq" BIGSERIAL NOT NULL,
    "sessionId" TEXT COLLATE "C" NOT NULL,
    "hash" TEXT COLLATE "C" NOT NULL,
    "stanzaId" TEXT COLLATE "C" NOT NULL,
    "plain" BYTEA NOT NULL,
    "stanza" BYTEA,
    "done" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "EngineInbound_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "EngineUnreadable" (
    "seq" BIGSERIAL NOT NULL,
    "sessionId" TEXT COLLATE "C" NOT NULL,
    "stanzaId" TEXT COLLATE "C" NOT NULL,
    "attrs" TEXT COLLATE "C" NOT NULL,
    "error" TEXT COLLATE "C" NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "EngineUnreadable_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "EngineSent" (
    "seq" BIGSERIAL NOT NULL,
    "sessionId" TEXT COLLATE "C" NOT NULL,
    "stanzaId" TEXT COLLATE "C" NOT NULL,
    "message" BYTEA NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "EngineSent_pkey" PRIMARY KEY ("seq")
);

-- CreateIndex
CREATE UNIQUE INDEX "Session_name_key" ON "Session"("name");

-- CreateIndex
CREATE INDEX "Chat_sessionId_lastMessageAt_id_idx" ON "Chat"("sessionId", "lastMessageAt", "id");

-- CreateIndex
CREATE INDEX "Contact_sessionId_name_id_idx" ON "Contact"("sessionId", "name", "id");

-- CreateIndex
CREATE INDEX "Identity_pn_idx" ON "Identity"("pn");

-- CreateIndex
CREATE INDEX "Message_sessionId_id_idx" ON "Message"("sessionId", "id");

-- CreateIndex
CREATE INDEX "Message_sessionId_chatId_id_idx" ON "Message"("sessionId", "chatId", "id");

-- CreateIndex
CREATE INDEX "Message_sessionId_from_id_idx" ON "Message"("sessionId", "from", "id");

-- CreateIndex
CREATE INDEX "Message_sessionId_author_idx" ON "Message"("sessionId", "author");

-- CreateIndex
CREATE INDEX "Message_sessionId_stanzaId_idx" ON "Message"("sessionId", "stanzaId");

-- CreateIndex
CREATE INDEX "Message_sessionId_sentAt_direction_ack_type_chatId_idx" ON "Message"("sessionId", "sentAt", "direction", "ack", "type", "chatId");

-- CreateIndex
CREATE UNIQUE INDEX "Message_sessionId_waMessageId_key" ON "Message"("sessionId", "waMessageId");

-- CreateIndex
CREATE UNIQUE INDEX "Template_sessionId_name_key" ON "Template"("sessionId", "name");

-- CreateIndex
CREATE UNIQUE INDEX "Event_id_key" ON "Event"("id");

-- CreateIndex
CREATE INDEX "Event_sessionId_seq_idx" ON "Event"("sessionId", "seq");

-- CreateIndex
CREATE INDEX "Event_messageId_idx" ON "Event"("messageId");

-- CreateIndex
CREATE INDEX "Webhook_sessionId_idx" ON "Webhook"("sessionId");

-- CreateIndex
CREATE INDEX "Delivery_webhookId_nextAttemptAt_eventSeq_idx" ON "Delivery"("webhookId", "nextAttemptAt", "eventSeq");

-- CreateIndex
CREATE INDEX "Delivery_webhookId_eventSeq_idx" ON "Delivery"("webhookId", "eventSeq");

-- CreateIndex
CREATE INDEX "Delivery_state_eventSeq_webhookId_idx" ON "Delivery"("state", "eventSeq", "webhookId");

-- CreateIndex
CREATE INDEX "Delivery_eventSeq_idx" ON "Delivery"("eventSeq");

-- CreateIndex
CREATE INDEX "Attempt_deliveryId_idx" ON "Attempt"("deliveryId");

-- CreateIndex
CREATE INDEX "EngineInbound_sessionId_stanzaId_idx" ON "EngineInbound"("sessionId", "stanzaId");

-- CreateIndex
CREATE INDEX "EngineInbound_sessionId_done_seq_idx" ON "EngineInbound"("sessionId", "done", "seq");

-- CreateIndex
CREATE INDEX "EngineInbound_createdAt_idx" ON "EngineInbound"("createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "EngineInbound_sessionId_hash_key" ON "EngineInbound"("sessionId", "hash");

-- CreateIndex
CREATE INDEX "EngineUnreadable_sessionId_seq_idx" ON "EngineUnreadable"("sessionId", "seq");

-- CreateIndex
CREATE INDEX "EngineSent_sessionId_seq_idx" ON "EngineSent"("sessionId", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "EngineSent_sessionId_stanzaId_key" ON "EngineSent"("sessionId", "stanzaId");

-- AddForeignKey
ALTER TABLE "Chat" ADD CONSTRAINT "Chat_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Contact" ADD CONSTRAINT "Contact_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Message" ADD CONSTRAINT "Message_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Message" ADD CONSTRAINT "Message_sessionId_chatId_fkey" FOREIGN KEY ("sessionId", "chatId") REFERENCES "Chat"("sessionId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Template" ADD CONSTRAINT "Template_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MessageTally" ADD CONSTRAINT "MessageTally_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Event" ADD CONSTRAINT "Event_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Event" ADD CONSTRAINT "Event_messageId_fkey" FOREIGN KEY ("messageId") REFERENCES "Message"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Webhook" ADD CONSTRAINT "Webhook_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Delivery" ADD CONSTRAINT "Delivery_webhookId_fkey" FOREIGN KEY ("webhookId") REFERENCES "Webhook"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Delivery" ADD CONSTRAINT "Delivery_eventSeq_fkey" FOREIGN KEY ("eventSeq") REFERENCES "Event"("seq") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Attempt" ADD CONSTRAINT "Attempt_deliveryId_fkey" FOREIGN KEY ("deliveryId") REFERENCES "Delivery"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Written by hand, and so unknown to prisma/schema.prisma: totals of messages, and full text over them.
CREATE FUNCTION "count_message"(session TEXT, direction TEXT, failed BOOLEAN, change INTEGER) RETURNS void
LANGUAGE sql AS $$
  INSERT INTO "MessageTally" ("sessionId", "direction", "failed", "count") VALUES (session, direction, failed, change)
  ON CONFLICT ("sessionId", "direction", "failed") DO UPDATE SET "count" = "MessageTally"."count" + excluded."count";
$$;

CREATE FUNCTION "message_inserted"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  PERFORM "count_message"(NEW."sessionId", NEW."direction", NEW."ack" < 0, 1);
  RETURN NULL;
END $$;
CREATE TRIGGER "Message_inserted" AFTER INSERT ON "Message"
  FOR EACH ROW EXECUTE FUNCTION "message_inserted"();

-- With its session the tally is gone as well, and must not come back.
CREATE FUNCTION "message_deleted"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  UPDATE "MessageTally" SET "count" = "count" - 1
    WHERE "sessionId" = OLD."sessionId" AND "direction" = OLD."direction" AND "failed" = (OLD."ack" < 0);
  RETURN NULL;
END $$;
CREATE TRIGGER "Message_deleted" AFTER DELETE ON "Message"
  FOR EACH ROW EXECUTE FUNCTION "message_deleted"();

CREATE FUNCTION "message_failed"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  PERFORM "count_message"(OLD."sessionId", OLD."direction", OLD."ack" < 0, -1);
  PERFORM "count_message"(NEW."sessionId", NEW."direction", NEW."ack" < 0, 1);
  RETURN NULL;
END $$;
CREATE TRIGGER "Message_failed" AFTER UPDATE OF "ack" ON "Message"
  FOR EACH ROW WHEN ((OLD."ack" < 0) <> (NEW."ack" < 0)) EXECUTE FUNCTION "message_failed"();

-- Words as SQLite's full text has them: letters and digits, in any case, without diacritics. Whoever asks does the same
-- to the words of the query. What is longer than any message that WhatsApp takes is cut.
CREATE FUNCTION "message_words"(body TEXT) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT to_tsvector('pg_catalog.simple', regexp_replace(regexp_replace(
    normalize(lower(left(body, 100000) COLLATE "und-x-icu"), NFKD), '[\u0300-\u036f]', '', 'g'),
    '[^[:alnum:]]+', ' ', 'g'))
$$;
CREATE INDEX "Message_words_idx" ON "Message" USING GIN ("message_words"("body"));
