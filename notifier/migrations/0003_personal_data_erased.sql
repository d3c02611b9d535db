ALTER TABLE "deliveries" ALTER COLUMN "recipient" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "erased" boolean DEFAULT false NOT NULL;