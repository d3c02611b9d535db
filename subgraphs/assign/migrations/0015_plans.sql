CREATE TABLE "plans" (
	"id" uuid PRIMARY KEY NOT NULL,
	"day" date NOT NULL,
	"before" integer NOT NULL,
	"after" integer NOT NULL,
	"moves" jsonb NOT NULL,
	"proposed_at" timestamp with time zone NOT NULL,
	"applied_at" timestamp with time zone
);
--> statement-breakpoint
CREATE INDEX "plans_oldest" ON "plans" USING btree ("proposed_at");