ALTER TABLE "assignments" ADD COLUMN "mover_company_id" uuid;--> statement-breakpoint
ALTER TABLE "assignments" ADD CONSTRAINT "assignments_mover_company_id_companies_id_fk" FOREIGN KEY ("mover_company_id") REFERENCES "public"."companies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
-- Until now no mover has changed its company.
UPDATE "assignments" SET "mover_company_id" = "movers"."company_id" FROM "movers"
WHERE "movers"."id" = "assignments"."mover_id" AND "movers"."company_id" IS NOT NULL;
