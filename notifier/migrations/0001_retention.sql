ALTER TABLE "outbox_sequences" ADD COLUMN "at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "outbox_sequences" ADD COLUMN "previous_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "deliveries_oldest" ON "deliveries" USING btree ("since") WHERE due_at is null and template <> 'LOGIN_CODE';--> statement-breakpoint
CREATE INDEX "deliveries_oldest_login_codes" ON "deliveries" USING btree ("since") WHERE due_at is null and template = 'LOGIN_CODE';--> statement-breakpoint
CREATE INDEX "inbox_oldest" ON "inbox" USING btree ("outcome","at");--> statement-breakpoint
CREATE INDEX "outbox_sequences_oldest" ON "outbox_sequences" USING btree ("at");--> statement-breakpoint
-- A correlation id that the outbox no longer holds was last used before its oldest event, and consumers may soon forget it. This says:
-- longer ago than any inbox is kept.
UPDATE "outbox_sequences" SET "at" = now() - interval '61 days';--> statement-breakpoint
UPDATE "outbox_sequences" SET "at" = recent."at" FROM (
	SELECT (event ->> 'correlationId')::uuid AS id, max(stated_at) AS "at" FROM "outbox" GROUP BY 1
) AS recent WHERE recent.id = "outbox_sequences"."correlation_id";
