// Generated from schema/manage.graphql by `npm run schema`; do not edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { MoveCallReference, RequestContext } from '../context.ts';
import type { Place as LocatedPlace } from '@movecall/values/places';
import type { PublishedBook } from '../price-book/publishing.ts';
import type { StoredQuote } from '../quote/quote.ts';
import type { SeenContract } from '../contract/contract-view.ts';
import type { MovingDay as PricedDay } from '../quote/moving-days.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A day in Asia/Seoul, as YYYY-MM-DD. */
  Date: { input: string; output: string; }
  /** A moment in UTC, as RFC 3339 with milliseconds. */
  DateTime: { input: string; output: string; }
  _FieldSet: { input: unknown; output: unknown; }
};

export type Query = {
  readonly __typename?: 'Query';
  /** What a load can consist of, room by room. */
  readonly loadItems: ReadonlyArray<LoadItemKind>;
  /** What homes usually have, from the smallest home to the largest. */
  readonly loadPresets: ReadonlyArray<LoadPreset>;
  /**
   * One quote, in its newest version; null when it does not exist, its id is malformed or it is another person's. Whoever holds the id
   * of a quote that nobody has claimed may read it. The first customer who signs in and reads it claims it.
   */
  readonly quote?: Maybe<Quote>;
  /** The newest version of the price book: new quotes are reckoned with it. */
  readonly priceBook: PriceBook;
  /** The versions of the price book, the newest first; at most 100. */
  readonly priceBooks: ReadonlyArray<PriceBook>;
  /** What a new version of the price book would change for ten typical moves. It stores nothing. */
  readonly priceBookPreview: PriceBookPreviewPayload;
  /**
   * The days of a range of at most 62, today up to 365 days ahead, with what the move costs on each; `quote.movingOn` does not count. Bad
   * input is an error BAD_USER_INPUT, whose extension `field` is the path of what is wrong.
   */
  readonly movingDays: ReadonlyArray<MovingDay>;
};


export type QueryQuoteArgs = {
  id: Scalars['ID']['input'];
};


export type QueryPriceBooksArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryPriceBookPreviewArgs = {
  input: PriceBookInput;
};


export type QueryMovingDaysArgs = {
  from: Scalars['Date']['input'];
  to: Scalars['Date']['input'];
  quote: QuoteInput;
};

export type Mutation = {
  readonly __typename?: 'Mutation';
  /**
   * Makes a quote; no sign-in is needed. With the id of a quote that the viewer may read, it makes the next version of that quote. A move
   * that a person has to look at first is refused with NEEDS_VISIT.
   */
  readonly requestQuote: RequestQuotePayload;
  /**
   * Has the newest version of a quote sent to a Korean mobile phone by KakaoTalk, with a link to it. A version is sent to a phone once: asking
   * again changes nothing.
   */
  readonly sendQuote: SendQuotePayload;
  /**
   * Publishes the next version of the price book: quotes that are asked for from now on are reckoned with it, quotes that exist stay as they are.
   * It is refused with PRICE_BOOK_CHANGED when another version has been published since `basedOn`.
   */
  readonly publishPriceBook: PublishPriceBookPayload;
  /**
   * Operators and the call's team. Records money that changed hands in the ledger of a call with a quote. `amount` is in KRW, above zero; a
   * CORRECTION is what it adds to the amount paid, and may be below zero. A repetition with the same key and content records nothing more.
   */
  readonly recordPayment: RecordPaymentPayload;
  /**
   * The owner and operators. Moves a call to another day or slot, with its own team if that has time then, or else with the next one. Without
   * `slot` it keeps its slot. With a quote, the new time has a price: PRICE_CHANGED comes with the new quote, until `agreedTotal` equals
   * its total. No team has time: SLOT_FULL. Whatever is refused stays as it was.
   */
  readonly rescheduleMoveCall: RescheduleMoveCallPayload;
  /**
   * Operators only. Gives a call to a team that has time and can do it, wherever the home is; with `movingOn` or `slot`, at that time: both
   * change together or not at all. Another price is first shown, as by `rescheduleMoveCall`: PRICE_CHANGED, until `agreedTotal` is its total.
   * `assignmentId` is the assignment that is meant to end: another one is refused. With
   * `onlyIfWaiting` a call that another team has is refused.
   */
  readonly reassignMoveCall: ReassignMoveCallPayload;
  /** Accepts the order of a call, synchronously. Services only; not in the public schema. */
  readonly requestAssignment: RequestAssignmentPayload;
  /** The same for the call of a quote: accepts the order and the quote, and makes the contract, together or not at all. */
  readonly acceptQuote: AcceptQuotePayload;
};


export type MutationRequestQuoteArgs = {
  input: QuoteInput;
  id?: InputMaybe<Scalars['ID']['input']>;
};


export type MutationSendQuoteArgs = {
  id: Scalars['ID']['input'];
  tel: Scalars['String']['input'];
};


export type MutationPublishPriceBookArgs = {
  input: PriceBookInput;
};


export type MutationRecordPaymentArgs = {
  id: Scalars['ID']['input'];
  kind: PaymentKind;
  amount: Scalars['Int']['input'];
  method: PaymentMethod;
  idempotencyKey: Scalars['String']['input'];
};


export type MutationRescheduleMoveCallArgs = {
  id: Scalars['ID']['input'];
  movingOn: Scalars['Date']['input'];
  slot?: InputMaybe<MovingSlot>;
  agreedTotal?: InputMaybe<Scalars['Int']['input']>;
};


export type MutationReassignMoveCallArgs = {
  id: Scalars['ID']['input'];
  moverId: Scalars['ID']['input'];
  movingOn?: InputMaybe<Scalars['Date']['input']>;
  slot?: InputMaybe<MovingSlot>;
  reason: Scalars['String']['input'];
  assignmentId?: InputMaybe<Scalars['ID']['input']>;
  onlyIfWaiting?: InputMaybe<Scalars['Boolean']['input']>;
  agreedTotal?: InputMaybe<Scalars['Int']['input']>;
};


export type MutationRequestAssignmentArgs = {
  input: RequestAssignmentInput;
};


export type MutationAcceptQuoteArgs = {
  input: AcceptQuoteInput;
};

export type RequestAssignmentInput = {
  /** The id of the call; also the idempotency key. */
  readonly callId: Scalars['ID']['input'];
  /** Opaque id of the customer who owns the call. */
  readonly ownerId: Scalars['ID']['input'];
  /** The owner's phone, sealed: manage passes it on to assign. */
  readonly ownerTel?: InputMaybe<Scalars['String']['input']>;
  readonly moveType: MoveType;
  /** The district; empty where none is known. */
  readonly address: Scalars['String']['input'];
  readonly district?: InputMaybe<Scalars['String']['input']>;
  readonly latitude: Scalars['Float']['input'];
  readonly longitude: Scalars['Float']['input'];
  readonly movingOn: Scalars['Date']['input'];
  /** KRW */
  readonly cost: Scalars['Int']['input'];
};

export type AcceptQuoteInput = {
  /** The id of the call; also the idempotency key. */
  readonly callId: Scalars['ID']['input'];
  /** Opaque id of the customer who owns the call, and from then on the quote. */
  readonly ownerId: Scalars['ID']['input'];
  /** The owner's phone, sealed: manage passes it on to assign and notifier. */
  readonly ownerTel: Scalars['String']['input'];
  readonly quoteId: Scalars['ID']['input'];
  readonly quoteVersion: Scalars['Int']['input'];
  /** Whether an operator agrees for the customer, who is on the phone. */
  readonly byPhone: Scalars['Boolean']['input'];
  /** What the request for the call said about the move. It must equal the quote. */
  readonly moveType: MoveType;
  readonly location: PlaceInput;
  readonly destination?: InputMaybe<PlaceInput>;
  readonly movingOn?: InputMaybe<Scalars['Date']['input']>;
  readonly slot?: InputMaybe<MovingSlot>;
  /** KRW */
  readonly cost?: InputMaybe<Scalars['Int']['input']>;
};

export type AcceptQuotePayload = {
  readonly __typename?: 'AcceptQuotePayload';
  readonly outcome: AcceptQuoteOutcome;
  /** With OVERLOADED: how long to wait before the next attempt, in seconds. */
  readonly retryAfterSeconds?: Maybe<Scalars['Int']['output']>;
  /** With QUOTE_MISMATCH: the field of the request that differs from the quote. */
  readonly field?: Maybe<Scalars['String']['output']>;
  /** With ACCEPTED: what the quote is for. */
  readonly move?: Maybe<QuotedMove>;
};

/** What the order of a quote is for. */
export type QuotedMove = {
  readonly __typename?: 'QuotedMove';
  readonly moveType: MoveType;
  readonly location: Place;
  readonly destination?: Maybe<Place>;
  readonly movingOn: Scalars['Date']['output'];
  readonly slot: MovingSlot;
  /** KRW: the total of the quote. */
  readonly cost: Scalars['Int']['output'];
};

export type AcceptQuoteOutcome =
  /** Order, contract and AssignmentRequested are committed. */
  | 'ACCEPTED'
  /** Too many acceptances in flight. */
  | 'OVERLOADED'
  /** The call was already withdrawn or cancelled. */
  | 'WITHDRAWN'
  /** There is no such quote, or it is another person's. */
  | 'QUOTE_NOT_FOUND'
  /** An order that is not cancelled has it. */
  | 'QUOTE_IN_USE'
  /** The version is not the newest one. */
  | 'QUOTE_CHANGED'
  | 'QUOTE_EXPIRED'
  | 'QUOTE_MISMATCH'
  /** Its total is above what a call may cost. */
  | 'NEEDS_VISIT';

export type RequestAssignmentPayload = {
  readonly __typename?: 'RequestAssignmentPayload';
  readonly outcome: RequestAssignmentOutcome;
  /** With OVERLOADED: how long to wait before the next attempt, in seconds. */
  readonly retryAfterSeconds?: Maybe<Scalars['Int']['output']>;
};

export type RequestAssignmentOutcome =
  /** The order and its AssignmentRequested are committed. */
  | 'ACCEPTED'
  /** Too many acceptances in flight. */
  | 'OVERLOADED'
  /** The call was already withdrawn or cancelled. */
  | 'WITHDRAWN';

export type MoveType =
  /** 포장이사: the team packs and arranges everything. */
  | 'FULL_PACKING'
  /** 반포장이사: the team takes the large items, the customer packs the small ones. */
  | 'HALF_PACKING'
  /** 일반이사: the customer packs, the team carries. A team that takes packed moves takes these too. */
  | 'STANDARD';

export type MovingSlot =
  /** 오전: 08 to 13 o'clock in Asia/Seoul. Up to 2.5 t. */
  | 'MORNING'
  /** 오후: 13 to 18 o'clock in Asia/Seoul. Up to 2.5 t. */
  | 'AFTERNOON'
  /** 종일: 08 to 18 o'clock in Asia/Seoul. */
  | 'ALL_DAY';

/** A kind of thing that a home has. */
export type LoadItemKind = {
  readonly __typename?: 'LoadItemKind';
  readonly code: Scalars['String']['output'];
  /** In Korean. */
  readonly label: Scalars['String']['output'];
  /** The room in which people look for it, in Korean. */
  readonly room: Scalars['String']['output'];
  /** m³ in a truck. */
  readonly volume: Scalars['Float']['output'];
  /** kg */
  readonly weight: Scalars['Float']['output'];
};

/** The usual load of a home of one size: a start for a customer's own list. */
export type LoadPreset = {
  readonly __typename?: 'LoadPreset';
  readonly code: Scalars['String']['output'];
  /** In Korean: 원룸, 25평. */
  readonly label: Scalars['String']['output'];
  readonly items: ReadonlyArray<LoadPresetItem>;
};

export type LoadPresetItem = {
  readonly __typename?: 'LoadPresetItem';
  /** A code of `loadItems`. */
  readonly code: Scalars['String']['output'];
  readonly count: Scalars['Int']['output'];
};

export type PlaceInput = {
  /**
   * An address that names a 시·군·구 of Korea as people write it (mapo, 마포, 마포구, 서울 마포구 …, 경기 성남시 분당구 …), or any address
   * with coordinates. Coordinates must lie near the 시·군·구 that the address names.
   */
  readonly address: Scalars['String']['input'];
  /** WGS 84 degrees; both or neither. */
  readonly latitude?: InputMaybe<Scalars['Float']['input']>;
  readonly longitude?: InputMaybe<Scalars['Float']['input']>;
};

export type Place = {
  readonly __typename?: 'Place';
  readonly address: Scalars['String']['output'];
  /** The name of the 시·군·구, as 마포구 or 수원시, or 세종시; null when it is not known. */
  readonly district?: Maybe<Scalars['String']['output']>;
  /** The official name of the 시·도, as 경기도; null when it is not known. */
  readonly sido?: Maybe<Scalars['String']['output']>;
  /** The 시·군·구; for an address in 분당구, 성남시. Null when it is not known, and in 세종, which has none. */
  readonly sigungu?: Maybe<Scalars['String']['output']>;
  readonly latitude: Scalars['Float']['output'];
  readonly longitude: Scalars['Float']['output'];
};

export type QuoteInput = {
  readonly moveType: MoveType;
  /** The home to move out of. */
  readonly location: PlaceInput;
  /** Without it the distance costs nothing yet. */
  readonly destination?: InputMaybe<PlaceInput>;
  /** A day in Asia/Seoul, up to 365 days ahead. */
  readonly movingOn: Scalars['Date']['input'];
  /** ALL_DAY when absent. Half a day is offered up to 2.5 t. */
  readonly slot?: InputMaybe<MovingSlot>;
  /** What is moved: this, or `tons`. */
  readonly items?: InputMaybe<ReadonlyArray<LoadItemInput>>;
  /** The load as a tonnage that the customer knows: 1, 2.5, 3.5, 5, 7.5 or 10. */
  readonly tons?: InputMaybe<Scalars['Float']['input']>;
  /** At the home to move out of. The ground floor when absent. */
  readonly access?: InputMaybe<AccessInput>;
  /** At the destination. The ground floor when absent. */
  readonly destinationAccess?: InputMaybe<AccessInput>;
  readonly options?: InputMaybe<ReadonlyArray<QuoteOptionInput>>;
};

export type LoadItemInput = {
  /** A code of `loadItems`. */
  readonly code: Scalars['String']['input'];
  /** 1 to 300. */
  readonly count: Scalars['Int']['input'];
};

export type AccessInput = {
  /** 1 to 130; 1 is the ground floor. */
  readonly floor: Scalars['Int']['input'];
  readonly elevator: Scalars['Boolean']['input'];
  /** Whether a ladder truck is wanted. */
  readonly ladderTruck: Scalars['Boolean']['input'];
};

export type QuoteOptionInput = {
  /** AIR_CONDITIONER, WALL_TV, PIANO, STONE_BED or EXTRA_PERSON. */
  readonly code: Scalars['String']['input'];
  /** 1 to 20. */
  readonly count: Scalars['Int']['input'];
};

export type RequestQuotePayload = {
  readonly __typename?: 'RequestQuotePayload';
  /** Null when there are userErrors; then nothing is stored. */
  readonly quote?: Maybe<Quote>;
  readonly userErrors: ReadonlyArray<UserError>;
};

export type SendQuotePayload = {
  readonly __typename?: 'SendQuotePayload';
  /** Null when there are userErrors; then nothing is sent. */
  readonly quote?: Maybe<Quote>;
  readonly userErrors: ReadonlyArray<UserError>;
};

/** What a move costs, as of one version. A version never changes. */
export type Quote = {
  readonly __typename?: 'Quote';
  readonly id: Scalars['ID']['output'];
  /** 1, 2, 3 … */
  readonly version: Scalars['Int']['output'];
  /** At most seven days after this version was made, and not beyond the moving day. */
  readonly validUntil: Scalars['DateTime']['output'];
  /** KRW; the sum of the lines. */
  readonly total: Scalars['Int']['output'];
  /** KRW */
  readonly deposit: Scalars['Int']['output'];
  readonly lines: ReadonlyArray<QuoteLine>;
  /** m³ of the load; null for a load that was given as a tonnage. */
  readonly volume?: Maybe<Scalars['Float']['output']>;
  /** Of the truck. */
  readonly tons: Scalars['Float']['output'];
  readonly crewMen: Scalars['Int']['output'];
  readonly crewWomen: Scalars['Int']['output'];
  /** The length of the road, estimated; 0 without a destination. */
  readonly distanceKm: Scalars['Int']['output'];
  /** The version of the price book. */
  readonly priceBook: Scalars['String']['output'];
  /** The version of the standard terms. */
  readonly terms: Scalars['String']['output'];
  readonly moveType: MoveType;
  readonly location: Place;
  readonly destination?: Maybe<Place>;
  readonly movingOn: Scalars['Date']['output'];
  readonly slot: MovingSlot;
  /** Null for a load that was given as a tonnage. */
  readonly items?: Maybe<ReadonlyArray<QuoteItem>>;
  readonly access: Access;
  readonly destinationAccess: Access;
  readonly options: ReadonlyArray<QuoteOption>;
  /** The companies that may come, as they were when this version was made. */
  readonly companies: ReadonlyArray<Company>;
};

/** A moving company, as customers see it before they consent. */
export type Company = {
  readonly __typename?: 'Company';
  readonly id: Scalars['ID']['output'];
  readonly name: Scalars['String']['output'];
  /** The representative (대표자). */
  readonly representative: Scalars['String']['output'];
  /** 사업자등록번호, as 120-81-47521. */
  readonly registrationNumber: Scalars['String']['output'];
  readonly permitNumber: Scalars['String']['output'];
  /** The last day on which its insurance covers a move. */
  readonly insuredUntil: Scalars['Date']['output'];
};

/** A day on which a move can take place. */
export type MovingDay = {
  readonly __typename?: 'MovingDay';
  readonly date: Scalars['Date']['output'];
  /** 손없는날: dearer, because many want to move on it. */
  readonly sonEopneunNal: Scalars['Boolean']['output'];
  /** The name of a public holiday, in Korean. */
  readonly holiday?: Maybe<Scalars['String']['output']>;
  /** KRW; what the day adds to the price. */
  readonly surcharge: Scalars['Int']['output'];
  /** KRW; null when a person has to look at the move first. */
  readonly total?: Maybe<Scalars['Int']['output']>;
  readonly slots: ReadonlyArray<SlotAvailability>;
};

/** The room that teams have in a part of a day. */
export type SlotAvailability = {
  readonly __typename?: 'SlotAvailability';
  readonly date: Scalars['Date']['output'];
  readonly moveType: MoveType;
  /** The load; 0 for any. */
  readonly tons: Scalars['Float']['output'];
  /** Of the home. */
  readonly latitude: Scalars['Float']['output'];
  readonly longitude: Scalars['Float']['output'];
  /** The 시·군·구 of the home, as 서울 마포구; empty when it is not known. */
  readonly region: Scalars['String']['output'];
  readonly slot: MovingSlot;
};

export type QuoteLine = {
  readonly __typename?: 'QuoteLine';
  /**
   * BASE, DISTANCE, SEA, LADDER_TRUCK and STAIRS (one for each end), SON_EOPNEUN_NAL, MONTH_END, WEEKEND_OR_HOLIDAY, FRIDAY, or the code of
   * an option.
   */
  readonly code: Scalars['String']['output'];
  /** In Korean. */
  readonly label: Scalars['String']['output'];
  /** KRW */
  readonly amount: Scalars['Int']['output'];
};

export type QuoteItem = {
  readonly __typename?: 'QuoteItem';
  readonly code: Scalars['String']['output'];
  /** In Korean. */
  readonly label: Scalars['String']['output'];
  readonly count: Scalars['Int']['output'];
};

export type QuoteOption = {
  readonly __typename?: 'QuoteOption';
  readonly code: Scalars['String']['output'];
  /** In Korean. */
  readonly label: Scalars['String']['output'];
  readonly count: Scalars['Int']['output'];
};

export type Access = {
  readonly __typename?: 'Access';
  readonly floor: Scalars['Int']['output'];
  readonly elevator: Scalars['Boolean']['output'];
  readonly ladderTruck: Scalars['Boolean']['output'];
};

/** All prices and the limits that they depend on, as of one version. A version never changes. */
export type PriceBook = {
  readonly __typename?: 'PriceBook';
  /** As `Quote.priceBook` names it. */
  readonly version: Scalars['String']['output'];
  /** Null for the first version, which comes with the system; so is `publishedBy`. */
  readonly publishedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly publishedBy?: Maybe<Operator>;
  /** The smallest first. */
  readonly trucks: ReadonlyArray<Truck>;
  readonly moveTypes: ReadonlyArray<MoveTypePrice>;
  readonly distance: DistancePrice;
  /** KRW; instead of the distance, for a move to or from Jeju. */
  readonly sea: Scalars['Int']['output'];
  /** For each home at which a ladder truck is wanted. The lowest floors first; each band begins above the one before. */
  readonly ladder: ReadonlyArray<LadderPrice>;
  readonly stairs: StairsPrice;
  /** Surcharges of days: SON_EOPNEUN_NAL, MONTH_END, WEEKEND_OR_HOLIDAY and FRIDAY. They add up. */
  readonly days: ReadonlyArray<CodedPrice>;
  readonly options: ReadonlyArray<CodedPrice>;
  /** The largest truck that is offered for half a day. */
  readonly halfDayUpToTons: Scalars['Float']['output'];
  readonly deposit: DepositRule;
};

/** An operator, as others know them. */
export type Operator = {
  readonly __typename?: 'Operator';
  /** Opaque. */
  readonly id: Scalars['ID']['output'];
};

export type Truck = {
  readonly __typename?: 'Truck';
  /** Also how much it may carry, in t. */
  readonly tons: Scalars['Float']['output'];
  /** m³ that can be filled. */
  readonly usable: Scalars['Float']['output'];
  /** KRW; a packed move with it. */
  readonly base: Scalars['Int']['output'];
  readonly crewMen: Scalars['Int']['output'];
  readonly crewWomen: Scalars['Int']['output'];
};

export type MoveTypePrice = {
  readonly __typename?: 'MoveTypePrice';
  readonly moveType: MoveType;
  /** How much of a truck's base price it costs, in percent; 100 for FULL_PACKING. */
  readonly percentOfBase: Scalars['Int']['output'];
};

export type DistancePrice = {
  readonly __typename?: 'DistancePrice';
  /** The length of the road in percent of the great circle. */
  readonly roadPercent: Scalars['Int']['output'];
  readonly includedKm: Scalars['Int']['output'];
  /** KRW for each further km. */
  readonly perKm: Scalars['Int']['output'];
};

export type LadderPrice = {
  readonly __typename?: 'LadderPrice';
  readonly upToFloor: Scalars['Int']['output'];
  /** KRW */
  readonly amount: Scalars['Int']['output'];
};

export type StairsPrice = {
  readonly __typename?: 'StairsPrice';
  /** KRW for each floor above the first. */
  readonly perFloor: Scalars['Int']['output'];
  /** Above it a person looks at the stairs first. */
  readonly highestFloor: Scalars['Int']['output'];
};

export type CodedPrice = {
  readonly __typename?: 'CodedPrice';
  readonly code: Scalars['String']['output'];
  /** In Korean. */
  readonly label: Scalars['String']['output'];
  /** KRW */
  readonly amount: Scalars['Int']['output'];
};

export type DepositRule = {
  readonly __typename?: 'DepositRule';
  readonly percentOfTotal: Scalars['Int']['output'];
  /** KRW; the deposit is rounded down to a multiple of it. */
  readonly roundedTo: Scalars['Int']['output'];
};

export type PriceBookInput = {
  /** The version that was edited. */
  readonly basedOn: Scalars['String']['input'];
  /** Each of 1, 2.5, 3.5, 5, 7.5 and 10 t once. A larger truck holds more and costs no less. */
  readonly trucks: ReadonlyArray<TruckInput>;
  /** Each type once. */
  readonly moveTypes: ReadonlyArray<MoveTypePriceInput>;
  readonly distance: DistancePriceInput;
  readonly sea: Scalars['Int']['input'];
  /** The lowest floors first; the last band goes up to the 130th floor. A higher floor costs no less. */
  readonly ladder: ReadonlyArray<LadderPriceInput>;
  readonly stairs: StairsPriceInput;
  /** Each kind of day once. */
  readonly days: ReadonlyArray<CodedPriceInput>;
  /** Each option once. */
  readonly options: ReadonlyArray<CodedPriceInput>;
  readonly halfDayUpToTons: Scalars['Float']['input'];
  readonly deposit: DepositRuleInput;
};

export type TruckInput = {
  readonly tons: Scalars['Float']['input'];
  /** m³, 1 to 100. */
  readonly usable: Scalars['Float']['input'];
  /** KRW, 10,000 to 50,000,000. */
  readonly base: Scalars['Int']['input'];
  /** 1 to 20. */
  readonly crewMen: Scalars['Int']['input'];
  /** 0 to 20. */
  readonly crewWomen: Scalars['Int']['input'];
};

export type MoveTypePriceInput = {
  readonly moveType: MoveType;
  /** 10 to 100; 100 for FULL_PACKING. */
  readonly percentOfBase: Scalars['Int']['input'];
};

export type DistancePriceInput = {
  /** 100 to 300. */
  readonly roadPercent: Scalars['Int']['input'];
  /** 0 to 500. */
  readonly includedKm: Scalars['Int']['input'];
  /** KRW, up to 100,000. */
  readonly perKm: Scalars['Int']['input'];
};

export type LadderPriceInput = {
  readonly upToFloor: Scalars['Int']['input'];
  /** KRW, up to 10,000,000. */
  readonly amount: Scalars['Int']['input'];
};

export type StairsPriceInput = {
  /** KRW, up to 1,000,000. */
  readonly perFloor: Scalars['Int']['input'];
  /** 1 to 30. */
  readonly highestFloor: Scalars['Int']['input'];
};

export type CodedPriceInput = {
  readonly code: Scalars['String']['input'];
  /** KRW, up to 10,000,000. */
  readonly amount: Scalars['Int']['input'];
};

export type DepositRuleInput = {
  /** 0 to 50. */
  readonly percentOfTotal: Scalars['Int']['input'];
  /** KRW, 1 to 100,000. */
  readonly roundedTo: Scalars['Int']['input'];
};

export type PriceBookPreviewPayload = {
  readonly __typename?: 'PriceBookPreviewPayload';
  /** Empty when there are userErrors. */
  readonly moves: ReadonlyArray<PreviewedMove>;
  readonly userErrors: ReadonlyArray<UserError>;
};

export type PreviewedMove = {
  readonly __typename?: 'PreviewedMove';
  /** What is moved, and how, in Korean. */
  readonly label: Scalars['String']['output'];
  /** KRW by the newest version; null when a person has to look at it first. */
  readonly before?: Maybe<Scalars['Int']['output']>;
  /** KRW by the new version. */
  readonly after?: Maybe<Scalars['Int']['output']>;
};

export type PublishPriceBookPayload = {
  readonly __typename?: 'PublishPriceBookPayload';
  /** Null when there are userErrors; then nothing is published. */
  readonly priceBook?: Maybe<PriceBook>;
  readonly userErrors: ReadonlyArray<UserError>;
};

/** A refusal that the customer can act on. */
export type UserError = {
  readonly __typename?: 'UserError';
  readonly code: Scalars['String']['output'];
  /** In Korean, ready to be shown. */
  readonly message: Scalars['String']['output'];
  /** The path of the input field at fault, if there is one. */
  readonly field?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** With TRY_AGAIN_LATER and TOO_MANY_ATTEMPTS: how long to wait before the next attempt, in seconds. */
  readonly retryAfterSeconds?: Maybe<Scalars['Int']['output']>;
  /** With AMBIGUOUS_LOCATION: what the address can mean, each as an address that means one place. */
  readonly candidates?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
};

export type MoveCall = {
  readonly __typename?: 'MoveCall';
  readonly id: Scalars['ID']['output'];
  readonly announcedMoverId?: Maybe<Scalars['ID']['output']>;
  readonly contactsShared: Scalars['Boolean']['output'];
  readonly movingOn: Scalars['Date']['output'];
  readonly slot: MovingSlot;
  readonly cost: Scalars['Int']['output'];
  /** Null for a viewer who may not see the call. */
  readonly order?: Maybe<MoveOrder>;
  /**
   * The quote as it was accepted with the call; null for a call without one, and for a viewer who may not see the call. Its mover sees the
   * addresses while the two share contacts, and the areas otherwise.
   */
  readonly quote?: Maybe<Quote>;
  /** The contract in its newest version; the same rules as for `quote`. */
  readonly contract?: Maybe<Contract>;
  /** Null for a call without a quote, for which nothing is owed, and for a viewer who may not see the call. */
  readonly bill?: Maybe<Bill>;
  /**
   * What it would cost now if the viewer ended the move: its customer, or its team and operators on the company's part. `forCustomer`: what it
   * would cost if an operator ended it because the customer has asked for it. Null for a viewer who may not see the call, and when the call is
   * over.
   */
  readonly cancelPreview?: Maybe<CancelPreview>;
};


export type MoveCallCancelPreviewArgs = {
  forCustomer?: InputMaybe<Scalars['Boolean']['input']>;
};

/** What a move with a quote costs: the entries of its ledger. Entries are only added. */
export type Bill = {
  readonly __typename?: 'Bill';
  /** Oldest first. Their sum is `due`. */
  readonly lines: ReadonlyArray<LedgerEntry>;
  /** KRW that the customer owes altogether; below zero, what the customer gets. */
  readonly total: Scalars['Int']['output'];
  /** KRW that the customer has paid, less what was paid back. */
  readonly paid: Scalars['Int']['output'];
  /** KRW that the customer has to pay still: `total` less `paid`. Below zero, what the customer gets still. */
  readonly due: Scalars['Int']['output'];
};

export type LedgerEntry = {
  readonly __typename?: 'LedgerEntry';
  /** 1, 2, 3 … */
  readonly number: Scalars['Int']['output'];
  readonly kind: LedgerEntryKind;
  /** In Korean. */
  readonly label: Scalars['String']['output'];
  /** KRW. By how much it changes what the customer has to pay: a payment is below zero. */
  readonly amount: Scalars['Int']['output'];
  /** Of a payment. */
  readonly method?: Maybe<PaymentMethod>;
  /** Of a payment. */
  readonly recordedBy?: Maybe<PaymentRecorder>;
  readonly at: Scalars['DateTime']['output'];
};

export type LedgerEntryKind =
  /** 계약금 */
  | 'DEPOSIT_DUE'
  /** 잔금 */
  | 'BALANCE_DUE'
  /** The move was cancelled: its fare is not owed any more. */
  | 'FARE_WAIVED'
  /** What the customer owes for a cancel, by the standard terms. */
  | 'PENALTY'
  /** What the company owes for a cancel, by the standard terms. */
  | 'COMPENSATION'
  | 'DEPOSIT'
  | 'BALANCE'
  | 'EXTRA'
  | 'REFUND'
  | 'CORRECTION';

export type PaymentKind =
  /** 계약금 */
  | 'DEPOSIT'
  /** 잔금 */
  | 'BALANCE'
  /** 추가금. What was not agreed on is not owed, so it is due to be paid back. */
  | 'EXTRA'
  /** Money that was given back to the customer, compensation included. */
  | 'REFUND'
  /** Corrects what was recorded by mistake. */
  | 'CORRECTION';

export type PaymentMethod =
  /** 현금 */
  | 'CASH'
  /** 계좌이체 */
  | 'TRANSFER'
  /** 카드 */
  | 'CARD';

export type PaymentRecorder =
  | 'OPERATOR'
  | 'TEAM';

export type RescheduleMoveCallPayload = {
  readonly __typename?: 'RescheduleMoveCallPayload';
  /** Null when there are userErrors; then nothing has changed. */
  readonly moveCall?: Maybe<MoveCall>;
  /** As it is agreed on now; with PRICE_CHANGED, what the new time costs. Null for a call without a quote. */
  readonly quote?: Maybe<Quote>;
  readonly userErrors: ReadonlyArray<UserError>;
};

export type ReassignMoveCallPayload = {
  readonly __typename?: 'ReassignMoveCallPayload';
  /** Null when there are userErrors; then nothing has changed. */
  readonly moveCall?: Maybe<MoveCall>;
  /** As it is agreed on now; with PRICE_CHANGED, what the new time costs. Null for a call without a quote, or whose time stays. */
  readonly quote?: Maybe<Quote>;
  readonly userErrors: ReadonlyArray<UserError>;
};

export type RecordPaymentPayload = {
  readonly __typename?: 'RecordPaymentPayload';
  /** Null when there are userErrors; then nothing is recorded. */
  readonly moveCall?: Maybe<MoveCall>;
  readonly userErrors: ReadonlyArray<UserError>;
};

/** Amounts are in KRW and not below zero. */
export type CancelPreview = {
  readonly __typename?: 'CancelPreview';
  /** The version of the standard terms; null for a call without a quote, which has no contract. */
  readonly terms?: Maybe<Scalars['String']['output']>;
  /** What the customer owes for the cancel. */
  readonly penalty: Scalars['Int']['output'];
  /** What comes back of what was paid. */
  readonly refund: Scalars['Int']['output'];
  /** What the company owes the customer, besides the refund. */
  readonly compensation: Scalars['Int']['output'];
  /** What the customer has to pay still. */
  readonly due: Scalars['Int']['output'];
  /** In Korean: which rule of the terms holds, and what it means for what was paid. */
  readonly text: Scalars['String']['output'];
};

/** What customer and company have agreed to. A version with a company never changes; another company is a new version. */
export type Contract = {
  readonly __typename?: 'Contract';
  /** 1, 2, 3 … */
  readonly version: Scalars['Int']['output'];
  /** The path of the page to print. */
  readonly url: Scalars['String']['output'];
  /** The path of the same as a PDF. */
  readonly pdfUrl: Scalars['String']['output'];
  /** The quote as accepted: places, day, slot, access, packing, truck, crew, lines, total and deposit. */
  readonly quote: Quote;
  /** What is moved, as of the acceptance. Null for a load that was given as a tonnage. */
  readonly items?: Maybe<ReadonlyArray<ContractItem>>;
  /** m³ of the load; null for a load that was given as a tonnage. */
  readonly volume?: Maybe<Scalars['Float']['output']>;
  /** kg of the load; null for a load that was given as a tonnage. */
  readonly weight?: Maybe<Scalars['Float']['output']>;
  /** The ladder trucks, in Korean; empty without. */
  readonly equipment: ReadonlyArray<Scalars['String']['output']>;
  /** The version of the standard terms. */
  readonly terms: Scalars['String']['output'];
  readonly consentedAt: Scalars['DateTime']['output'];
  readonly consentedBy: Consenter;
  /** Null until a team of a company is confirmed. */
  readonly company?: Maybe<ContractCompany>;
  /** When the company was written down. */
  readonly completedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Where to complain, in Korean. */
  readonly complaints: Scalars['String']['output'];
  /** As it is printed: the page and the PDF show the same. */
  readonly paper: ContractPaper;
  /**
   * The paper as a PDF, in base64. It is made when it is asked for: one document may ask for one. SERVICE_UNAVAILABLE while too many are being
   * made. `pdfUrl` answers with its bytes.
   */
  readonly pdf: Scalars['String']['output'];
};

/** A contract as it is printed, in Korean. */
export type ContractPaper = {
  readonly __typename?: 'ContractPaper';
  /** By which people name the contract. */
  readonly number: Scalars['String']['output'];
  /** What state it is in. */
  readonly state: Scalars['String']['output'];
  readonly sections: ReadonlyArray<PaperSection>;
  /** Those who sign it. */
  readonly parties: ReadonlyArray<PaperRow>;
};

export type PaperSection = {
  readonly __typename?: 'PaperSection';
  readonly title: Scalars['String']['output'];
  readonly rows: ReadonlyArray<PaperRow>;
  readonly table?: Maybe<PaperTable>;
  readonly notes: ReadonlyArray<Scalars['String']['output']>;
};

export type PaperRow = {
  readonly __typename?: 'PaperRow';
  readonly label: Scalars['String']['output'];
  readonly value: Scalars['String']['output'];
};

/** The first column has names, the others numbers. */
export type PaperTable = {
  readonly __typename?: 'PaperTable';
  readonly columns: ReadonlyArray<Scalars['String']['output']>;
  readonly lines: ReadonlyArray<PaperLine>;
  readonly sum: PaperLine;
};

/** One text for each column. */
export type PaperLine = {
  readonly __typename?: 'PaperLine';
  readonly cells: ReadonlyArray<Scalars['String']['output']>;
};

export type Consenter =
  | 'CUSTOMER'
  /** An operator, for the customer on the phone. */
  | 'PHONE';

export type ContractItem = {
  readonly __typename?: 'ContractItem';
  readonly code: Scalars['String']['output'];
  /** In Korean. */
  readonly label: Scalars['String']['output'];
  readonly count: Scalars['Int']['output'];
  /** m³ of one, in a truck. */
  readonly volume: Scalars['Float']['output'];
  /** kg of one. */
  readonly weight: Scalars['Float']['output'];
};

/** A moving company as it was when it got the call. */
export type ContractCompany = {
  readonly __typename?: 'ContractCompany';
  readonly id: Scalars['ID']['output'];
  readonly name: Scalars['String']['output'];
  /** The representative (대표자). */
  readonly representative: Scalars['String']['output'];
  /** 사업자등록번호, as 120-81-47521. */
  readonly registrationNumber: Scalars['String']['output'];
  readonly permitNumber: Scalars['String']['output'];
  /** The last day on which its insurance covers a move. */
  readonly insuredUntil: Scalars['Date']['output'];
  /** As 0212345678. */
  readonly phone: Scalars['String']['output'];
  readonly address: Scalars['String']['output'];
};

/** Manage's record of a call. */
export type MoveOrder = {
  readonly __typename?: 'MoveOrder';
  readonly status: MoveOrderStatus;
  readonly statusLabel: Scalars['String']['output'];
  readonly requestedAt: Scalars['DateTime']['output'];
  readonly updatedAt: Scalars['DateTime']['output'];
};

export type MoveOrderStatus =
  /** 접수 */
  | 'ACCEPTED'
  /** 배정 대기 */
  | 'WAITING'
  /** 배정 완료 */
  | 'ASSIGNED'
  /** 취소 */
  | 'CANCELLED';



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  MoveCall: MoveCall;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  MoveCall:
    ( { __typename: 'MoveCall' }
    & GraphQLRecursivePick<FederationTypes['MoveCall'], {"id":true}>
    & ( Record<PropertyKey, never>
        | GraphQLRecursivePick<FederationTypes['MoveCall'], {"announcedMoverId":true,"contactsShared":true}>
        | GraphQLRecursivePick<FederationTypes['MoveCall'], {"announcedMoverId":true,"contactsShared":true}>
        | GraphQLRecursivePick<FederationTypes['MoveCall'], {"announcedMoverId":true,"contactsShared":true}> ) );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Date: ResolverTypeWrapper<Scalars['Date']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  RequestAssignmentInput: RequestAssignmentInput;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  AcceptQuoteInput: AcceptQuoteInput;
  AcceptQuotePayload: ResolverTypeWrapper<Omit<AcceptQuotePayload, 'move'> & { move?: Maybe<ResolversTypes['QuotedMove']> }>;
  QuotedMove: ResolverTypeWrapper<Omit<QuotedMove, 'location' | 'destination'> & { location: ResolversTypes['Place'], destination?: Maybe<ResolversTypes['Place']> }>;
  AcceptQuoteOutcome: AcceptQuoteOutcome;
  RequestAssignmentPayload: ResolverTypeWrapper<RequestAssignmentPayload>;
  RequestAssignmentOutcome: RequestAssignmentOutcome;
  MoveType: MoveType;
  MovingSlot: MovingSlot;
  LoadItemKind: ResolverTypeWrapper<LoadItemKind>;
  LoadPreset: ResolverTypeWrapper<LoadPreset>;
  LoadPresetItem: ResolverTypeWrapper<LoadPresetItem>;
  PlaceInput: PlaceInput;
  Place: ResolverTypeWrapper<LocatedPlace>;
  QuoteInput: QuoteInput;
  LoadItemInput: LoadItemInput;
  AccessInput: AccessInput;
  QuoteOptionInput: QuoteOptionInput;
  RequestQuotePayload: ResolverTypeWrapper<Omit<RequestQuotePayload, 'quote'> & { quote?: Maybe<ResolversTypes['Quote']> }>;
  SendQuotePayload: ResolverTypeWrapper<Omit<SendQuotePayload, 'quote'> & { quote?: Maybe<ResolversTypes['Quote']> }>;
  Quote: ResolverTypeWrapper<StoredQuote>;
  Company: ResolverTypeWrapper<Company>;
  MovingDay: ResolverTypeWrapper<PricedDay>;
  SlotAvailability: ResolverTypeWrapper<SlotAvailability>;
  QuoteLine: ResolverTypeWrapper<QuoteLine>;
  QuoteItem: ResolverTypeWrapper<QuoteItem>;
  QuoteOption: ResolverTypeWrapper<QuoteOption>;
  Access: ResolverTypeWrapper<Access>;
  PriceBook: ResolverTypeWrapper<PublishedBook>;
  Operator: ResolverTypeWrapper<Operator>;
  Truck: ResolverTypeWrapper<Truck>;
  MoveTypePrice: ResolverTypeWrapper<MoveTypePrice>;
  DistancePrice: ResolverTypeWrapper<DistancePrice>;
  LadderPrice: ResolverTypeWrapper<LadderPrice>;
  StairsPrice: ResolverTypeWrapper<StairsPrice>;
  CodedPrice: ResolverTypeWrapper<CodedPrice>;
  DepositRule: ResolverTypeWrapper<DepositRule>;
  PriceBookInput: PriceBookInput;
  TruckInput: TruckInput;
  MoveTypePriceInput: MoveTypePriceInput;
  DistancePriceInput: DistancePriceInput;
  LadderPriceInput: LadderPriceInput;
  StairsPriceInput: StairsPriceInput;
  CodedPriceInput: CodedPriceInput;
  DepositRuleInput: DepositRuleInput;
  PriceBookPreviewPayload: ResolverTypeWrapper<PriceBookPreviewPayload>;
  PreviewedMove: ResolverTypeWrapper<PreviewedMove>;
  PublishPriceBookPayload: ResolverTypeWrapper<Omit<PublishPriceBookPayload, 'priceBook'> & { priceBook?: Maybe<ResolversTypes['PriceBook']> }>;
  UserError: ResolverTypeWrapper<UserError>;
  MoveCall: ResolverTypeWrapper<MoveCallReference>;
  Bill: ResolverTypeWrapper<Bill>;
  LedgerEntry: ResolverTypeWrapper<LedgerEntry>;
  LedgerEntryKind: LedgerEntryKind;
  PaymentKind: PaymentKind;
  PaymentMethod: PaymentMethod;
  PaymentRecorder: PaymentRecorder;
  RescheduleMoveCallPayload: ResolverTypeWrapper<Omit<RescheduleMoveCallPayload, 'moveCall' | 'quote'> & { moveCall?: Maybe<ResolversTypes['MoveCall']>, quote?: Maybe<ResolversTypes['Quote']> }>;
  ReassignMoveCallPayload: ResolverTypeWrapper<Omit<ReassignMoveCallPayload, 'moveCall' | 'quote'> & { moveCall?: Maybe<ResolversTypes['MoveCall']>, quote?: Maybe<ResolversTypes['Quote']> }>;
  RecordPaymentPayload: ResolverTypeWrapper<Omit<RecordPaymentPayload, 'moveCall'> & { moveCall?: Maybe<ResolversTypes['MoveCall']> }>;
  CancelPreview: ResolverTypeWrapper<CancelPreview>;
  Contract: ResolverTypeWrapper<SeenContract>;
  ContractPaper: ResolverTypeWrapper<ContractPaper>;
  PaperSection: ResolverTypeWrapper<PaperSection>;
  PaperRow: ResolverTypeWrapper<PaperRow>;
  PaperTable: ResolverTypeWrapper<PaperTable>;
  PaperLine: ResolverTypeWrapper<PaperLine>;
  Consenter: Consenter;
  ContractItem: ResolverTypeWrapper<ContractItem>;
  ContractCompany: ResolverTypeWrapper<ContractCompany>;
  MoveOrder: ResolverTypeWrapper<MoveOrder>;
  MoveOrderStatus: MoveOrderStatus;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Date: Scalars['Date']['output'];
  DateTime: Scalars['DateTime']['output'];
  Query: Record<PropertyKey, never>;
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  Mutation: Record<PropertyKey, never>;
  String: Scalars['String']['output'];
  Boolean: Scalars['Boolean']['output'];
  RequestAssignmentInput: RequestAssignmentInput;
  Float: Scalars['Float']['output'];
  AcceptQuoteInput: AcceptQuoteInput;
  AcceptQuotePayload: Omit<AcceptQuotePayload, 'move'> & { move?: Maybe<ResolversParentTypes['QuotedMove']> };
  QuotedMove: Omit<QuotedMove, 'location' | 'destination'> & { location: ResolversParentTypes['Place'], destination?: Maybe<ResolversParentTypes['Place']> };
  RequestAssignmentPayload: RequestAssignmentPayload;
  LoadItemKind: LoadItemKind;
  LoadPreset: LoadPreset;
  LoadPresetItem: LoadPresetItem;
  PlaceInput: PlaceInput;
  Place: LocatedPlace;
  QuoteInput: QuoteInput;
  LoadItemInput: LoadItemInput;
  AccessInput: AccessInput;
  QuoteOptionInput: QuoteOptionInput;
  RequestQuotePayload: Omit<RequestQuotePayload, 'quote'> & { quote?: Maybe<ResolversParentTypes['Quote']> };
  SendQuotePayload: Omit<SendQuotePayload, 'quote'> & { quote?: Maybe<ResolversParentTypes['Quote']> };
  Quote: StoredQuote;
  Company: Company;
  MovingDay: PricedDay;
  SlotAvailability: SlotAvailability;
  QuoteLine: QuoteLine;
  QuoteItem: QuoteItem;
  QuoteOption: QuoteOption;
  Access: Access;
  PriceBook: PublishedBook;
  Operator: Operator;
  Truck: Truck;
  MoveTypePrice: MoveTypePrice;
  DistancePrice: DistancePrice;
  LadderPrice: LadderPrice;
  StairsPrice: StairsPrice;
  CodedPrice: CodedPrice;
  DepositRule: DepositRule;
  PriceBookInput: PriceBookInput;
  TruckInput: TruckInput;
  MoveTypePriceInput: MoveTypePriceInput;
  DistancePriceInput: DistancePriceInput;
  LadderPriceInput: LadderPriceInput;
  StairsPriceInput: StairsPriceInput;
  CodedPriceInput: CodedPriceInput;
  DepositRuleInput: DepositRuleInput;
  PriceBookPreviewPayload: PriceBookPreviewPayload;
  PreviewedMove: PreviewedMove;
  PublishPriceBookPayload: Omit<PublishPriceBookPayload, 'priceBook'> & { priceBook?: Maybe<ResolversParentTypes['PriceBook']> };
  UserError: UserError;
  MoveCall: MoveCallReference;
  Bill: Bill;
  LedgerEntry: LedgerEntry;
  RescheduleMoveCallPayload: Omit<RescheduleMoveCallPayload, 'moveCall' | 'quote'> & { moveCall?: Maybe<ResolversParentTypes['MoveCall']>, quote?: Maybe<ResolversParentTypes['Quote']> };
  ReassignMoveCallPayload: Omit<ReassignMoveCallPayload, 'moveCall' | 'quote'> & { moveCall?: Maybe<ResolversParentTypes['MoveCall']>, quote?: Maybe<ResolversParentTypes['Quote']> };
  RecordPaymentPayload: Omit<RecordPaymentPayload, 'moveCall'> & { moveCall?: Maybe<ResolversParentTypes['MoveCall']> };
  CancelPreview: CancelPreview;
  Contract: SeenContract;
  ContractPaper: ContractPaper;
  PaperSection: PaperSection;
  PaperRow: PaperRow;
  PaperTable: PaperTable;
  PaperLine: PaperLine;
  ContractItem: ContractItem;
  ContractCompany: ContractCompany;
  MoveOrder: MoveOrder;
};

export type PublicDirectiveArgs = { };

export type PublicDirectiveResolver<Result, Parent, ContextType = RequestContext, Args = PublicDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type OperatorsDirectiveArgs = { };

export type OperatorsDirectiveResolver<Result, Parent, ContextType = RequestContext, Args = OperatorsDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export interface DateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Date'], any> {
  name: 'Date';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type QueryResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  loadItems?: Resolver<ReadonlyArray<ResolversTypes['LoadItemKind']>, ParentType, ContextType>;
  loadPresets?: Resolver<ReadonlyArray<ResolversTypes['LoadPreset']>, ParentType, ContextType>;
  quote?: Resolver<Maybe<ResolversTypes['Quote']>, ParentType, ContextType, RequireFields<QueryQuoteArgs, 'id'>>;
  priceBook?: Resolver<ResolversTypes['PriceBook'], ParentType, ContextType>;
  priceBooks?: Resolver<ReadonlyArray<ResolversTypes['PriceBook']>, ParentType, ContextType, RequireFields<QueryPriceBooksArgs, 'first'>>;
  priceBookPreview?: Resolver<ResolversTypes['PriceBookPreviewPayload'], ParentType, ContextType, RequireFields<QueryPriceBookPreviewArgs, 'input'>>;
  movingDays?: Resolver<ReadonlyArray<ResolversTypes['MovingDay']>, ParentType, ContextType, RequireFields<QueryMovingDaysArgs, 'from' | 'to' | 'quote'>>;
};

export type MutationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  requestQuote?: Resolver<ResolversTypes['RequestQuotePayload'], ParentType, ContextType, RequireFields<MutationRequestQuoteArgs, 'input'>>;
  sendQuote?: Resolver<ResolversTypes['SendQuotePayload'], ParentType, ContextType, RequireFields<MutationSendQuoteArgs, 'id' | 'tel'>>;
  publishPriceBook?: Resolver<ResolversTypes['PublishPriceBookPayload'], ParentType, ContextType, RequireFields<MutationPublishPriceBookArgs, 'input'>>;
  recordPayment?: Resolver<ResolversTypes['RecordPaymentPayload'], ParentType, ContextType, RequireFields<MutationRecordPaymentArgs, 'id' | 'kind' | 'amount' | 'method' | 'idempotencyKey'>>;
  rescheduleMoveCall?: Resolver<ResolversTypes['RescheduleMoveCallPayload'], ParentType, ContextType, RequireFields<MutationRescheduleMoveCallArgs, 'id' | 'movingOn'>>;
  reassignMoveCall?: Resolver<ResolversTypes['ReassignMoveCallPayload'], ParentType, ContextType, RequireFields<MutationReassignMoveCallArgs, 'id' | 'moverId' | 'reason'>>;
  requestAssignment?: Resolver<ResolversTypes['RequestAssignmentPayload'], ParentType, ContextType, RequireFields<MutationRequestAssignmentArgs, 'input'>>;
  acceptQuote?: Resolver<ResolversTypes['AcceptQuotePayload'], ParentType, ContextType, RequireFields<MutationAcceptQuoteArgs, 'input'>>;
};

export type AcceptQuotePayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AcceptQuotePayload'] = ResolversParentTypes['AcceptQuotePayload']> = {
  outcome?: Resolver<ResolversTypes['AcceptQuoteOutcome'], ParentType, ContextType>;
  retryAfterSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  field?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  move?: Resolver<Maybe<ResolversTypes['QuotedMove']>, ParentType, ContextType>;
};

export type QuotedMoveResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['QuotedMove'] = ResolversParentTypes['QuotedMove']> = {
  moveType?: Resolver<ResolversTypes['MoveType'], ParentType, ContextType>;
  location?: Resolver<ResolversTypes['Place'], ParentType, ContextType>;
  destination?: Resolver<Maybe<ResolversTypes['Place']>, ParentType, ContextType>;
  movingOn?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  slot?: Resolver<ResolversTypes['MovingSlot'], ParentType, ContextType>;
  cost?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type RequestAssignmentPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RequestAssignmentPayload'] = ResolversParentTypes['RequestAssignmentPayload']> = {
  outcome?: Resolver<ResolversTypes['RequestAssignmentOutcome'], ParentType, ContextType>;
  retryAfterSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type LoadItemKindResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['LoadItemKind'] = ResolversParentTypes['LoadItemKind']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  room?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  volume?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  weight?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type LoadPresetResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['LoadPreset'] = ResolversParentTypes['LoadPreset']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  items?: Resolver<ReadonlyArray<ResolversTypes['LoadPresetItem']>, ParentType, ContextType>;
};

export type LoadPresetItemResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['LoadPresetItem'] = ResolversParentTypes['LoadPresetItem']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type PlaceResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Place'] = ResolversParentTypes['Place']> = {
  address?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  district?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sido?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sigungu?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  latitude?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  longitude?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type RequestQuotePayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RequestQuotePayload'] = ResolversParentTypes['RequestQuotePayload']> = {
  quote?: Resolver<Maybe<ResolversTypes['Quote']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type SendQuotePayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SendQuotePayload'] = ResolversParentTypes['SendQuotePayload']> = {
  quote?: Resolver<Maybe<ResolversTypes['Quote']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type QuoteResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Quote'] = ResolversParentTypes['Quote']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  validUntil?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  deposit?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  lines?: Resolver<ReadonlyArray<ResolversTypes['QuoteLine']>, ParentType, ContextType>;
  volume?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  tons?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  crewMen?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  crewWomen?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  distanceKm?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  priceBook?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  terms?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  moveType?: Resolver<ResolversTypes['MoveType'], ParentType, ContextType>;
  location?: Resolver<ResolversTypes['Place'], ParentType, ContextType>;
  destination?: Resolver<Maybe<ResolversTypes['Place']>, ParentType, ContextType>;
  movingOn?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  slot?: Resolver<ResolversTypes['MovingSlot'], ParentType, ContextType>;
  items?: Resolver<Maybe<ReadonlyArray<ResolversTypes['QuoteItem']>>, ParentType, ContextType>;
  access?: Resolver<ResolversTypes['Access'], ParentType, ContextType>;
  destinationAccess?: Resolver<ResolversTypes['Access'], ParentType, ContextType>;
  options?: Resolver<ReadonlyArray<ResolversTypes['QuoteOption']>, ParentType, ContextType>;
  companies?: Resolver<ReadonlyArray<ResolversTypes['Company']>, ParentType, ContextType>;
};

export type CompanyResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Company'] = ResolversParentTypes['Company']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  representative?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  registrationNumber?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  permitNumber?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  insuredUntil?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
};

export type MovingDayResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MovingDay'] = ResolversParentTypes['MovingDay']> = {
  date?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  sonEopneunNal?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  holiday?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  surcharge?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  total?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  slots?: Resolver<ReadonlyArray<ResolversTypes['SlotAvailability']>, ParentType, ContextType>;
};

export type SlotAvailabilityResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SlotAvailability'] = ResolversParentTypes['SlotAvailability']> = {
  date?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  moveType?: Resolver<ResolversTypes['MoveType'], ParentType, ContextType>;
  tons?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  latitude?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  longitude?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  region?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  slot?: Resolver<ResolversTypes['MovingSlot'], ParentType, ContextType>;
};

export type QuoteLineResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['QuoteLine'] = ResolversParentTypes['QuoteLine']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type QuoteItemResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['QuoteItem'] = ResolversParentTypes['QuoteItem']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type QuoteOptionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['QuoteOption'] = ResolversParentTypes['QuoteOption']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type AccessResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Access'] = ResolversParentTypes['Access']> = {
  floor?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  elevator?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  ladderTruck?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type PriceBookResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PriceBook'] = ResolversParentTypes['PriceBook']> = {
  version?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  publishedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  publishedBy?: Resolver<Maybe<ResolversTypes['Operator']>, ParentType, ContextType>;
  trucks?: Resolver<ReadonlyArray<ResolversTypes['Truck']>, ParentType, ContextType>;
  moveTypes?: Resolver<ReadonlyArray<ResolversTypes['MoveTypePrice']>, ParentType, ContextType>;
  distance?: Resolver<ResolversTypes['DistancePrice'], ParentType, ContextType>;
  sea?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  ladder?: Resolver<ReadonlyArray<ResolversTypes['LadderPrice']>, ParentType, ContextType>;
  stairs?: Resolver<ResolversTypes['StairsPrice'], ParentType, ContextType>;
  days?: Resolver<ReadonlyArray<ResolversTypes['CodedPrice']>, ParentType, ContextType>;
  options?: Resolver<ReadonlyArray<ResolversTypes['CodedPrice']>, ParentType, ContextType>;
  halfDayUpToTons?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  deposit?: Resolver<ResolversTypes['DepositRule'], ParentType, ContextType>;
};

export type OperatorResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Operator'] = ResolversParentTypes['Operator']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type TruckResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Truck'] = ResolversParentTypes['Truck']> = {
  tons?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  usable?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  base?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  crewMen?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  crewWomen?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type MoveTypePriceResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MoveTypePrice'] = ResolversParentTypes['MoveTypePrice']> = {
  moveType?: Resolver<ResolversTypes['MoveType'], ParentType, ContextType>;
  percentOfBase?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type DistancePriceResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DistancePrice'] = ResolversParentTypes['DistancePrice']> = {
  roadPercent?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  includedKm?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  perKm?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type LadderPriceResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['LadderPrice'] = ResolversParentTypes['LadderPrice']> = {
  upToFloor?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type StairsPriceResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['StairsPrice'] = ResolversParentTypes['StairsPrice']> = {
  perFloor?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  highestFloor?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type CodedPriceResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CodedPrice'] = ResolversParentTypes['CodedPrice']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type DepositRuleResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DepositRule'] = ResolversParentTypes['DepositRule']> = {
  percentOfTotal?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  roundedTo?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type PriceBookPreviewPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PriceBookPreviewPayload'] = ResolversParentTypes['PriceBookPreviewPayload']> = {
  moves?: Resolver<ReadonlyArray<ResolversTypes['PreviewedMove']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type PreviewedMoveResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PreviewedMove'] = ResolversParentTypes['PreviewedMove']> = {
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  before?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  after?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type PublishPriceBookPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PublishPriceBookPayload'] = ResolversParentTypes['PublishPriceBookPayload']> = {
  priceBook?: Resolver<Maybe<ResolversTypes['PriceBook']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type UserErrorResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  retryAfterSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  candidates?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
};

export type MoveCallResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MoveCall'] = ResolversParentTypes['MoveCall'], FederationReferenceType extends FederationReferenceTypes['MoveCall'] = FederationReferenceTypes['MoveCall']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['MoveCall']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  movingOn?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  slot?: Resolver<ResolversTypes['MovingSlot'], ParentType, ContextType>;
  cost?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  order?: Resolver<Maybe<ResolversTypes['MoveOrder']>, ParentType, ContextType>;
  quote?: Resolver<Maybe<ResolversTypes['Quote']>, ParentType, ContextType>;
  contract?: Resolver<Maybe<ResolversTypes['Contract']>, ParentType, ContextType>;
  bill?: Resolver<Maybe<ResolversTypes['Bill']>, ParentType, ContextType>;
  cancelPreview?: Resolver<Maybe<ResolversTypes['CancelPreview']>, ParentType, ContextType, RequireFields<MoveCallCancelPreviewArgs, 'forCustomer'>>;
};

export type BillResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Bill'] = ResolversParentTypes['Bill']> = {
  lines?: Resolver<ReadonlyArray<ResolversTypes['LedgerEntry']>, ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  paid?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  due?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type LedgerEntryResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['LedgerEntry'] = ResolversParentTypes['LedgerEntry']> = {
  number?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['LedgerEntryKind'], ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  method?: Resolver<Maybe<ResolversTypes['PaymentMethod']>, ParentType, ContextType>;
  recordedBy?: Resolver<Maybe<ResolversTypes['PaymentRecorder']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type RescheduleMoveCallPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RescheduleMoveCallPayload'] = ResolversParentTypes['RescheduleMoveCallPayload']> = {
  moveCall?: Resolver<Maybe<ResolversTypes['MoveCall']>, ParentType, ContextType>;
  quote?: Resolver<Maybe<ResolversTypes['Quote']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ReassignMoveCallPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ReassignMoveCallPayload'] = ResolversParentTypes['ReassignMoveCallPayload']> = {
  moveCall?: Resolver<Maybe<ResolversTypes['MoveCall']>, ParentType, ContextType>;
  quote?: Resolver<Maybe<ResolversTypes['Quote']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type RecordPaymentPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RecordPaymentPayload'] = ResolversParentTypes['RecordPaymentPayload']> = {
  moveCall?: Resolver<Maybe<ResolversTypes['MoveCall']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type CancelPreviewResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CancelPreview'] = ResolversParentTypes['CancelPreview']> = {
  terms?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  penalty?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  refund?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  compensation?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  due?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ContractResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Contract'] = ResolversParentTypes['Contract']> = {
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  pdfUrl?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  quote?: Resolver<ResolversTypes['Quote'], ParentType, ContextType>;
  items?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ContractItem']>>, ParentType, ContextType>;
  volume?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  weight?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  equipment?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  terms?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  consentedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  consentedBy?: Resolver<ResolversTypes['Consenter'], ParentType, ContextType>;
  company?: Resolver<Maybe<ResolversTypes['ContractCompany']>, ParentType, ContextType>;
  completedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  complaints?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  paper?: Resolver<ResolversTypes['ContractPaper'], ParentType, ContextType>;
  pdf?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ContractPaperResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ContractPaper'] = ResolversParentTypes['ContractPaper']> = {
  number?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sections?: Resolver<ReadonlyArray<ResolversTypes['PaperSection']>, ParentType, ContextType>;
  parties?: Resolver<ReadonlyArray<ResolversTypes['PaperRow']>, ParentType, ContextType>;
};

export type PaperSectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PaperSection'] = ResolversParentTypes['PaperSection']> = {
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  rows?: Resolver<ReadonlyArray<ResolversTypes['PaperRow']>, ParentType, ContextType>;
  table?: Resolver<Maybe<ResolversTypes['PaperTable']>, ParentType, ContextType>;
  notes?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PaperRowResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PaperRow'] = ResolversParentTypes['PaperRow']> = {
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PaperTableResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PaperTable'] = ResolversParentTypes['PaperTable']> = {
  columns?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  lines?: Resolver<ReadonlyArray<ResolversTypes['PaperLine']>, ParentType, ContextType>;
  sum?: Resolver<ResolversTypes['PaperLine'], ParentType, ContextType>;
};

export type PaperLineResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PaperLine'] = ResolversParentTypes['PaperLine']> = {
  cells?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ContractItemResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ContractItem'] = ResolversParentTypes['ContractItem']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  volume?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  weight?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type ContractCompanyResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ContractCompany'] = ResolversParentTypes['ContractCompany']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  representative?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  registrationNumber?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  permitNumber?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  insuredUntil?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  phone?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  address?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type MoveOrderResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MoveOrder'] = ResolversParentTypes['MoveOrder']> = {
  status?: Resolver<ResolversTypes['MoveOrderStatus'], ParentType, ContextType>;
  statusLabel?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  requestedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type Resolvers<ContextType = RequestContext> = {
  Date?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  AcceptQuotePayload?: AcceptQuotePayloadResolvers<ContextType>;
  QuotedMove?: QuotedMoveResolvers<ContextType>;
  RequestAssignmentPayload?: RequestAssignmentPayloadResolvers<ContextType>;
  LoadItemKind?: LoadItemKindResolvers<ContextType>;
  LoadPreset?: LoadPresetResolvers<ContextType>;
  LoadPresetItem?: LoadPresetItemResolvers<ContextType>;
  Place?: PlaceResolvers<ContextType>;
  RequestQuotePayload?: RequestQuotePayloadResolvers<ContextType>;
  SendQuotePayload?: SendQuotePayloadResolvers<ContextType>;
  Quote?: QuoteResolvers<ContextType>;
  Company?: CompanyResolvers<ContextType>;
  MovingDay?: MovingDayResolvers<ContextType>;
  SlotAvailability?: SlotAvailabilityResolvers<ContextType>;
  QuoteLine?: QuoteLineResolvers<ContextType>;
  QuoteItem?: QuoteItemResolvers<ContextType>;
  QuoteOption?: QuoteOptionResolvers<ContextType>;
  Access?: AccessResolvers<ContextType>;
  PriceBook?: PriceBookResolvers<ContextType>;
  Operator?: OperatorResolvers<ContextType>;
  Truck?: TruckResolvers<ContextType>;
  MoveTypePrice?: MoveTypePriceResolvers<ContextType>;
  DistancePrice?: DistancePriceResolvers<ContextType>;
  LadderPrice?: LadderPriceResolvers<ContextType>;
  StairsPrice?: StairsPriceResolvers<ContextType>;
  CodedPrice?: CodedPriceResolvers<ContextType>;
  DepositRule?: DepositRuleResolvers<ContextType>;
  PriceBookPreviewPayload?: PriceBookPreviewPayloadResolvers<ContextType>;
  PreviewedMove?: PreviewedMoveResolvers<ContextType>;
  PublishPriceBookPayload?: PublishPriceBookPayloadResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
  MoveCall?: MoveCallResolvers<ContextType>;
  Bill?: BillResolvers<ContextType>;
  LedgerEntry?: LedgerEntryResolvers<ContextType>;
  RescheduleMoveCallPayload?: RescheduleMoveCallPayloadResolvers<ContextType>;
  ReassignMoveCallPayload?: ReassignMoveCallPayloadResolvers<ContextType>;
  RecordPaymentPayload?: RecordPaymentPayloadResolvers<ContextType>;
  CancelPreview?: CancelPreviewResolvers<ContextType>;
  Contract?: ContractResolvers<ContextType>;
  ContractPaper?: ContractPaperResolvers<ContextType>;
  PaperSection?: PaperSectionResolvers<ContextType>;
  PaperRow?: PaperRowResolvers<ContextType>;
  PaperTable?: PaperTableResolvers<ContextType>;
  PaperLine?: PaperLineResolvers<ContextType>;
  ContractItem?: ContractItemResolvers<ContextType>;
  ContractCompany?: ContractCompanyResolvers<ContextType>;
  MoveOrder?: MoveOrderResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = RequestContext> = {
  public?: PublicDirectiveResolver<any, any, ContextType>;
  operators?: OperatorsDirectiveResolver<any, any, ContextType>;
};
