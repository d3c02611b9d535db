ALTER TABLE "calls" ALTER COLUMN "tel" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "calls" ADD COLUMN "erased_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "calls_with_personal_data" ON "calls" USING btree ("updated_at") WHERE "calls"."erased_at" is null and "calls"."status" in ('CANCELLED', 'COMPLETED', 'CONFIRMED');--> statement-breakpoint
CREATE INDEX "sessions_by_expiry" ON "sessions" USING btree ("expires_at");--> statement-breakpoint
ALTER TABLE "calls" ADD CONSTRAINT "calls_erased" CHECK (case when "calls"."erased_at" is null then "calls"."tel" is not null
        else "calls"."tel" is null and "calls"."cancel_reason" is null
          and "calls"."status" in ('CANCELLED', 'COMPLETED', 'CONFIRMED') end);