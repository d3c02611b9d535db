import { askGraphql } from '@movecall/testkit/client';
import { until } from '@movecall/service/until';
import { addDays, seoulDay } from '@movecall/values/days';
import type { System } from '../../support/system.ts';
import { PATIENCE_MS } from '../patience.ts';
import type { Testbed } from '../testbed.ts';
import { createDisturbances } from './disturbances.ts';
import type { MoverPool } from './mover-pool.ts';
import { observe } from './observe.ts';
import { type MadeQuote, makeQuote } from './make-quote.ts';
import type { SystemUnderTest } from './system-under-test.ts';

export interface RealSystem extends SystemUnderTest {
  /** Cancels the waiting calls and removes the registered movers, so that the next sequence has its movers to itself. */
  leave(): Promise<void>;
}

/**
 * The running system, as one sequence uses it.
 *
 * @param nth of the sequence: it gives the sequence days and idempotency keys of its own
 */
export function createRealSystem(testbed: Testbed, pool: MoverPool, nth: number): RealSystem {
  const { system } = testbed;
  const { stack } = system;
  const keyPrefix = `model ${nth} `;
  const days = [0, 1].map((day) => addDays(seoulDay(new Date()), 1 + ((2 * nth + day) % 360)));
  const callIds = new Set<string>();
  /** The first version of each quote that was made, by its name. */
  const quotes = new Map<string, MadeQuote>();
  const movers = pool.forSequence();
  const disturbances = createDisturbances(testbed);
  let stopped: string | null = null;

  return {
    async makeQuote({ quote, home: address, day, moveType }) {
      if (quote === null || quotes.has(quote.name)) return;
      const move = { moveType, address, movingOn: days[day] ?? '' };
      const made = await makeQuote(system, move, null);
      if (quote.outdated) await makeQuote(system, move, made.id);
      quotes.set(quote.name, made);
    },
    async request({ key, day, home, moveType, quote }) {
      const sent = {
        idempotencyKey: `${keyPrefix}${key}`,
        address: home,
        movingOn: days[day] ?? '',
        moveType,
      };
      const made = quote && quotes.get(quote.name);
      if (quote && !made) throw new Error(`${quote.name} was not made before ${key}`);
      const answer = await (made ? testbed.accept({ ...sent, quote: made }) : testbed.request(sent));
      if (answer.outcome === 'ACCEPTED') callIds.add(answer.callId);
      return answer;
    },
    cancel: (id) => cancelOnce(system, id),
    register: (mover) => movers.register(mover),
    switch: (mover, available) => movers.switch(mover, available),
    async holderOf(id) {
      const [held] = await system.sql.assign<{ assignmentId: string; moverId: string }[]>`
        select id as "assignmentId", mover_id as "moverId" from assignments
        where call_id = ${id} and status = 'ACTIVE'`;
      const mover = held && movers.names().get(held.moverId);
      return held && mover !== undefined ? { assignmentId: held.assignmentId, mover } : null;
    },
    drop: (id, assignmentId) => changeTeam(system, DROP, { id, assignmentId }),
    reassign: (id, mover) => changeTeam(system, REASSIGN, { id, moverId: movers.idOf(mover) }),

    async stop(service) {
      stopped = service;
      await stack.stop(service);
    },
    async start(service) {
      stopped = null;
      // The next commands run while the service starts, and may stop it again.
      disturbances.add(stack.start(service).catch(() => undefined));
    },
    disturb: (disturbance) => disturbances.disturb(disturbance),

    async settle() {
      await disturbances.ended();
      await waitUntilAttemptsSettle(system);
      await system.settle();
      return observe(system.sql, {
        callIds: [...callIds],
        keys: keyPrefix,
        days,
        movers: movers.names(),
      });
    },

    async leave() {
      await disturbances.ended();
      if (stopped !== null) await stack.start(stopped);
      await cancelWaiting(system, [...callIds]);
      await movers.leave();
    },
  };
}

const DROP = `mutation ($id: ID!, $assignmentId: ID) {
  dropMoveCall(id: $id, assignmentId: $assignmentId, reason: "차량 고장") { userErrors { code } } }`;
const REASSIGN = `mutation ($id: ID!, $moverId: ID!) {
  reassignMoveCall(id: $id, moverId: $moverId, reason: "운영자 판단") { userErrors { code } } }`;

/** An operator's change of the team of a call, sent once. @returns whether it was done; null when there was no answer */
async function changeTeam(
  { addresses, operator }: Pick<System, 'addresses' | 'operator'>,
  mutation: string,
  variables: Readonly<Record<string, string>>,
): Promise<boolean | null> {
  const answer = await askGraphql<Record<string, { userErrors: { code: string }[] }>>(
    addresses,
    mutation,
    variables,
    operator.token,
  ).catch(() => null);
  const [payload] = Object.values(answer?.data ?? {});
  if (!payload || payload.userErrors.some(({ code }) => code === 'TRY_AGAIN_LATER')) return null;
  return payload.userErrors.length === 0;
}

async function cancelOnce(
  { addresses, customer }: Pick<System, 'addresses' | 'customer'>,
  id: string,
): Promise<'CANCELLED' | 'ALREADY_CANCELLED' | null> {
  const answer = await askGraphql<{ cancelMoveCall: { userErrors: { code: string }[] } }>(
    addresses,
    'mutation ($id: ID!) { cancelMoveCall(id: $id) { userErrors { code } } }',
    { id },
    customer.token,
  ).catch(() => null);
  const refusals = answer?.data?.cancelMoveCall.userErrors;
  if (!refusals) return null;
  const [refusal] = refusals;
  if (refusal && refusal.code !== 'ALREADY_CANCELLED')
    throw new Error(`the cancel of call ${id} was refused: ${refusal.code}`);
  return refusal ? 'ALREADY_CANCELLED' : 'CANCELLED';
}

async function waitUntilAttemptsSettle({ sql }: System): Promise<void> {
  await until(
    'all attempts to be settled',
    async () =>
      (await sql.call`select from attempts where status = 'PENDING' limit 1`).count === 0 || undefined,
    PATIENCE_MS,
  );
}

/** A waiting call would take a mover of the next sequence. A confirmed call may keep its mover. */
async function cancelWaiting(system: System, callIds: readonly string[]): Promise<void> {
  const waiting = await system.sql.assign<{ id: string }[]>`
    select call_id as id from requests where call_id = any(${[...callIds]}::uuid[]) and status = 'WAITING'`;
  for (const { id } of waiting)
    await until(
      `call ${id} to be cancelled`,
      async () => (await cancelOnce(system, id)) ?? undefined,
      PATIENCE_MS,
    );
}
