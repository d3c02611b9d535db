ALTER TABLE "teams" ADD COLUMN "latitude" double precision;--> statement-breakpoint
ALTER TABLE "teams" ADD COLUMN "longitude" double precision;--> statement-breakpoint
ALTER TABLE "teams" ADD COLUMN "reach_m" integer;--> statement-breakpoint
ALTER TABLE "teams" ADD COLUMN "sigungu" text[];--> statement-breakpoint
ALTER TABLE "teams" ADD COLUMN "tons" double precision;