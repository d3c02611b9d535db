CREATE TABLE "timers" (
	"kind" text NOT NULL,
	"key" uuid NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	CONSTRAINT "timers_kind_key_pk" PRIMARY KEY("kind","key")
);
--> statement-breakpoint
ALTER TABLE "assignments" DROP CONSTRAINT "assignments_status";--> statement-breakpoint
ALTER TABLE "requests" DROP CONSTRAINT "requests_status";--> statement-breakpoint
DROP INDEX "assignments_one_active";--> statement-breakpoint
ALTER TABLE "assignments" ADD COLUMN "expires_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "companies" ADD COLUMN "dispatch_mode" text DEFAULT 'AUTO' NOT NULL;--> statement-breakpoint
CREATE INDEX "timers_due" ON "timers" USING btree ("due_at");--> statement-breakpoint
CREATE UNIQUE INDEX "assignments_one_held" ON "assignments" USING btree ("call_id") WHERE status <> 'RELEASED';--> statement-breakpoint
CREATE INDEX "assignments_offers" ON "assignments" USING btree ("mover_id","expires_at") WHERE status = 'OFFERED';--> statement-breakpoint
ALTER TABLE "assignments" ADD CONSTRAINT "assignments_expires_at" CHECK (status <> 'OFFERED' or expires_at is not null);--> statement-breakpoint
ALTER TABLE "assignments" ADD CONSTRAINT "assignments_released_cause" CHECK (status = 'RELEASED' or num_nonnulls(released_cause, released_reason) = 0);--> statement-breakpoint
ALTER TABLE "assignments" ADD CONSTRAINT "assignments_status" CHECK (status in ('OFFERED', 'ACTIVE', 'RELEASED'));--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_status" CHECK (status in ('WAITING', 'OFFERED', 'ASSIGNED', 'CANCELLED'));--> statement-breakpoint
-- By hand, drizzle generates no triggers: an offer holds its mover's time as an active assignment does, and accepting it changes nothing.
CREATE OR REPLACE FUNCTION "book_assignment"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.status <> 'RELEASED' AND NEW.status <> 'RELEASED'
    AND (OLD.mover_id, OLD.during) = (NEW.mover_id, NEW.during) THEN
    RETURN NULL;
  END IF;
  IF TG_OP <> 'INSERT' AND OLD.status <> 'RELEASED' THEN
    DELETE FROM bookings WHERE call_id = OLD.call_id;
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.status <> 'RELEASED' THEN
    INSERT INTO bookings (mover_id, during, call_id) VALUES (NEW.mover_id, NEW.during, NEW.call_id);
  END IF;
  RETURN NULL;
END $$;
