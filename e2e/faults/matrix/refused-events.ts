import { until } from '@movecall/service/until';
import { findLetters, redriveLetter } from '@movecall/ops/dead-letters';
import { consumersOf, type Producer, producers } from '@movecall/schema/streams';
import { makeCalls, waitForCalls } from '../bulk-calls.ts';
import type { Fault } from '../fault.ts';
import { opsSystemOf } from '../ops-system.ts';
import { PATIENCE_MS } from '../patience.ts';
import { runConcurrently } from '../run-concurrently.ts';
import type { Testbed } from '../testbed.ts';

/** Every pair of a producer and a service that consumes its events. */
const routes = producers.flatMap((producer) =>
  consumersOf[producer].map((consumer) => ({ producer, consumer })),
);
const REDRIVE_CONCURRENCY = 5;

export const refusedEvents: Omit<Fault, 'group'> = {
  name: 'the first event about a call is refused by a database, given up, and driven again',
  expect:
    'after the redrive of the dead letter, the call is confirmed once, and its customer is notified once',
  runs: { full: 50, quick: 3 },
  p99Ms: null,
  async inject(testbed, trial) {
    const ops = opsSystemOf(testbed);
    await refuseFirstEvents(testbed);
    let ids: string[];
    try {
      ids = await makeCalls(testbed, trial.random, trial.runs);
      const isAboutThem = (payload: string): boolean => ids.some((id) => payload.includes(id));
      await until(
        'a dead letter of every call',
        async () =>
          (await findLetters(ops, producers)).filter(({ payload }) => isAboutThem(payload)).length >=
            ids.length || undefined,
        PATIENCE_MS,
      );
    } finally {
      await refuseNoLonger(testbed);
    }
    const letters = await findLetters(ops, producers);
    const perService = producers.map(
      (name) => `${letters.filter(({ service }) => service === name).length} in ${name}`,
    );
    trial.note(`dead letters: ${perService.join(', ')}`);
    const since = performance.now();
    await runConcurrently(letters.length, REDRIVE_CONCURRENCY, async (nth) => {
      const letter = letters[nth];
      if (!letter) return;
      const { ok, message } = await redriveLetter(ops, letter);
      if (!ok) trial.violated(message);
    });
    await waitForCalls(testbed, ids, 'CONFIRMED', {
      onSettled: () => trial.recovered(performance.now() - since),
    });
  },
};

/** Installs triggers: the hash of a call's id chooses one route, and the call's first event on that route is refused. */
async function refuseFirstEvents(testbed: Testbed): Promise<void> {
  for (const name of producers) {
    const refused = routes.flatMap(({ producer, consumer }, nth) =>
      consumer === name ? [`('${producer}', ${nth})`] : [],
    );
    await testbed.system.sql[name].unsafe(`
      create function refuse() returns trigger language plpgsql as $$ begin
        if new.outcome = 'APPLIED' and new.sequence = 1
          and (new.producer, ('x' || left(md5(new.correlation_id::text), 6))::bit(24)::int % ${routes.length})
            in (${refused.join(', ')})
        then raise exception 'refused'; end if;
        return new;
      end $$;
      create trigger refuse before insert on inbox for each row execute function refuse()`);
  }
}

const refuseNoLonger = ({ system }: Testbed): Promise<unknown> =>
  Promise.all(
    producers.map((name: Producer) => system.sql[name].unsafe('drop function if exists refuse cascade')),
  );
