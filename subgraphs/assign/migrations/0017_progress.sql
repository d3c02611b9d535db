CREATE TABLE "progress_steps" (
	"assignment_id" uuid NOT NULL,
	"step" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"idempotency_key" text NOT NULL,
	CONSTRAINT "progress_steps_assignment_id_step_pk" PRIMARY KEY("assignment_id","step")
);
--> statement-breakpoint
ALTER TABLE "timers" DROP CONSTRAINT "timers_kind_key_pk";--> statement-breakpoint
ALTER TABLE "timers" ADD CONSTRAINT "timers_kind_key_due_at_pk" PRIMARY KEY("kind","key","due_at");--> statement-breakpoint
ALTER TABLE "progress_steps" ADD CONSTRAINT "progress_steps_assignment_id_assignments_id_fk" FOREIGN KEY ("assignment_id") REFERENCES "public"."assignments"("id") ON DELETE no action ON UPDATE no action;