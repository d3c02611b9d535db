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
CREATE TABLE "deliveries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"correlation_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"template" text NOT NULL,
	"event_id" uuid NOT NULL,
	"traceparent" text,
	"recipient" text NOT NULL,
	"variables" jsonb NOT NULL,
	"link" text,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"withdrawn" boolean DEFAULT false NOT NULL,
	"status" text NOT NULL,
	"attempt" integer NOT NULL,
	"lookups" integer NOT NULL,
	"since" timestamp with time zone,
	"due_at" timestamp with time zone,
	"provider_id" text,
	"failure_code" text,
	CONSTRAINT "deliveries_status" CHECK ("deliveries"."status" in ('PENDING', 'SENDING', 'UNKNOWN', 'ACCEPTED', 'DELIVERED', 'FAILED', 'SUPERSEDED')),
	CONSTRAINT "deliveries_due_until_the_end" CHECK (("deliveries"."due_at" is null) = ("deliveries"."status" in ('DELIVERED', 'FAILED', 'SUPERSEDED')))
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
CREATE UNIQUE INDEX "deliveries_once" ON "deliveries" USING btree ("correlation_id","version","template");--> statement-breakpoint
CREATE INDEX "deliveries_due" ON "deliveries" USING btree ("due_at") WHERE "deliveries"."due_at" is not null;--> statement-breakpoint
CREATE INDEX "deliveries_provider" ON "deliveries" USING btree ("provider_id") WHERE "deliveries"."provider_id" is not null;--> statement-breakpoint
CREATE INDEX "outbox_unnumbered" ON "outbox" USING btree ("position") WHERE "outbox"."number" is null;