CREATE TABLE "ledger_entries" (
	"call_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"kind" text NOT NULL,
	"amount" integer NOT NULL,
	"method" text,
	"recorded_by" text,
	"recorder_id" uuid,
	"idempotency_key" text,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "ledger_entries_call_id_number_pk" PRIMARY KEY("call_id","number"),
	CONSTRAINT "ledger_entries_amount" CHECK ("ledger_entries"."amount" <> 0),
	CONSTRAINT "ledger_entries_payment" CHECK (num_nulls("ledger_entries"."method", "ledger_entries"."recorded_by", "ledger_entries"."recorder_id", "ledger_entries"."idempotency_key") =
        case when "ledger_entries"."kind" in ('DEPOSIT', 'BALANCE', 'EXTRA', 'REFUND', 'CORRECTION') then 0 else 4 end)
);
--> statement-breakpoint
CREATE TABLE "ledgers" (
	"call_id" uuid PRIMARY KEY NOT NULL,
	"fare" integer NOT NULL,
	"terms" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_call_id_ledgers_call_id_fk" FOREIGN KEY ("call_id") REFERENCES "public"."ledgers"("call_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledgers" ADD CONSTRAINT "ledgers_call_id_orders_call_id_fk" FOREIGN KEY ("call_id") REFERENCES "public"."orders"("call_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "ledger_entries_idempotency" ON "ledger_entries" USING btree ("call_id","idempotency_key");