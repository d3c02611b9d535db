/**
 * The standard terms of moving (이사화물 표준약관) as values. Amounts are multiples of D, which is a part of the fare. A change of the terms is a new
 * version; an agreed move keeps the version that it was agreed on.
 */
export interface StandardTerms {
  readonly version: string;
  /** D as a percentage of the fare. */
  readonly percentOfFare: number;
  /** What an ending costs, in D. */
  readonly endings: Readonly<Record<Ending, Cost>>;
  /** The customer may end the move when the team is not there so long after the slot began, in hours. */
  readonly hoursToWait: number;
  readonly delay: {
    /** For each whole hour, as a percentage of D. */
    readonly percentPerHour: number;
    /** In D. */
    readonly most: number;
  };
  /** Damage and loss must be told within so many days of the delivery. */
  readonly daysToTellDamage: number;
}

/** How an agreed move ends before it has taken place. */
export type Ending =
  /** No team was confirmed yet: nobody has a part in it. */
  | 'WITHOUT_TEAM'
  | 'CUSTOMER_EARLIER'
  | 'CUSTOMER_SAME_DAY'
  | 'MOVER_TWO_DAYS_BEFORE'
  | 'MOVER_DAY_BEFORE'
  | 'MOVER_SAME_DAY'
  | 'MOVER_WITHOUT_NOTICE'
  /** The team was not there, and the customer ended the move. */
  | 'MOVER_ABSENT';

/** In D. */
interface Cost {
  /** What the customer owes. */
  readonly penalty: number;
  /** What the mover's side owes, besides what was paid. */
  readonly compensation: number;
}

const customerOwes = (penalty: number): Cost => ({ penalty, compensation: 0 });
const moverOwes = (compensation: number): Cost => ({ penalty: 0, compensation });

/** The version that holds: the number under which the Fair Trade Commission lists it. */
export const standardTerms: StandardTerms = {
  version: '10035',
  percentOfFare: 10,
  endings: {
    WITHOUT_TEAM: customerOwes(0),
    CUSTOMER_EARLIER: customerOwes(1),
    CUSTOMER_SAME_DAY: customerOwes(2),
    MOVER_TWO_DAYS_BEFORE: moverOwes(2),
    MOVER_DAY_BEFORE: moverOwes(4),
    MOVER_SAME_DAY: moverOwes(6),
    MOVER_WITHOUT_NOTICE: moverOwes(10),
    MOVER_ABSENT: moverOwes(6),
  },
  hoursToWait: 2,
  delay: { percentPerHour: 50, most: 10 },
  daysToTellDamage: 30,
};

const versions: readonly StandardTerms[] = [standardTerms];

/** @throws Error for a version that this build does not know */
export function termsOf(version: string): StandardTerms {
  const terms = versions.find((known) => known.version === version);
  if (!terms) throw new Error(`the standard terms ${version} are unknown`);
  return terms;
}

/** D of a fare, rounded down to whole won. */
export const unitOf = ({ percentOfFare }: StandardTerms, fare: number): number =>
  Math.floor((fare * percentOfFare) / 100);
