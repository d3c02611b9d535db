ALTER TABLE "calls" ADD COLUMN "slot" text DEFAULT 'ALL_DAY' NOT NULL;--> statement-breakpoint
ALTER TABLE "calls" ADD COLUMN "quote_id" uuid;--> statement-breakpoint
CREATE INDEX "calls_with_quote" ON "calls" USING btree ("quote_id") WHERE "calls"."quote_id" is not null;