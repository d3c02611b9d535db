CREATE TABLE "message_outbox" (
	"position" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "message_outbox_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"event" jsonb NOT NULL,
	"number" bigint,
	"stated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "message_outbox_number_unique" UNIQUE("number")
);
--> statement-breakpoint
CREATE TABLE "message_relay_state" (
	"id" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"last_number" bigint DEFAULT 0 NOT NULL,
	"published" bigint DEFAULT 0 NOT NULL,
	"last_entry" text,
	"finished" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "price_books" (
	"number" integer PRIMARY KEY NOT NULL,
	"prices" jsonb NOT NULL,
	"published_by" uuid NOT NULL,
	"published_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "quote_shares" (
	"quote_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"phone" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "quote_shares_quote_id_version_phone_pk" PRIMARY KEY("quote_id","version","phone")
);
--> statement-breakpoint
ALTER TABLE "quote_shares" ADD CONSTRAINT "quote_shares_quote_id_quotes_id_fk" FOREIGN KEY ("quote_id") REFERENCES "public"."quotes"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "message_outbox_unnumbered" ON "message_outbox" USING btree ("position") WHERE "message_outbox"."number" is null;