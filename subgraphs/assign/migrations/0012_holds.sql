CREATE TABLE "holds" (
	"id" uuid PRIMARY KEY NOT NULL,
	"call_id" uuid NOT NULL,
	"status" text NOT NULL,
	"mover_id" uuid,
	"moving_on" date,
	"slot" text,
	"takes" text,
	"during" "tstzrange",
	"distance_meters" integer,
	"changed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "holds_status" CHECK (status in ('HELD', 'OVER')),
	CONSTRAINT "holds_details" CHECK (status = 'OVER' or num_nulls(mover_id, moving_on, slot, takes, during, distance_meters) = 0)
);
--> statement-breakpoint
ALTER TABLE "holds" ADD CONSTRAINT "holds_mover_id_movers_id_fk" FOREIGN KEY ("mover_id") REFERENCES "public"."movers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "holds_one_of_call" ON "holds" USING btree ("call_id") WHERE status = 'HELD';--> statement-breakpoint
CREATE INDEX "holds_oldest" ON "holds" USING btree ("changed_at") WHERE status = 'OVER';
--> statement-breakpoint
-- By hand, drizzle generates no triggers. A hold of the mover that has the call books only what the call's own job does not take, so it
-- gets all of its time when that job is released. It runs after "assignments_book": triggers fire in the order of their names.
CREATE FUNCTION "keep_held_time"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM bookings WHERE call_id = OLD.call_id) THEN
    INSERT INTO bookings (mover_id, during, call_id)
      SELECT mover_id, during, id FROM holds WHERE call_id = OLD.call_id AND status = 'HELD'
      ON CONFLICT (call_id) DO UPDATE SET during = excluded.during;
  END IF;
  RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER "assignments_hold" AFTER UPDATE OF "status" ON "assignments"
  FOR EACH ROW EXECUTE FUNCTION "keep_held_time"();
