import { addDays, type Day } from '@movecall/values/days';
import type { CombinedError } from '@urql/core';
import { useEffect } from 'react';
import { keepOnPhone, keptOnPhone } from '../../api/kept-on-phone.ts';
import type { LiveState } from '../../api/live.ts';
import { useRead } from '../../api/read.ts';
import { tokenOf } from '../../api/session.ts';
import { useThrottled } from '../../api/throttle.ts';
import { useLive } from '../../api/use-live.ts';
import { type Job, JobFeed, MyJobs } from './team-documents.ts';

/** Days, today included. */
export const WEEK = 7;
/** The pause between two reads of the jobs: many events in a moment lead to one. */
const READ_AGAIN_MS = 500;

export interface Week {
  /** From today on, in their order; null while there is nothing to show. */
  readonly jobs: readonly Job[] | null;
  /** When the jobs were read that this phone has kept, ms; null for the server's answer. */
  readonly keptAt: number | null;
  readonly live: LiveState;
  readonly error: CombinedError | undefined;
  readonly readAgain: () => void;
}

/** A team's jobs of a week: the server's, live; until it answers, those that it told last, which stay on the phone. */
export function useWeek(tel: string, today: Day): Week {
  const { data, error, readAgain } = useRead(MyJobs, { from: today, to: addDays(today, WEEK - 1) });
  const refresh = useThrottled(readAgain, READ_AGAIN_MS);
  const live = useLive(JobFeed, {}, ({ moveCallFeed }) => moveCallFeed.cursor, {
    paused: !data,
    after: data?.teamJobs.feedCursor ?? null,
    onEvent: refresh,
  });
  const answered = data?.teamJobs.nodes;
  useEffect(() => {
    // An answer may come after a sign-out in another tab.
    if (answered && tokenOf(tel) !== null) keepOnPhone(tel, answered);
  }, [tel, answered]);

  if (answered) return { jobs: answered, keptAt: null, live, error, readAgain };
  const kept = keptOnPhone<readonly Job[]>(tel);
  const jobs = kept?.value.filter(({ movingOn }) => movingOn >= today) ?? null;
  return { jobs, keptAt: kept?.at ?? null, live, error, readAgain };
}
