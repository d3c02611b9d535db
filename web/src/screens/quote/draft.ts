import type { Day } from '@movecall/values/days';
import type { MoveType } from '../../format/move-type.ts';
import type { MovingSlot } from '../../format/slot.ts';
import { emptyPlace, isBlank, type TypedPlace } from '../../parts/place/typed-place.ts';

/** How many of each code. A code that is absent counts zero. */
export type Counts = Readonly<Record<string, number>>;

/** One end of the move, as it was typed. */
export interface End extends TypedPlace {
  readonly floor: string;
  readonly elevator: boolean;
  readonly ladderTruck: boolean;
}

/** What the wizard has asked so far, as it was typed. */
export interface QuoteDraft {
  readonly moveType: MoveType;
  /** Which of `items` and `tons` is the load. The other one is kept, but not sent. */
  readonly loadBy: 'ITEMS' | 'TONS';
  /** The code of the preset that the list of items began with; null: none was chosen. */
  readonly preset: string | null;
  readonly items: Counts;
  readonly tons: number | null;
  readonly options: Counts;
  readonly from: End;
  readonly to: End;
  /** Null while no day is chosen. */
  readonly movingOn: Day | null;
  readonly slot: MovingSlot;
  /** The quote that was made for this draft: the next one is its next version. Null before the first. */
  readonly quoteId: string | null;
}

const emptyEnd: End = { ...emptyPlace, floor: '1', elevator: false, ladderTruck: false };

export const emptyDraft: QuoteDraft = {
  moveType: 'FULL_PACKING',
  loadBy: 'ITEMS',
  preset: null,
  items: {},
  tons: null,
  options: {},
  from: emptyEnd,
  to: emptyEnd,
  movingOn: null,
  slot: 'ALL_DAY',
  quoteId: null,
};

/** The counts with another count of one code. */
export function withCount(counts: Counts, code: string, count: number): Counts {
  const { [code]: _before, ...others } = counts;
  return count > 0 ? { ...others, [code]: count } : others;
}

export const countsOf = (counted: readonly { readonly code: string; readonly count: number }[]): Counts =>
  Object.fromEntries(counted.map(({ code, count }) => [code, count]));

export const totalCount = (counts: Counts): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

export const hasLoad = ({ loadBy, items, tons }: QuoteDraft): boolean =>
  loadBy === 'TONS' ? tons !== null : totalCount(items) > 0;

export const hasPlaces = ({ from, to }: QuoteDraft): boolean => !isBlank(from) && !isBlank(to);
