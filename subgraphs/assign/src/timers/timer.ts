/** What is to happen at a moment. Its key is the id of what it is about, of which there is one timer of a kind. */
export interface Timer {
  readonly kind: TimerKind;
  readonly key: string;
  readonly dueAt: Date;
}

/** OFFER_ENDS: an assignment that was offered can be accepted no more. */
export const timerKinds = ['OFFER_ENDS'] as const;
export type TimerKind = (typeof timerKinds)[number];
