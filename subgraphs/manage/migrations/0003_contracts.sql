CREATE TABLE "contracts" (
	"call_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"owner_id" uuid NOT NULL,
	"owner_tel" text NOT NULL,
	"quote" jsonb NOT NULL,
	"items" jsonb,
	"consented_at" timestamp (3) with time zone NOT NULL,
	"consented_by" text NOT NULL,
	"company" jsonb,
	"completed_at" timestamp (3) with time zone,
	"moved_by" timestamp (3) with time zone NOT NULL,
	"erased_at" timestamp (3) with time zone,
	CONSTRAINT "contracts_call_id_version_pk" PRIMARY KEY("call_id","version"),
	CONSTRAINT "contracts_company" CHECK (("contracts"."company" is null) = ("contracts"."completed_at" is null))
);
--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "slot" text DEFAULT 'ALL_DAY' NOT NULL;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "quote_id" uuid;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "quote_version" integer;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "deposit" integer;--> statement-breakpoint
CREATE INDEX "contracts_oldest" ON "contracts" USING btree ("moved_by");--> statement-breakpoint
CREATE UNIQUE INDEX "orders_quote_in_use" ON "orders" USING btree ("quote_id") WHERE "orders"."quote_id" is not null and "orders"."status" <> 'CANCELLED';--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_quote" CHECK (num_nulls("orders"."quote_id", "orders"."quote_version", "orders"."deposit") in (0, 3));