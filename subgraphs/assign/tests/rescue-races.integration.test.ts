import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { amount } from '@movecall/testkit/amount';
import { addDays, type Day, startOfDay } from '@movecall/values/days';
import type { AssignmentCommand } from '../src/assignment/assignment.ts';
import type { AssignmentRequest } from '../src/dispatch/dispatch.ts';
import type { Mover } from '../src/mover/mover.ts';
import type { ProgressKind } from '../src/progress/progress.ts';
import { aRequest, DAY, noCause, place } from './fixtures.ts';
import { activeMover, type AssignHarness, createAssign, requestStatus } from './harness.ts';
import { violations } from './violations.ts';

/**
 * What teams and operators do to one call at the same moment, each on a connection of its own. RACE_ROUNDS says how many rounds each pair
 * runs: 2,000 for a long run.
 */

const ROUNDS = Number(process.env['RACE_ROUNDS'] ?? amount({ usual: 6, long: 40 }));

let assign: AssignHarness;
beforeEach(async () => {
  assign = await createAssign();
});
afterEach(async () => {
  const violated = await violations(assign);
  await assign.close();
  expect(violated).toEqual([]);
});

/** Begins after a random moment, so that the commands of a round meet in every order. @returns whether it was done, or why not */
const race = (command: AssignmentCommand & { readonly callId: string }): Promise<string> =>
  assign.db.transaction(async (tx) => {
    await tx.execute(sql`select pg_sleep(random() * 0.004)`);
    const [decision] = await assign.execute(tx, [{ id: command.callId, command, cause: noCause }]);
    return decision && 'refusal' in decision ? decision.refusal : 'DONE';
  });

type Pair = 'drop' | 'cancel' | 'reassign' | 'accept' | 'noShow' | 'arrive';

/** The commands of a round, in which `near` has the call and `far` can have it. */
const commandOf = (
  kind: Pair,
  { callId, movingOn }: AssignmentRequest,
  [near, far]: readonly [Mover, Mover],
  assignmentId: string,
) => {
  const reason = '사유';
  switch (kind) {
    case 'drop':
      return { type: 'drop', callId, byMoverId: near.id, reason, assignmentId: null } as const;
    case 'cancel':
      return { type: 'cancel', callId } as const;
    case 'reassign': {
      const to = { toMoverId: far.id, movingOn: null, slot: null };
      return { type: 'reassign', callId, ...to, reason, assignmentId, onlyIfWaiting: false } as const;
    }
    case 'noShow':
      return { type: 'noShow', callId, assignmentId } as const;
    case 'arrive':
      return reportOf('ARRIVED', callId, { byMoverId: near.id, at: lateOn(movingOn) });
    case 'accept':
      return { type: 'acceptOffer', callId, assignmentId } as const;
    default:
      return kind satisfies never;
  }
};

const reportOf = (
  step: ProgressKind,
  callId: string,
  by: { readonly byMoverId: string; readonly at: Date },
) => ({ type: 'reportProgress', callId, step, idempotencyKey: step, ...by }) as const;

/** When a team that has not arrived has not come. */
const lateOn = (day: Day): Date => new Date(startOfDay(day).getTime() + 8.6 * 60 * 60 * 1000);

/** The team has departed, and is late. */
async function onTheDay({ callId, movingOn }: AssignmentRequest, { id: byMoverId }: Mover): Promise<void> {
  assign.setNow(lateOn(movingOn));
  expect(await race(reportOf('DEPARTED', callId, { byMoverId, at: lateOn(movingOn) }))).toBe('DONE');
}

async function held({ callId }: AssignmentRequest): Promise<string> {
  const [row] = await assign.sql<{ id: string }[]>`
    select id from assignments where call_id = ${callId} and status <> 'RELEASED'`;
  return row?.id ?? expect.fail('the call has no team');
}

test.each<[Pair, Pair]>([
  ['drop', 'cancel'],
  ['drop', 'reassign'],
  ['drop', 'drop'],
  ['reassign', 'cancel'],
  ['reassign', 'reassign'],
  ['accept', 'cancel'],
  ['accept', 'reassign'],
  ['accept', 'drop'],
  ['noShow', 'cancel'],
  ['noShow', 'drop'],
  ['noShow', 'noShow'],
  ['noShow', 'reassign'],
  ['arrive', 'noShow'],
  ['arrive', 'drop'],
  ['arrive', 'cancel'],
])(
  '%s and %s of one call at the same moment leave one outcome',
  async (one, other) => {
    const isOffer = one === 'accept';
    const company = isOffer ? await assign.registerCompany({ dispatchMode: 'OFFER' }) : null;
    const near = await assign.register({ companyId: company?.id ?? null });
    const far = await assign.register({ base: place('강동구') });
    for (let round = 0; round < ROUNDS; round += 1) {
      const call = aRequest({ movingOn: addDays(DAY, round) });
      const { callId } = call;
      await assign.request(call);
      const assignmentId = await held(call);
      if (one === 'noShow' || one === 'arrive') await onTheDay(call, near);
      const commands = [one, other].map((kind) => commandOf(kind, call, [near, far], assignmentId));
      const answers = await Promise.all(commands.map(race));
      expect(answers).toContain('DONE');
      const [status, team] = [await requestStatus(assign, callId), await activeMover(assign, callId)];
      if (other === 'cancel') expect([status, team]).toEqual(['CANCELLED', null]);
      else if (other === 'reassign' && answers[1] === 'DONE') expect(team).toBe(far.id);
      else if (other === 'noShow' && one === 'arrive')
        expect(team).toBe(answers[0] === 'DONE' ? near.id : far.id);
      else expect(['ASSIGNED', 'WAITING']).toContain(status);
      // Nobody who gave it back has it.
      const [again] = await assign.sql`
        select from assignments a join assignments b using (call_id, mover_id)
        where a.call_id = ${callId} and a.released_cause in ('DROPPED', 'NO_SHOW') and b.status <> 'RELEASED'`;
      expect(again).toBeUndefined();
      await assign.cancel(callId);
    }
  },
  60_000 + ROUNDS * 500,
);
