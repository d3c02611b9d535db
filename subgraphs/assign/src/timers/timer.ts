/** What is to happen at a moment. Its key is the id of what it is about. */
export interface Timer {
  readonly kind: TimerKind;
  readonly key: string;
  readonly dueAt: Date;
}

/**
 * OFFER_ENDS: an assignment that was offered can be accepted no more. ARRIVAL_OVERDUE: the team of an assignment that has not reported its
 * arrival has not come.
 */
export const timerKinds = ['OFFER_ENDS', 'ARRIVAL_OVERDUE'] as const;
export type TimerKind = (typeof timerKinds)[number];

/** The longest pause of the replicas between two looks at the timers, ms: a notification may have been lost, and clocks are set. */
export const LONGEST_PAUSE_MS = 60_000;
