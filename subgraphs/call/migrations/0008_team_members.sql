ALTER TABLE "movers" ADD COLUMN "members" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
CREATE INDEX "movers_by_member" ON "movers" USING gin ("members");