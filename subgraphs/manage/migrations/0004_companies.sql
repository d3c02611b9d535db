CREATE TABLE "companies" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"representative" text NOT NULL,
	"registration_number" text NOT NULL,
	"permit_number" text NOT NULL,
	"insured_until" date NOT NULL
);
--> statement-breakpoint
CREATE TABLE "teams" (
	"mover_id" uuid PRIMARY KEY NOT NULL,
	"company_id" uuid NOT NULL,
	"move_types" text[] NOT NULL,
	"available" boolean NOT NULL
);
--> statement-breakpoint
ALTER TABLE "quote_versions" ADD COLUMN "companies" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
CREATE INDEX "teams_of_company" ON "teams" USING btree ("company_id");