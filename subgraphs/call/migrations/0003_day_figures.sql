CREATE INDEX "calls_under_way" ON "calls" USING btree ("status") WHERE "calls"."status" in ('REQUESTED', 'ASSIGNING', 'IN_PROGRESS');--> statement-breakpoint
CREATE INDEX "calls_by_tel_end" ON "calls" USING btree (reverse("tel") text_pattern_ops);--> statement-breakpoint
CREATE INDEX "timeline_confirmed" ON "timeline" USING btree ("at") WHERE "timeline"."status" = 'CONFIRMED';