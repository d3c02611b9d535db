CREATE TABLE "mover_phones" (
	"tel" text PRIMARY KEY NOT NULL,
	"mover_id" uuid NOT NULL
);
--> statement-breakpoint
ALTER TABLE "movers" ADD COLUMN "members" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "mover_phones" ADD CONSTRAINT "mover_phones_mover_id_movers_id_fk" FOREIGN KEY ("mover_id") REFERENCES "public"."movers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "mover_phones_of_mover" ON "mover_phones" USING btree ("mover_id");
--> statement-breakpoint
-- By hand, drizzle generates no triggers. The previous release, which knows no members, keeps the phones too.
INSERT INTO "mover_phones" ("tel", "mover_id") SELECT "tel", "id" FROM "movers";--> statement-breakpoint
CREATE FUNCTION "keep_mover_phones"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM mover_phones WHERE mover_id = NEW.id;
  INSERT INTO mover_phones (tel, mover_id) SELECT DISTINCT phone, NEW.id FROM unnest(NEW.members || NEW.tel) AS phone;
  RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER "movers_phones" AFTER INSERT OR UPDATE OF "tel", "members" ON "movers"
  FOR EACH ROW EXECUTE FUNCTION "keep_mover_phones"();
