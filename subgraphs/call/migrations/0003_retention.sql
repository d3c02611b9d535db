CREATE TABLE "login_outbox" (
	"position" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "login_outbox_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"event" jsonb NOT NULL,
	"number" bigint,
	"stated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "login_outbox_number_unique" UNIQUE("number")
);
--> statement-breakpoint
CREATE TABLE "login_relay_state" (
	"id" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"last_number" bigint DEFAULT 0 NOT NULL,
	"published" bigint DEFAULT 0 NOT NULL,
	"last_entry" text,
	"finished" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
ALTER TABLE "calls" DROP CONSTRAINT "calls_id_attempts_id_fk";
--> statement-breakpoint
ALTER TABLE "outbox_sequences" ADD COLUMN "at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "outbox_sequences" ADD COLUMN "previous_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "login_outbox_unnumbered" ON "login_outbox" USING btree ("position") WHERE "login_outbox"."number" is null;--> statement-breakpoint
CREATE INDEX "attempts_oldest" ON "attempts" USING btree ("settled_at") WHERE "attempts"."status" <> 'PENDING';--> statement-breakpoint
CREATE INDEX "inbox_oldest" ON "inbox" USING btree ("outcome","at");--> statement-breakpoint
CREATE INDEX "outbox_sequences_oldest" ON "outbox_sequences" USING btree ("at");--> statement-breakpoint
CREATE INDEX "sign_ins_oldest" ON "sign_ins" USING btree ("expires_at");--> statement-breakpoint
-- A correlation id that the outbox no longer holds was last used before its oldest event, and consumers may soon forget it. This says:
-- longer ago than any inbox is kept.
UPDATE "outbox_sequences" SET "at" = now() - interval '61 days';--> statement-breakpoint
UPDATE "outbox_sequences" SET "at" = recent."at" FROM (
	SELECT (event ->> 'correlationId')::uuid AS id, max(stated_at) AS "at" FROM "outbox" GROUP BY 1
) AS recent WHERE recent.id = "outbox_sequences"."correlation_id";
