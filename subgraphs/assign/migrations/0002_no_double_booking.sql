-- A mover is at one place at a time. drizzle has no words for an exclusion constraint.
ALTER TABLE "assignments" ADD CONSTRAINT "assignments_no_double_booking"
  EXCLUDE USING gist ("mover_id" WITH =, "during" WITH &&) WHERE (status = 'ACTIVE');
