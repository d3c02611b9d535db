import type { Day } from '@movecall/values/days';
import { type AssignmentRequest, chooseFrom } from './dispatch.ts';

/**
 * What dispatch decided on, so that it can be explained and decided again later. There is no personal data in it: teams are named by
 * their ids.
 */
export interface DispatchRecord {
  /**
   * NEAREST: the best of the teams that were free. FREED: the team had become free, and the call had waited for longest. CHOSEN: an operator
   * or the customer's new day named the team, or the team accepted.
   */
  readonly way: 'NEAREST' | 'FREED' | 'CHOSEN';
  readonly outcome: 'ASSIGNED' | 'OFFERED' | 'WAITING';
  /** Null for a call that waits. */
  readonly moverId: string | null;
  /** Why it waits. */
  readonly reason: string | null;
  /** The day in Seoul on which it was decided. */
  readonly today: Day;
  readonly movingOn: Day;
  readonly slot: AssignmentRequest['slot'];
  /** The load; null for any. */
  readonly tons: number | null;
  /** With a quote only teams of insured companies are candidates. */
  readonly hasQuote: boolean;
  /** How many free teams were looked at; the best of them follow. */
  readonly considered: number;
  readonly candidates: readonly RecordedCandidate[];
}

export interface RecordedCandidate {
  readonly id: string;
  readonly meters: number;
  /** When it got its latest call; null for a team without one. */
  readonly lastAssignedAt: string | null;
}

/** Decides again from what was recorded. @returns the team, or null for none; undefined when somebody named the team */
export function decideAgain({ way, movingOn, today, candidates }: DispatchRecord): string | null | undefined {
  if (way !== 'NEAREST') return undefined;
  const again = candidates.map(({ id, meters, lastAssignedAt }) => ({
    mover: { id },
    distanceMeters: meters,
    lastAssignedAt: lastAssignedAt === null ? null : new Date(lastAssignedAt),
  }));
  return chooseFrom({ movingOn }, again, today)?.mover.id ?? null;
}

const ways: Readonly<Record<DispatchRecord['way'], string>> = {
  NEAREST: 'the nearest of the free teams',
  FREED: 'a team that had become free',
  CHOSEN: 'a team that somebody named',
};

/** A record as operators read it, and whether deciding again gives the same. */
export function explanationOf(record: DispatchRecord): {
  readonly lines: string[];
  readonly agrees: boolean;
} {
  const { outcome, moverId, reason, movingOn, slot, tons, hasQuote, considered, candidates } = record;
  const again = decideAgain(record);
  const agrees = again === undefined || again === moverId;
  const load = tons === null ? 'any load' : `${tons} t`;
  const result = moverId === null ? `waits: ${reason}` : `${outcome} to ${moverId}, ${ways[record.way]}`;
  const check =
    again === undefined
      ? 'not decided by distance'
      : agrees
        ? 'decided again: the same'
        : 'DECIDED AGAIN: NOT THE SAME';
  return {
    agrees,
    lines: [
      `${result} (${check})`,
      `  for ${movingOn} ${slot}, ${load}, ${hasQuote ? 'with a quote: insured companies only' : 'without a quote'}; ${considered} free teams looked at`,
      ...candidates.map(
        ({ id, meters, lastAssignedAt }, nth) =>
          `  ${nth + 1}. ${id} ${meters} m, ${lastAssignedAt === null ? 'without work' : `last call ${lastAssignedAt}`}`,
      ),
    ],
  };
}
