-- Written by hand, and so unknown to prisma/schema.prisma. The newest sequence an event ever had must not fall when
-- events go, and must not run ahead of the commits, as the sequence behind the column does: this row keeps it when the
-- newest event is removed.
CREATE TABLE "JournalHead" (
    "id" INTEGER NOT NULL PRIMARY KEY CHECK ("id" = 1),
    "seq" BIGINT NOT NULL
);
INSERT INTO "JournalHead" ("id", "seq") SELECT 1, coalesce(max("seq"), 0) FROM "Event";

CREATE FUNCTION "keep_journal_head"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  UPDATE "JournalHead" SET "seq" = newest."seq" FROM (SELECT max("seq") AS "seq" FROM "Event") AS newest
    WHERE newest."seq" > "JournalHead"."seq";
  RETURN NULL;
END $$;
CREATE TRIGGER "Event_deleting" BEFORE DELETE ON "Event"
  FOR EACH STATEMENT EXECUTE FUNCTION "keep_journal_head"();
