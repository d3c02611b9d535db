import { consumersOf } from '@movecall/schema/streams';
import type { Trial } from '../fault.ts';
import { makePoisonEntry, type PoisonEntry } from '../poison-entries.ts';
import type { Testbed } from '../testbed.ts';

export type AddedPoison = PoisonEntry & { readonly entryId: string };

/** Adds one poison entry per run to the streams, the kinds in turn. */
export const addPoison = (
  { system }: Testbed,
  { random, runs }: Trial,
  kinds: readonly PoisonEntry['kind'][],
): Promise<AddedPoison[]> =>
  Promise.all(
    Array.from({ length: runs }, async (_, nth) => {
      const poison = makePoisonEntry(kinds[nth % kinds.length] ?? 'not JSON', random);
      const entryId = await system.redis.xadd(system.stream(poison.producer), '*', ...poison.fields);
      return { ...poison, entryId: entryId ?? '' };
    }),
  );

/** Removes entries from the streams and from the pending lists of the consumer groups. */
export async function removePoison({ system }: Testbed, poison: readonly AddedPoison[]): Promise<void> {
  for (const { producer, entryId } of poison) {
    const stream = system.stream(producer);
    for (const name of consumersOf[producer]) await system.redis.xack(stream, name, entryId);
    await system.redis.xdel(stream, entryId);
  }
}
