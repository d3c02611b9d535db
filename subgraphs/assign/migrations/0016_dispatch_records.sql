CREATE TABLE "dispatch_records" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "dispatch_records_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"call_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"record" jsonb NOT NULL
);
--> statement-breakpoint
CREATE INDEX "dispatch_records_of_call" ON "dispatch_records" USING btree ("call_id");--> statement-breakpoint
CREATE INDEX "dispatch_records_oldest" ON "dispatch_records" USING btree ("at");