import { addDays, seoulDay } from '@movecall/values/days';
import { nationalTel } from '@movecall/values/tel';
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Viewer } from '@movecall/identity';
import { assignmentCompleted } from './foreign-events.ts';
import { sharedCall } from './harness.ts';

const shared = sharedCall();
const TODAY = seoulDay(new Date());

test('a team lists the jobs of a range by day and part of the day, with what it needs to go there', async () => {
  const call = await shared();
  const moverId = randomUUID();
  const [owner, team, other] = [
    await call.person(),
    await call.person('MOVER', moverId),
    await call.person('MOVER', randomUUID()),
  ];
  const job = async (days: number, slot: string): Promise<string> => {
    const id = await call.accepted(owner, { movingOn: addDays(TODAY, days) });
    await call.sql`update calls set slot = ${slot} where id = ${id}`;
    await call.deliver(call.foreignEvent('AssignmentCompleted', id, assignmentCompleted(call, moverId)));
    return id;
  };
  const later = await job(2, 'ALL_DAY');
  const afternoon = await job(1, 'AFTERNOON');
  const morning = await job(1, 'MORNING');
  const cancelled = await job(1, 'MORNING');
  const beyond = await job(3, 'ALL_DAY');
  await call.settled();
  await call.cancel(owner, cancelled);

  const jobsOf = (viewer: Viewer, from: string, to: string) =>
    call.ask<{
      teamJobs: { nodes: readonly { readonly id: string; readonly tel: string }[]; feedCursor: string };
    } | null>(
      viewer,
      'query ($from: Date!, $to: Date!) { teamJobs(from: $from, to: $to) { nodes { id tel } feedCursor } }',
      { from, to },
    );
  const listed = async (viewer: Viewer, from: string, to: string) =>
    (await jobsOf(viewer, from, to)).data?.teamJobs.nodes.map(({ id }) => id);
  const [first, last] = [addDays(TODAY, 1), addDays(TODAY, 2)];
  expect(await listed(team, first, last)).toEqual([morning, afternoon, later]);
  expect(await listed(team, addDays(TODAY, 3), addDays(TODAY, 3))).toEqual([beyond]);
  expect(await listed(other, first, last)).toEqual([]);
  expect((await jobsOf(team, first, last)).data?.teamJobs).toMatchObject({
    nodes: [{ tel: nationalTel(owner.tel) }, {}, {}],
    feedCursor: expect.any(String),
  });

  for (const viewer of [owner, await call.person('OPERATOR')])
    expect((await jobsOf(viewer, first, last)).codes).toEqual(['FORBIDDEN']);
  for (const [from, to] of [
    [last, first],
    [first, addDays(first, 62)],
    ['2026-02-30', last],
  ] as const)
    expect((await jobsOf(team, from, to)).codes).toEqual(['BAD_USER_INPUT']);
});
