import { describe, expect, test } from 'vitest';
import { leftovers, sharedCall, startCall } from './harness.ts';
import { readCall } from './queries.ts';

const shared = sharedCall();

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

  test('an address that fits several places is answered with what it can mean', async () => {
    const call = await startCall();
    const { data } = await call.ask(
      await call.person(),
      `mutation { requestMoveCall(input: { moveType: FULL_PACKING, location: { address: "고성군" }, cost: 1 }) {
        moveCall { id } userErrors { code message field candidates }
      } }`,
    );
    expect(data).toEqual({
      requestMoveCall: {
        moveCall: null,
        userErrors: [
          {
            code: 'AMBIGUOUS_LOCATION',
            message: '같은 이름의 지역이 여러 곳이에요. 시·도와 함께 적어 주세요: 강원 고성군, 경남 고성군',
            field: ['input', 'location', 'address'],
            candidates: ['강원 고성군', '경남 고성군'],
          },
        ],
      },
    });
    expect(await leftovers(call)).toEqual({ calls: 0, versions: 0, attempts: [], events: [] });
  });

  test.each([7, true, {}, ['2027-01-01']])(
    'the day %j, which is not a string, is answered BAD_USER_INPUT',
    async (movingOn) => {
      const call = await shared();
      await expect(call.request(await call.person(), { movingOn })).rejects.toThrow('BAD_USER_INPUT');
    },
  );

  test.each(['가'.repeat(201), 'a\u0000b', '\ud800'])(
    'a reason that cannot be stored is answered BAD_USER_INPUT and cancels nothing',
    async (reason) => {
      const call = await shared();
      const customer = await call.person();
      const id = await call.accepted(customer);
      await expect(call.cancel(customer, id, reason)).rejects.toThrow('BAD_USER_INPUT');
      expect((await readCall(call, customer, id)).data.moveCall).toMatchObject({ status: 'REQUESTED' });
    },
  );
});
