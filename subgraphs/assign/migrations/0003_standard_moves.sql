-- A team that takes packed moves takes those that the customer packs too.
UPDATE "movers" SET "move_types" = array_append("move_types", 'STANDARD')
WHERE "move_types" @> '{FULL_PACKING}' AND NOT "move_types" @> '{STANDARD}';
