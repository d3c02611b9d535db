ALTER TABLE "holds" ADD COLUMN "reason" text;--> statement-breakpoint
ALTER TABLE "holds" ADD COLUMN "is_given_back" boolean DEFAULT false NOT NULL;