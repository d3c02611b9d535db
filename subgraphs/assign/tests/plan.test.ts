import { movingSlots } from '@movecall/schema/events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Option, type PlannedJob, type PlannedTeam, planDay } from '../src/planning/plan.ts';
import { slotsOverlap, slotTaken } from '../src/slots.ts';

const job = (callId: string, moverId: string, distanceMeters: number): PlannedJob => ({
  callId,
  assignmentId: `assignment of ${callId}`,
  moverId,
  slot: 'ALL_DAY',
  distanceMeters,
});
const team = (id: string): PlannedTeam => ({ id, slotsPerDay: 2, taken: [] });

test('two jobs change teams when that is shorter, the one that saves most first, and stay when it is not', () => {
  const jobs = [job('a', 'one', 10), job('b', 'two', 100)];
  const options: Option[] = [
    { callId: 'a', moverId: 'two', distanceMeters: 20 },
    { callId: 'b', moverId: 'one', distanceMeters: 30 },
  ];
  expect(planDay(jobs, options, [team('one'), team('two')])).toMatchObject([
    { callId: 'b', fromMoverId: 'two', toMoverId: 'one', beforeMeters: 100, afterMeters: 30 },
    { callId: 'a', fromMoverId: 'one', toMoverId: 'two', beforeMeters: 10, afterMeters: 20 },
  ]);
  const longer = options.map((option) => ({ ...option, distanceMeters: 55 }));
  expect(planDay(jobs, longer, [team('one'), team('two')])).toEqual([]);
});

test('a job goes to a team without work, not to one whose day is taken, and nobody changes for nothing', () => {
  const options = [{ callId: 'a', moverId: 'idle', distanceMeters: 10 }];
  const free = [team('one'), team('idle')];
  expect(planDay([job('a', 'one', 11)], options, free)).toMatchObject([{ toMoverId: 'idle' }]);
  expect(planDay([job('a', 'one', 10)], options, free)).toEqual([]);
  const taken: PlannedTeam = { ...team('idle'), taken: ['MORNING'] };
  expect(planDay([job('a', 'one', 11)], options, [team('one'), taken])).toEqual([]);
});

/** A day whose teams have time for their jobs, which take them in the order of the list. */
const aDay = fc
  .record({
    teams: fc.array(
      fc.record({
        slotsPerDay: fc.constantFrom(1 as const, 2 as const),
        taken: fc.subarray([...movingSlots], { maxLength: 1 }),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    wanted: fc.array(
      fc.record({
        slot: fc.constantFrom(...movingSlots),
        ways: fc.array(fc.integer({ min: 0, max: 40_000 }), { minLength: 6, maxLength: 6 }),
        fits: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
      }),
      { maxLength: 9 },
    ),
  })
  .map(({ teams: drawn, wanted }) => {
    const teams = drawn.map((each, nth): PlannedTeam => ({ id: `team ${nth}`, ...each }));
    const jobs: PlannedJob[] = [];
    const options: Option[] = [];
    for (const [nth, { slot, ways, fits }] of wanted.entries()) {
      const able = teams.filter((_, at) => fits[at]);
      const ofTeam = (id: string) => jobs.filter(({ moverId }) => moverId === id).map((each) => each.slot);
      const first = able.find((each) => hasTime(each, [...ofTeam(each.id), slot]));
      if (!first) continue;
      const wayTo = ({ id }: PlannedTeam): number => ways[teams.findIndex((each) => each.id === id)] ?? 0;
      jobs.push({ ...job(`call ${nth}`, first.id, wayTo(first)), slot });
      for (const each of able)
        options.push({ callId: `call ${nth}`, moverId: each.id, distanceMeters: wayTo(each) });
    }
    return { teams, jobs, options };
  });

function hasTime({ slotsPerDay, taken }: PlannedTeam, jobs: readonly PlannedJob['slot'][]): boolean {
  const all = [...taken, ...jobs].map((slot) => slotTaken(slotsPerDay, slot));
  return all.every((slot, nth) => all.slice(nth + 1).every((other) => !slotsOverlap(slot, other)));
}

test('a plan is never longer, gives jobs only to teams that can do them, and no team more than it has time for', () => {
  fc.assert(
    fc.property(aDay, ({ teams, jobs, options }) => {
      const moves = planDay(jobs, options, teams);
      const saved = moves.reduce((sum, move) => sum + move.beforeMeters - move.afterMeters, 0);
      expect(moves.length === 0 ? saved === 0 : saved > 0).toBe(true);
      for (const { callId, toMoverId, afterMeters } of moves)
        expect(options).toContainEqual({ callId, moverId: toMoverId, distanceMeters: afterMeters });
      const after = jobs.map((each) => ({
        ...each,
        moverId: moves.find(({ callId }) => callId === each.callId)?.toMoverId ?? each.moverId,
      }));
      for (const each of teams) {
        const slots = after.filter(({ moverId }) => moverId === each.id).map(({ slot }) => slot);
        expect(slots.length === 0 || hasTime(each, slots)).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});

test('a day of whole days gets the shortest way that there is', () => {
  const whole = aDay.map(({ teams, jobs, options }) => {
    const first = jobs.filter(
      ({ moverId }, nth) => jobs.findIndex((other) => other.moverId === moverId) === nth,
    );
    return { teams, options, jobs: first.map((each) => ({ ...each, slot: 'ALL_DAY' as const })) };
  });
  fc.assert(
    fc.property(whole, ({ teams, jobs, options }) => {
      const free = teams.map((each) => ({ ...each, taken: [] }));
      const moves = planDay(jobs, options, free);
      const saved = moves.reduce((sum, move) => sum + move.beforeMeters - move.afterMeters, 0);
      const before = jobs.reduce((sum, { distanceMeters }) => sum + distanceMeters, 0);
      expect(before - saved).toBe(shortest(jobs, options));
    }),
  );
});

/** By trying everything. */
function shortest([first, ...others]: readonly PlannedJob[], options: readonly Option[]): number {
  if (!first) return 0;
  const ways = options.filter(({ callId }) => callId === first.callId);
  return Math.min(
    ...ways.map(
      ({ moverId, distanceMeters }) =>
        distanceMeters +
        shortest(
          others,
          options.filter((option) => option.moverId !== moverId),
        ),
    ),
  );
}
