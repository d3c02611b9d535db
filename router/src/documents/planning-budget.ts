import { type RateLimiterAbstract, RateLimiterMemory } from 'rate-limiter-flexible';
import { RateLimitedError } from '../rate-limits.ts';

/** Who a document's preparation counts against. */
export interface Client {
  readonly address: string;
  /** The viewer's id; null for a client without a valid token. */
  readonly identity: string | null;
}

/** How long this router may plan documents within a minute, ms. */
export interface PlanningTimes {
  readonly perIdentity: number;
  readonly perAddress: number;
  readonly inAll: number;
}

/** Meters the time that planning takes. A document that is known costs nothing. */
export interface PlanningBudget {
  /** @throws RateLimitedError when the client, or all clients together, have used their time */
  check(client: Client): Promise<void>;
  /** @param ms how long a document of the client took */
  spend(client: Client, ms: number): Promise<void>;
}

const WINDOW_SECONDS = 60;
const ALL = 'all';

/** The time is metered after it was spent: the last document may exceed a budget, by the planner's deadline at most. */
export function createPlanningBudget({ perIdentity, perAddress, inAll }: PlanningTimes): PlanningBudget {
  const limiter = (points: number): RateLimiterMemory =>
    new RateLimiterMemory({ points, duration: WINDOW_SECONDS });
  const [identities, addresses, all] = [limiter(perIdentity), limiter(perAddress), limiter(inAll)];
  const budgetsOf = ({ address, identity }: Client): (readonly [RateLimiterAbstract, string])[] => [
    [all, ALL],
    [addresses, address],
    ...(identity === null ? [] : [[identities, identity] as const]),
  ];
  return {
    async check(client) {
      for (const [budget, key] of budgetsOf(client)) {
        const spent = await budget.get(key);
        if (spent && spent.remainingPoints <= 0)
          throw new RateLimitedError(Math.ceil(spent.msBeforeNext / 1000), 'Too many new documents');
      }
    },
    async spend(client, ms) {
      await Promise.all(budgetsOf(client).map(([budget, key]) => budget.penalty(key, Math.ceil(ms))));
    },
  };
}
