CREATE TYPE "public"."move_call_status" AS ENUM('REQUESTED', 'ASSIGNING', 'CONFIRMED', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED');--> statement-breakpoint
CREATE TYPE "public"."move_type" AS ENUM('FULL_PACKING', 'HALF_PACKING');--> statement-breakpoint
CREATE TABLE "alerts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"call_id" uuid NOT NULL,
	"template" text NOT NULL,
	"channel" text NOT NULL,
	"outcome" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "attempts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"status" text NOT NULL,
	"caller_id" uuid NOT NULL,
	"owner_id" uuid NOT NULL,
	"idempotency_key" text,
	"fingerprint" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"deadline" timestamp (3) with time zone NOT NULL,
	"settled_at" timestamp (3) with time zone,
	CONSTRAINT "attempts_settled" CHECK (("attempts"."status" = 'PENDING') = ("attempts"."settled_at" is null))
);
--> statement-breakpoint
CREATE TABLE "calls" (
	"id" uuid PRIMARY KEY NOT NULL,
	"owner_id" uuid NOT NULL,
	"tel" text NOT NULL,
	"move_type" "move_type" NOT NULL,
	"location" jsonb NOT NULL,
	"destination" jsonb,
	"moving_on" date NOT NULL,
	"cost" integer NOT NULL,
	"requested_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"version" integer NOT NULL,
	"status" "move_call_status" NOT NULL,
	"waiting_reason" text,
	"mover_id" uuid,
	"mover_name" text,
	"mover_tel" text,
	"mover_plate" text,
	"cancelled_by" text,
	"cancel_reason" text,
	CONSTRAINT "calls_waiting" CHECK ("calls"."waiting_reason" is null or "calls"."status" = 'ASSIGNING'),
	CONSTRAINT "calls_mover" CHECK (case
        when "calls"."status" in ('CONFIRMED', 'IN_PROGRESS', 'COMPLETED')
          then num_nonnulls("calls"."mover_id", "calls"."mover_name", "calls"."mover_tel", "calls"."mover_plate") = 4
        when "calls"."status" = 'CANCELLED'
          then num_nonnulls("calls"."mover_name", "calls"."mover_tel", "calls"."mover_plate") = 0
        else num_nonnulls("calls"."mover_id", "calls"."mover_name", "calls"."mover_tel", "calls"."mover_plate") = 0
      end),
	CONSTRAINT "calls_cancelled" CHECK (("calls"."cancelled_by" is not null) = ("calls"."status" = 'CANCELLED')),
	CONSTRAINT "calls_cost" CHECK ("calls"."cost" between 1 and 100000000)
);
--> statement-breakpoint
CREATE TABLE "dead_letters" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"stream" text NOT NULL,
	"entry_id" text NOT NULL,
	"payload" text NOT NULL,
	"error" text NOT NULL,
	"attempts" integer NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "dead_letters_stream_entry_id_unique" UNIQUE("stream","entry_id")
);
--> statement-breakpoint
CREATE TABLE "inbox" (
	"producer" text NOT NULL,
	"correlation_id" uuid NOT NULL,
	"sequence" integer NOT NULL,
	"event_id" uuid NOT NULL,
	"type" text NOT NULL,
	"outcome" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "inbox_producer_correlation_id_sequence_pk" PRIMARY KEY("producer","correlation_id","sequence")
);
--> statement-breakpoint
CREATE TABLE "movers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"tel" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"position" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "outbox_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"event" jsonb NOT NULL,
	"number" bigint,
	"stated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "outbox_number_unique" UNIQUE("number")
);
--> statement-breakpoint
CREATE TABLE "outbox_sequences" (
	"correlation_id" uuid PRIMARY KEY NOT NULL,
	"last" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "people" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tel" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "people_tel_unique" UNIQUE("tel")
);
--> statement-breakpoint
CREATE TABLE "relay_state" (
	"id" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"last_number" bigint DEFAULT 0 NOT NULL,
	"published" bigint DEFAULT 0 NOT NULL,
	"last_entry" text,
	"finished" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sign_ins" (
	"id" uuid PRIMARY KEY NOT NULL,
	"position" bigint GENERATED ALWAYS AS IDENTITY (sequence name "sign_ins_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"tel" text NOT NULL,
	"code_hash" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"wrong_answers" integer DEFAULT 0 NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "timeline" (
	"call_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"status" "move_call_status" NOT NULL,
	"waiting_reason" text,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "timeline_call_id_version_pk" PRIMARY KEY("call_id","version")
);
--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_call_id_calls_id_fk" FOREIGN KEY ("call_id") REFERENCES "public"."calls"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_owner_id_people_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "calls" ADD CONSTRAINT "calls_id_attempts_id_fk" FOREIGN KEY ("id") REFERENCES "public"."attempts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "calls" ADD CONSTRAINT "calls_owner_id_people_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "timeline" ADD CONSTRAINT "timeline_call_id_calls_id_fk" FOREIGN KEY ("call_id") REFERENCES "public"."calls"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "alerts_of_call" ON "alerts" USING btree ("call_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "attempts_idempotency" ON "attempts" USING btree ("caller_id","idempotency_key") WHERE "attempts"."status" <> 'VOID';--> statement-breakpoint
CREATE INDEX "attempts_pending" ON "attempts" USING btree ("deadline") WHERE "attempts"."status" = 'PENDING';--> statement-breakpoint
CREATE INDEX "calls_newest" ON "calls" USING btree ("requested_at","id");--> statement-breakpoint
CREATE INDEX "calls_under_way" ON "calls" USING btree ("status") WHERE "calls"."status" in ('REQUESTED', 'ASSIGNING', 'IN_PROGRESS');--> statement-breakpoint
CREATE INDEX "calls_by_tel_end" ON "calls" USING btree (reverse("tel") text_pattern_ops);--> statement-breakpoint
CREATE INDEX "calls_of_owner" ON "calls" USING btree ("owner_id","requested_at","id");--> statement-breakpoint
CREATE INDEX "calls_of_mover" ON "calls" USING btree ("mover_id","requested_at","id") WHERE "calls"."mover_id" is not null;--> statement-breakpoint
CREATE INDEX "movers_by_tel" ON "movers" USING btree ("tel");--> statement-breakpoint
CREATE INDEX "outbox_unnumbered" ON "outbox" USING btree ("position") WHERE "outbox"."number" is null;--> statement-breakpoint
CREATE INDEX "sign_ins_latest" ON "sign_ins" USING btree ("tel","position");--> statement-breakpoint
CREATE INDEX "timeline_confirmed" ON "timeline" USING btree ("at") WHERE "timeline"."status" = 'CONFIRMED';