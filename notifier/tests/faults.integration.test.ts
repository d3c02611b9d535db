import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FaultMode } from '@movecall/sandbox/faults';
import { createWorld, type World } from './world.ts';

let reporting: World;
/** Its provider sends no delivery reports: only lookups find an outcome. */
let silent: World;
beforeAll(async () => {
  [reporting, silent] = await Promise.all([createWorld(), createWorld({ reports: false })]);
  await Promise.all([reporting.startNotifier(), silent.startNotifier()]);
});
afterAll(() => Promise.all([reporting.close(), silent.close()]));

/** Sends one message under a fault. Returns, after its end, its row, the phone's messages and the published outcomes. */
async function suffer(fault: FaultMode, times: number, world: World) {
  await world.fault(fault, times);
  const customer = world.newCustomer();
  await world.state(customer.statusFact(1, 'REQUESTED'));
  const [row] = await customer.settled(1);
  const outcomes = (await customer.alerts()).map(({ data }) => data.outcome);
  return { row, messages: await customer.messages(), outcomes };
}

describe('one message arrives exactly once under each fault of the provider', () => {
  it.each([
    ['none', 1, 'reports', 1],
    ['none', 1, 'silence', 1],
    ['503', 3, 'reports', 4],
    ['429', 3, 'reports', 4],
    ['timeout-after-accept', 1, 'reports', 1],
    ['timeout-after-accept', 1, 'silence', 1],
    ['reset-after-accept', 1, 'reports', 1],
    ['reset-after-accept', 1, 'silence', 1],
    ['hang', 2, 'reports', 3],
    ['hang', 1, 'silence', 2],
    ['report-duplicates', 1, 'reports', 1],
    ['report-out-of-order', 1, 'reports', 1],
    ['no-report', 1, 'reports', 1],
  ] as const)('%s, %i times, with %s: %i attempt(s)', async (fault, times, after, attempts) => {
    const { row, messages, outcomes } = await suffer(fault, times, after === 'reports' ? reporting : silent);
    expect(messages).toMatchObject([{ templateId: 'CALL_ACCEPTED', status: 'DELIVERED' }]);
    expect(row).toMatchObject({ status: 'DELIVERED', attempt: attempts });
    expect(outcomes).toEqual(['DELIVERED']);
  });

  it.each(['reports', 'silence'])(
    'accept-then-fail, with %s: the message fails and is not retried',
    async (after) => {
      const { row, messages, outcomes } = await suffer(
        'accept-then-fail',
        1,
        after === 'reports' ? reporting : silent,
      );
      expect(messages).toMatchObject([{ status: 'FAILED' }]);
      expect(row).toMatchObject({ status: 'FAILED', failureCode: '3104', attempt: 1 });
      expect(outcomes).toEqual(['FAILED']);
    },
  );
});

it.each(['reports', 'silence'])(
  'every customer receives each message once while all faults happen together, with %s',
  async (after) => {
    const world = after === 'reports' ? reporting : silent;
    const modes = [
      '503',
      'timeout-after-accept',
      'reset-after-accept',
      '429',
      'hang',
      'report-duplicates',
      'no-report',
    ] as const;
    const customers = [];
    for (const mode of modes) {
      await world.fault(mode, 4);
      const some = Array.from({ length: 6 }, () => world.newCustomer());
      customers.push(...some);
      await world.state(
        ...some.flatMap((customer) => [
          customer.statusFact(1, 'REQUESTED'),
          customer.statusFact(2, 'CONFIRMED'),
        ]),
      );
      // Wait until the messages are recorded: they meet this fault, mixed with what is left of the faults before it.
      await Promise.all(some.map((customer) => customer.stands(/./)));
    }
    for (const customer of customers) {
      expect((await customer.settled(2)).map(({ status }) => status)).toEqual(['DELIVERED', 'DELIVERED']);
      expect((await customer.messages()).map(({ templateId }) => templateId)).toEqual([
        'CALL_ACCEPTED',
        'MOVER_CONFIRMED',
      ]);
    }
  },
);
