ALTER TABLE "calls" DROP CONSTRAINT "calls_mover";--> statement-breakpoint
ALTER TABLE "calls" ADD CONSTRAINT "calls_mover" CHECK (case
        when "calls"."status" in ('CONFIRMED', 'IN_PROGRESS', 'COMPLETED')
          then num_nonnulls("calls"."mover_id", "calls"."mover_name", "calls"."mover_tel", "calls"."mover_plate") = 4
        when "calls"."status" = 'CANCELLED'
          then num_nonnulls("calls"."mover_name", "calls"."mover_tel", "calls"."mover_plate") = 0
        else num_nonnulls("calls"."mover_id", "calls"."mover_name", "calls"."mover_tel", "calls"."mover_plate") = 0
      end);