ALTER TABLE "outbox_sequences" ADD COLUMN "at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "outbox_sequences" ADD COLUMN "previous_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "stored_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
CREATE INDEX "inbox_oldest" ON "inbox" USING btree ("outcome","at");--> statement-breakpoint
CREATE INDEX "outbox_sequences_oldest" ON "outbox_sequences" USING btree ("at");--> statement-breakpoint
CREATE INDEX "requests_tombstones" ON "requests" USING btree ("stored_at") WHERE requested_at is null;--> statement-breakpoint
-- A correlation id that the outbox no longer holds was last used before its oldest event, and consumers may soon forget it. This says:
-- longer ago than any inbox is kept.
UPDATE "outbox_sequences" SET "at" = now() - interval '61 days';--> statement-breakpoint
UPDATE "outbox_sequences" SET "at" = recent."at" FROM (
	SELECT (event ->> 'correlationId')::uuid AS id, max(stated_at) AS "at" FROM "outbox" GROUP BY 1
) AS recent WHERE recent.id = "outbox_sequences"."correlation_id";
