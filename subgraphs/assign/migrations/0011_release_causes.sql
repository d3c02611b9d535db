ALTER TABLE "assignments" ADD COLUMN "released_cause" text;--> statement-breakpoint
ALTER TABLE "assignments" ADD COLUMN "released_reason" text;