ALTER TABLE "contracts" ADD COLUMN "announced_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "announced_mover_id" uuid;--> statement-breakpoint
ALTER TABLE "contracts" ADD CONSTRAINT "contracts_announced" CHECK ("contracts"."announced_at" is null or "contracts"."company" is not null);