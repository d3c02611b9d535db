ALTER TABLE "ledger_entries" ADD COLUMN "assignment_id" uuid;--> statement-breakpoint
ALTER TABLE "ledger_entries" ADD COLUMN "company_id" uuid;--> statement-breakpoint
CREATE UNIQUE INDEX "ledger_entries_failed_team" ON "ledger_entries" USING btree ("call_id","assignment_id");