import type { Cause, Database } from '@movecall/eventlog';
import type { Day } from '@movecall/values/days';
import type { ExecuteAssignments } from '../executor.ts';
import { planDay } from './plan.ts';
import { findPlan, keepPlan, markApplied, type Plan, readDay } from './plan-store.ts';

export interface PlanCommands {
  /** Plans a day and keeps the plan. Nothing else changes. */
  propose(day: Day): Promise<Plan>;
  /** Applies a plan as a whole, or not at all. A plan that is applied already stays so. */
  apply(id: string, cause: Cause): Promise<Plan | 'NOT_FOUND' | 'PLAN_OUTDATED'>;
}

export interface PlanCommandsDeps {
  readonly db: Database;
  readonly execute: ExecuteAssignments;
  readonly now: () => Date;
  readonly newId: () => string;
}

/** Each command is a transaction of its own. */
export const createPlanCommands = ({ db, execute, now, newId }: PlanCommandsDeps): PlanCommands => ({
  async propose(day) {
    // One moment of the day for all that is read.
    const read = (tx: Parameters<typeof readDay>[0]) => readDay(tx, day, now());
    const { jobs, options, teams } = await db.transaction(read, { isolationLevel: 'repeatable read' });
    const moves = planDay(jobs, options, teams);
    const before = jobs.reduce((sum, { distanceMeters }) => sum + distanceMeters, 0);
    const saved = moves.reduce((sum, { beforeMeters, afterMeters }) => sum + beforeMeters - afterMeters, 0);
    const plan = { id: newId(), day, before, after: before - saved, moves, appliedAt: null };
    await db.transaction((tx) => keepPlan(tx, plan, now()));
    return plan;
  },

  apply: (id, cause) =>
    db.transaction(async (tx) => {
      const plan = await findPlan(tx, id);
      if (plan === null) return 'NOT_FOUND';
      if (plan.appliedAt !== null) return plan;
      const { day, moves } = plan;
      const [decision] = await execute(tx, [{ id, command: { type: 'applyPlan', day, moves }, cause }]);
      if (decision && 'refusal' in decision) return 'PLAN_OUTDATED';
      const appliedAt = now();
      await markApplied(tx, id, appliedAt);
      return { ...plan, appliedAt };
    }),
});
