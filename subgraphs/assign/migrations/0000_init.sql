-- By hand, drizzle generates no extensions: cube and earthdistance give great-circle distances in the order of an index,
-- btree_gist lets an exclusion constraint compare an id and a range.
CREATE EXTENSION IF NOT EXISTS cube;
--> statement-breakpoint
CREATE EXTENSION IF NOT EXISTS earthdistance;
--> statement-breakpoint
CREATE EXTENSION IF NOT EXISTS btree_gist;
--> statement-breakpoint
CREATE TABLE "assignments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"call_id" uuid NOT NULL,
	"owner_id" uuid NOT NULL,
	"mover_id" uuid NOT NULL,
	"during" "tstzrange" NOT NULL,
	"status" text NOT NULL,
	"distance_meters" integer NOT NULL,
	"assigned_at" timestamp with time zone NOT NULL,
	"released_at" timestamp with time zone,
	CONSTRAINT "assignments_status" CHECK (status in ('ACTIVE', 'RELEASED')),
	CONSTRAINT "assignments_released_at" CHECK ((status = 'RELEASED') = (released_at is not null))
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
	"tel" text NOT NULL,
	"plate" text NOT NULL,
	"base_address" text NOT NULL,
	"base_district" text,
	"base_latitude" double precision NOT NULL,
	"base_longitude" double precision NOT NULL,
	"base_earth" "earth" GENERATED ALWAYS AS (ll_to_earth(base_latitude, base_longitude)) STORED NOT NULL,
	"move_types" text[] NOT NULL,
	"available" boolean DEFAULT true NOT NULL,
	"registered_at" timestamp with time zone NOT NULL,
	CONSTRAINT "movers_tel_unique" UNIQUE("tel"),
	CONSTRAINT "movers_move_types" CHECK (cardinality(move_types) > 0)
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
CREATE TABLE "relay_state" (
	"id" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"last_number" bigint DEFAULT 0 NOT NULL,
	"published" bigint DEFAULT 0 NOT NULL,
	"last_entry" text,
	"finished" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "requests" (
	"call_id" uuid PRIMARY KEY NOT NULL,
	"status" text NOT NULL,
	"waiting_reason" text,
	"owner_id" uuid,
	"move_type" text,
	"address" text,
	"district" text,
	"latitude" double precision,
	"longitude" double precision,
	"moving_on" date,
	"during" "tstzrange",
	"cost" integer,
	"requested_at" timestamp with time zone,
	"position" bigint GENERATED ALWAYS AS IDENTITY (sequence name "requests_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	CONSTRAINT "requests_status" CHECK (status in ('WAITING', 'ASSIGNED', 'CANCELLED')),
	CONSTRAINT "requests_waiting_reason" CHECK ((status = 'WAITING') = (waiting_reason is not null)),
	CONSTRAINT "requests_details" CHECK (status = 'CANCELLED' or num_nulls(owner_id, move_type, address, latitude, longitude, moving_on, during, cost, requested_at) = 0)
);
--> statement-breakpoint
ALTER TABLE "assignments" ADD CONSTRAINT "assignments_call_id_requests_call_id_fk" FOREIGN KEY ("call_id") REFERENCES "public"."requests"("call_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assignments" ADD CONSTRAINT "assignments_mover_id_movers_id_fk" FOREIGN KEY ("mover_id") REFERENCES "public"."movers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "assignments_one_active" ON "assignments" USING btree ("call_id") WHERE status = 'ACTIVE';--> statement-breakpoint
CREATE INDEX "assignments_of_call" ON "assignments" USING btree ("call_id","assigned_at");--> statement-breakpoint
CREATE INDEX "assignments_last_of_mover" ON "assignments" USING btree ("mover_id","assigned_at") WHERE status = 'ACTIVE';--> statement-breakpoint
CREATE INDEX "movers_base" ON "movers" USING gist ("base_earth") WHERE available;--> statement-breakpoint
CREATE INDEX "movers_newest" ON "movers" USING btree ("registered_at","id");--> statement-breakpoint
CREATE INDEX "outbox_unnumbered" ON "outbox" USING btree ("position") WHERE "outbox"."number" is null;--> statement-breakpoint
CREATE INDEX "requests_waiting" ON "requests" USING btree ("moving_on","requested_at","position") WHERE status = 'WAITING';--> statement-breakpoint
-- By hand, drizzle generates no exclusion constraints: a mover has one active assignment at any moment.
ALTER TABLE "assignments" ADD CONSTRAINT "assignments_no_double_booking"
  EXCLUDE USING gist ("mover_id" WITH =, "during" WITH &&) WHERE (status = 'ACTIVE');
