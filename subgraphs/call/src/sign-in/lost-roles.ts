import type { Tel } from '@movecall/values/tel';
import { and, eq, inArray, or, type SQL, sql } from 'drizzle-orm';
import { movers, people, sessions } from '../tables.ts';

/**
 * The condition for sessions whose role their person has no longer: `hasLostRole`, for many sessions at once.
 *
 * @param operators the phones that sign in as operators
 */
export function withLostRole(operators: ReadonlySet<Tel>): SQL | undefined {
  const isOperator = operators.size === 0 ? sql`false` : inArray(people.tel, [...operators]);
  return or(
    and(
      eq(sessions.role, 'OPERATOR'),
      sql`not exists (select from ${people} where ${people.id} = ${sessions.personId} and ${isOperator})`,
    ),
    and(
      eq(sessions.role, 'MOVER'),
      sql`not exists (select from ${people} join ${movers} on ${people.tel} = any(${movers.members} || ${movers.tel})
        where ${people.id} = ${sessions.personId} and ${movers.id} = ${sessions.moverId})`,
    ),
  );
}
