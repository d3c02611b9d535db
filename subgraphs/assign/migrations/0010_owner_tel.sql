ALTER TABLE "requests" DROP CONSTRAINT "requests_owner_tel";--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_owner_tel" CHECK (owner_tel is null or status <> 'CANCELLED');