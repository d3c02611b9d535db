CREATE TABLE "bookings" (
	"mover_id" uuid NOT NULL,
	"during" "tstzrange" NOT NULL,
	"call_id" uuid,
	CONSTRAINT "bookings_call_id_unique" UNIQUE("call_id")
);
--> statement-breakpoint
DROP INDEX "assignments_active_start";--> statement-breakpoint
DROP INDEX "movers_base";--> statement-breakpoint
ALTER TABLE "movers" ADD COLUMN "crew" smallint;--> statement-breakpoint
ALTER TABLE "movers" ADD COLUMN "tons" double precision;--> statement-breakpoint
ALTER TABLE "movers" ADD COLUMN "reach_m" integer DEFAULT 30000 NOT NULL;--> statement-breakpoint
ALTER TABLE "movers" ADD COLUMN "sigungu" text[];--> statement-breakpoint
ALTER TABLE "movers" ADD COLUMN "slots_per_day" smallint DEFAULT 2 NOT NULL;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "tons" double precision;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "region" text;--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_mover_id_movers_id_fk" FOREIGN KEY ("mover_id") REFERENCES "public"."movers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "bookings_start" ON "bookings" USING btree (lower(during));--> statement-breakpoint
CREATE INDEX "bookings_days_off" ON "bookings" USING btree ("mover_id") WHERE call_id is null;--> statement-breakpoint
CREATE INDEX "movers_reach" ON "movers" USING btree ("reach_m") WHERE available;--> statement-breakpoint
CREATE INDEX "movers_base" ON "movers" USING gist ("base_earth",(coalesce(tons, 'Infinity'::float8))) WHERE available;--> statement-breakpoint
ALTER TABLE "movers" ADD CONSTRAINT "movers_crew" CHECK (crew between 1 and 20);--> statement-breakpoint
ALTER TABLE "movers" ADD CONSTRAINT "movers_tons" CHECK (tons > 0);--> statement-breakpoint
ALTER TABLE "movers" ADD CONSTRAINT "movers_area" CHECK (reach_m > 0 and cardinality(sigungu) > 0);--> statement-breakpoint
ALTER TABLE "movers" ADD CONSTRAINT "movers_slots_per_day" CHECK (slots_per_day in (1, 2));
--> statement-breakpoint
-- By hand, drizzle generates neither exclusion constraints nor triggers. Bookings take the place of active assignments, so that a job and
-- a day off exclude each other too.
INSERT INTO "bookings" ("mover_id", "during", "call_id")
  SELECT "mover_id", "during", "call_id" FROM "assignments" WHERE "status" = 'ACTIVE';--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_no_double_booking" EXCLUDE USING gist ("mover_id" WITH =, "during" WITH &&);--> statement-breakpoint
ALTER TABLE "assignments" DROP CONSTRAINT "assignments_no_double_booking";--> statement-breakpoint
CREATE FUNCTION "book_assignment"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.status = 'ACTIVE' THEN
    DELETE FROM bookings WHERE call_id = OLD.call_id;
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.status = 'ACTIVE' THEN
    INSERT INTO bookings (mover_id, during, call_id) VALUES (NEW.mover_id, NEW.during, NEW.call_id);
  END IF;
  RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER "assignments_book" AFTER INSERT OR DELETE OR UPDATE OF "status", "mover_id", "during" ON "assignments"
  FOR EACH ROW EXECUTE FUNCTION "book_assignment"();
