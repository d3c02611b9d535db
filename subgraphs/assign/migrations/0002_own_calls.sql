ALTER TABLE "requests" ADD COLUMN "owner_tel" text;--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_owner_tel" CHECK (owner_tel is null or status = 'WAITING');