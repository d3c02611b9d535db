import type { Database, Transaction } from '@movecall/eventlog';
import type { MovingSlot } from '@movecall/schema/events';
import type { Day } from '@movecall/values/days';
import { type SQL, sql } from 'drizzle-orm';
import { assignments, companies, movers, requests } from '../tables.ts';

/** Jobs that somebody should look at. Nothing takes them from their teams by itself: an operator decides. */

export const jobRisks = ['TEAM_OFF', 'INSURANCE_ENDED'] as const;
export type JobRisk = (typeof jobRisks)[number];

/** What is known of a job and of the team that has it. */
export interface JobFacts {
  readonly movingOn: Day;
  readonly hasQuote: boolean;
  /** Whether the team is switched on. */
  readonly available: boolean;
  /** The last day of its company's insurance; null for a team without a company. */
  readonly insuredUntil: Day | null;
}

/** Why a job is at risk; null when it is not. Without a quote nobody was promised an insured company. */
export function riskOf({ movingOn, hasQuote, available, insuredUntil }: JobFacts): JobRisk | null {
  if (!available) return 'TEAM_OFF';
  return hasQuote && (insuredUntil === null || insuredUntil < movingOn) ? 'INSURANCE_ENDED' : null;
}

export interface JobAtRisk {
  readonly call: { readonly id: string };
  readonly assignmentId: string;
  readonly moverId: string;
  readonly movingOn: Day;
  readonly slot: MovingSlot;
  readonly risk: JobRisk;
}

type JobRow = Omit<JobAtRisk, 'call' | 'risk'> & JobFacts & { readonly callId: string };

/** The jobs at risk from a day on, the next ones first. The insurance is that of the company for which the team got the call. */
export async function findJobsAtRisk(
  db: Database,
  { from, limit }: { readonly from: Day; readonly limit: number },
): Promise<JobAtRisk[]> {
  const rows = await db.execute<JobRow & Record<string, unknown>>(sql`
    select ${requests.callId} as "callId", ${assignments.id} as "assignmentId", ${movers.id} as "moverId",
      ${requests.movingOn}::text as "movingOn", ${requests.slot} as "slot", ${requests.hasQuote} as "hasQuote",
      ${movers.available} as "available", ${companies.insuredUntil}::text as "insuredUntil"
    from ${assignments}
    join ${requests} on ${requests.callId} = ${assignments.callId}
    join ${movers} on ${movers.id} = ${assignments.moverId}
    left join ${companies} on ${companies.id} = coalesce(${assignments.moverCompanyId}, ${movers.companyId})
    where ${assignments.status} <> 'RELEASED' and ${requests.movingOn} >= ${from}::date and (not ${movers.available}
      or ${requests.hasQuote} and coalesce(${companies.insuredUntil} < ${requests.movingOn}, true))
    order by ${requests.movingOn}, ${assignments.id} limit ${limit}`);
  return rows.flatMap(({ callId, hasQuote, available, insuredUntil, ...job }) => {
    const risk = riskOf({ movingOn: job.movingOn, hasQuote, available, insuredUntil });
    return risk === null ? [] : [{ call: { id: callId }, ...job, risk }];
  });
}

/** The moving days of a team's jobs from a day on, each as often as it has jobs. */
export const daysOfTeam = (tx: Transaction, moverId: string, from: Day): Promise<Day[]> =>
  daysOfJobs(tx, from, sql`${assignments.moverId} = ${moverId}`);

/** The same of the jobs with a quote for which a company must be insured. */
export const insuredDaysOf = (tx: Transaction, companyId: string, from: Day): Promise<Day[]> =>
  daysOfJobs(
    tx,
    from,
    sql`${requests.hasQuote} and coalesce(${assignments.moverCompanyId}, ${movers.companyId}) = ${companyId}`,
  );

async function daysOfJobs(tx: Transaction, from: Day, which: SQL): Promise<Day[]> {
  const rows = await tx.execute<{ readonly day: Day }>(sql`
    select ${requests.movingOn}::text as day from ${assignments}
    join ${requests} on ${requests.callId} = ${assignments.callId}
    join ${movers} on ${movers.id} = ${assignments.moverId}
    where ${assignments.status} <> 'RELEASED' and ${requests.movingOn} >= ${from}::date and ${which} order by 1`);
  return rows.map(({ day }) => day);
}
