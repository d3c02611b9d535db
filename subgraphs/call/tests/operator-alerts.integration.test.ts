import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { sharedCall } from './harness.ts';

const OPERATORS = ['+821000000000', '+821000000001'];
const shared = sharedCall(() => ({ OPERATOR_TELS: '01000000000,01000000001' }));

const summary = {
  moveType: 'FULL_PACKING',
  region: '서울 마포구',
  movingOn: '2026-12-07',
  slot: 'MORNING',
  tons: null,
} as const;

type Call = Awaited<ReturnType<typeof shared>>;

/** A team has lost a call. */
const lost = (call: Call, id: string, cause: 'DROPPED' | 'NO_SHOW' | 'REASSIGNED') =>
  call.foreignEvent('AssignmentCancelled', id, {
    assignmentId: randomUUID(),
    cause,
    mover: {
      id: randomUUID(),
      name: { sealed: call.sealer.seal('백영곤') },
      tel: call.sealer.seal('+821023456789'),
      plate: '34가4567',
    },
    summary,
  });

interface Asked {
  readonly recipient: { readonly tel: string };
}
const phonesIn = async (call: Call, type: 'TeamLostAlertRequested' | 'JobsAtRiskAlertRequested') =>
  (await call.outbox(type)).map(({ correlationId, data }) => ({
    correlationId,
    tel: call.sealer.unseal((data as Asked).recipient.tel),
  }));

test('each operator is to be told of a team that dropped a call or did not come, and of no other release', async () => {
  const call = await shared();
  const customer = await call.person();
  const [dropped, missed, moved] = [
    await call.accepted(customer),
    await call.accepted(customer),
    await call.accepted(customer),
  ];
  await call.deliver(
    lost(call, dropped, 'DROPPED'),
    lost(call, missed, 'NO_SHOW'),
    lost(call, moved, 'REASSIGNED'),
  );
  await call.settled();
  const asked = await phonesIn(call, 'TeamLostAlertRequested');
  const expected = [dropped, missed].flatMap((correlationId) =>
    OPERATORS.map((tel) => ({ correlationId, tel })),
  );
  expect(asked).toHaveLength(expected.length);
  expect(asked).toEqual(expect.arrayContaining(expected));
  expect(JSON.stringify(await call.outbox('TeamLostAlertRequested'))).not.toMatch(/1000000000|백영곤/);
});

test('nobody is told of a team that a cancelled call has lost', async () => {
  const call = await shared();
  const customer = await call.person();
  const id = await call.accepted(customer);
  await call.cancel(customer, id);
  await call.deliver(lost(call, id, 'NO_SHOW'));
  await call.settled();
  expect(await call.outbox('TeamLostAlertRequested')).toEqual([]);
});

test('each operator is to be told of the jobs of a team that is switched off, not of one without jobs', async () => {
  const call = await shared();
  const [busy, idle] = [randomUUID(), randomUUID()];
  const team = { sealed: call.sealer.seal('백영곤') };
  await call.deliver(
    call.foreignEvent('MoverAvailabilityChanged', busy, {
      moverId: busy,
      available: false,
      jobsAtRisk: { team, jobs: 2, firstOn: '2026-12-07' },
    }),
    call.foreignEvent('MoverAvailabilityChanged', idle, { moverId: idle, available: false }),
  );
  await call.settled();
  expect(await phonesIn(call, 'JobsAtRiskAlertRequested')).toEqual(
    OPERATORS.map((tel) => ({ correlationId: busy, tel })),
  );
  expect((await call.outbox('JobsAtRiskAlertRequested'))[0]?.data).toMatchObject({
    risk: 'TEAM_OFF',
    jobs: 2,
    firstOn: '2026-12-07',
  });
});
