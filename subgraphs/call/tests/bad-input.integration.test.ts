import { describe, expect, test } from 'vitest';
import { leftovers, startCall } from './harness.ts';
import { readCall } from './queries.ts';

describe('bad input', () => {
  test('is answered for all fields together, in Korean, and nothing is stored', async () => {
    const call = await startCall();
    const customer = await call.person();
    const { moveCall, userErrors } = await call.request(customer, {
      location: { address: '가'.repeat(3_000) },
      destination: { address: '' },
      movingOn: '2020-01-01',
      cost: -1,
      tel: '01099998888',
    });
    expect(moveCall).toBeNull();
    expect(userErrors.map(({ code, field }) => [code, field?.join('.')])).toEqual([
      ['UNKNOWN_LOCATION', 'input.location.address'],
      ['UNKNOWN_LOCATION', 'input.destination.address'],
      ['INVALID_DATE', 'input.movingOn'],
      ['INVALID_COST', 'input.cost'],
      ['INVALID_TEL', 'input.tel'],
    ]);
    for (const { message } of userErrors) expect(message).toMatch(/요\./);
    expect(await leftovers(call)).toEqual({ calls: 0, versions: 0, attempts: [], events: [] });
    expect(call.manage.requests).toEqual([]);
    expect(await call.sql`select tel from people`).toEqual([{ tel: customer.tel }]);
  });

  test.each([7, true, {}, ['2027-01-01']])(
    'the day %j, which is not a string, is answered BAD_USER_INPUT',
    async (movingOn) => {
      const call = await startCall();
      await expect(call.request(await call.person(), { movingOn })).rejects.toThrow('BAD_USER_INPUT');
    },
  );

  test.each(['가'.repeat(201), 'a\u0000b', '\ud800'])(
    'a reason that cannot be stored is answered BAD_USER_INPUT and cancels nothing',
    async (reason) => {
      const call = await startCall();
      const customer = await call.person();
      const id = await call.accepted(customer);
      await expect(call.cancel(customer, id, reason)).rejects.toThrow('BAD_USER_INPUT');
      expect((await readCall(call, customer, id)).data.moveCall).toMatchObject({ status: 'REQUESTED' });
    },
  );
});
