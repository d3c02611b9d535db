CREATE TABLE "reschedules" (
	"id" uuid PRIMARY KEY NOT NULL,
	"call_id" uuid NOT NULL,
	"status" text NOT NULL,
	"from_day" date NOT NULL,
	"from_slot" text NOT NULL,
	"to_day" date NOT NULL,
	"to_slot" text NOT NULL,
	"deadline" timestamp (3) with time zone NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"settled_at" timestamp (3) with time zone,
	CONSTRAINT "reschedules_settled" CHECK ((status = 'PENDING') = (settled_at is null))
);
--> statement-breakpoint
CREATE UNIQUE INDEX "reschedules_one_pending" ON "reschedules" USING btree ("call_id") WHERE status = 'PENDING';--> statement-breakpoint
CREATE INDEX "reschedules_overdue" ON "reschedules" USING btree ("deadline") WHERE status = 'PENDING';--> statement-breakpoint
CREATE INDEX "reschedules_oldest" ON "reschedules" USING btree ("settled_at") WHERE status <> 'PENDING';