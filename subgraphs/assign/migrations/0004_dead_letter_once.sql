-- Two replicas may have given up the same unreadable entry: the older letter is kept.
DELETE FROM "dead_letters" AS "copy" USING "dead_letters" AS "kept"
WHERE "copy"."stream" = "kept"."stream" AND "copy"."entry_id" = "kept"."entry_id"
  AND ("copy"."at", "copy"."id") > ("kept"."at", "kept"."id");--> statement-breakpoint
ALTER TABLE "dead_letters" ADD CONSTRAINT "dead_letters_stream_entry_id_unique" UNIQUE("stream","entry_id");