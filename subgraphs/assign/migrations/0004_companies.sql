CREATE TABLE "companies" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"representative" text NOT NULL,
	"registration_number" text NOT NULL,
	"permit_number" text NOT NULL,
	"insured_until" date NOT NULL,
	"phone" text NOT NULL,
	"address" text NOT NULL,
	"registered_at" timestamp with time zone NOT NULL,
	CONSTRAINT "companies_registration_number_unique" UNIQUE("registration_number")
);
--> statement-breakpoint
ALTER TABLE "movers" ADD COLUMN "company_id" uuid;--> statement-breakpoint
ALTER TABLE "movers" ADD CONSTRAINT "movers_company_id_companies_id_fk" FOREIGN KEY ("company_id") REFERENCES "public"."companies"("id") ON DELETE no action ON UPDATE no action;