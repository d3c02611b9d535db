import type { EventEnvelope } from '@movecall/eventlog';
import { randomUUID } from 'node:crypto';
import { PATIENCE } from '@movecall/testkit/patience';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { alertRequested, assignEvent, statusChanged, statusData, summary, teamOf } from './facts.ts';
import { applySilently, createWorld, type Customer, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const apply = (...events: readonly EventEnvelope[]): Promise<void> => applySilently(world, events);

const seal = (text: string): string => world.sealer.seal(text);
const telOf = ({ national }: Customer): string => `+82${national.slice(1)}`;
const changed = (customer: Customer, version: number, status: 'REQUESTED' | 'CANCELLED') =>
  statusChanged(statusData(seal, { version, status }, telOf(customer)), customer.id);
const given = ({ id }: Customer, team: ReturnType<typeof teamOf>, sequence: number) =>
  assignEvent('AssignmentCompleted', id, sequence, {
    assignmentId: randomUUID(),
    mover: team,
    distanceMeters: 7,
    givenBy: 'OPERATOR',
    summary,
  });
const taken = (
  { id }: Customer,
  team: ReturnType<typeof teamOf>,
  sequence: number,
  cause: 'REASSIGNED' | 'CALL_CANCELLED',
) =>
  assignEvent('AssignmentCancelled', id, sequence, {
    assignmentId: randomUUID(),
    cause,
    moverId: team.id,
    wasOffer: false,
    mover: team,
    summary,
  });
const dropped = ({ id }: Customer, sequence: number) =>
  alertRequested('TeamLostAlertRequested', id, sequence, {
    recipient: { tel: seal('+821000000000') },
    cause: 'DROPPED',
    team: { sealed: seal('백영곤') },
    summary,
  });
const erasure = ({ id }: Customer): EventEnvelope => ({
  ...changed(world.newCustomer(), 9, 'CANCELLED'),
  correlationId: id,
  type: 'CallErased',
  data: {},
});

const rowsOf = ({ id }: Customer) =>
  world.sql<{ template: string; recipient_id: string | null; status: string }[]>`
    select template, recipient_id, status from deliveries where correlation_id = ${id} order by template, created_at, version`;

it('both teams of a reassigned call are told once, and what is overtaken is withdrawn for its team only', async () => {
  const customer = world.newCustomer();
  const [first, second] = [teamOf(seal), teamOf(seal)];
  const events = [
    given(customer, first, 1),
    taken(customer, first, 2, 'REASSIGNED'),
    given(customer, second, 3),
  ];
  await apply(...events);
  await apply(...events);
  expect(await rowsOf(customer)).toEqual([
    { template: 'JOB_ASSIGNED', recipient_id: first.id, status: 'SUPERSEDED' },
    { template: 'JOB_ASSIGNED', recipient_id: second.id, status: 'PENDING' },
    { template: 'JOB_RELEASED', recipient_id: first.id, status: 'PENDING' },
  ]);
});

it('a cancel withdraws what teams and operators were to hear, whichever is heard of first, but not that a job is gone', async () => {
  const [before, after] = [world.newCustomer(), world.newCustomer()];
  const team = teamOf(seal);
  const cancel = (customer: Customer) => [changed(customer, 3, 'CANCELLED')];
  const others = (customer: Customer) => [given(customer, team, 1), dropped(customer, 9)];
  await apply(...others(before));
  await apply(...cancel(before));
  await apply(...cancel(after));
  await apply(...others(after));
  for (const customer of [before, after]) {
    await apply(taken(customer, team, 2, 'CALL_CANCELLED'));
    expect((await rowsOf(customer)).map(({ template, status }) => `${template} ${status}`)).toEqual([
      'CALL_CANCELLED PENDING',
      'JOB_ASSIGNED SUPERSEDED',
      'JOB_RELEASED PENDING',
      'TEAM_LOST SUPERSEDED',
    ]);
  }
});

it('a team hears that a job is gone though its customer has deleted everything, and then its words are deleted', async () => {
  const [before, after] = [world.newCustomer(), world.newCustomer()];
  const team = teamOf(seal);
  for (const customer of [before, after]) await apply(changed(customer, 1, 'REQUESTED'));
  await apply(taken(before, team, 2, 'CALL_CANCELLED'));
  await apply(erasure(before), erasure(after));
  await apply(taken(after, team, 2, 'CALL_CANCELLED'));
  const notifier = await world.startNotifier();
  await before.settled(2);
  await after.settled(2);
  for (const { id } of [before, after])
    expect(
      await world.sql`
        select status, recipient, variables from deliveries where correlation_id = ${id} and template = 'JOB_RELEASED'`,
    ).toEqual([{ status: 'DELIVERED', recipient: null, variables: {} }]);
  await notifier.close();
});

it('what cannot be sent to the customer holds back no message to a team', async () => {
  const customer = world.newCustomer();
  await apply(changed(customer, 1, 'REQUESTED'));
  await world.sql`update deliveries set due_at = now() + interval '1 hour' where correlation_id = ${customer.id}`;
  await apply(given(customer, teamOf(seal), 2));
  const notifier = await world.startNotifier();
  await vi.waitFor(
    async () =>
      expect((await rowsOf(customer)).map(({ template, status }) => `${template} ${status}`)).toEqual([
        'CALL_ACCEPTED PENDING',
        'JOB_ASSIGNED DELIVERED',
      ]),
    PATIENCE,
  );
  await notifier.close();
});

it('a team that is switched on again withdraws what operators were to hear of its jobs', async () => {
  const team = teamOf(seal);
  const alert = alertRequested('JobsAtRiskAlertRequested', team.id, 1, {
    recipient: { tel: seal('+821000000000') },
    risk: 'TEAM_OFF',
    name: team.name,
    jobs: 2,
    firstOn: summary.movingOn,
  });
  const on = { ...alert, id: randomUUID(), producer: 'assign', type: 'MoverAvailabilityChanged' };
  await apply(alert, { ...on, data: { moverId: team.id, available: true } });
  expect(await world.sql`select status from deliveries where correlation_id = ${team.id}`).toEqual([
    { status: 'SUPERSEDED' },
  ]);
});
