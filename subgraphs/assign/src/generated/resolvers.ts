// Generated from schema/assign.graphql by `npm run schema`; do not edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { MoveCallReference, RequestContext } from '../context.ts';
import type { MoverView } from '../mover/mover-view.ts';
import type { Place as LocatedPlace } from '@movecall/values/places';
import type { SeenAssignment } from '../assignment/assignment-view.ts';
import type { Company as MovingCompany } from '../company/company.ts';
import type { AssignmentRecord as KeptAssignment } from '../assignment/assignment-history.ts';
import type { Plan as DayPlan } from '../planning/plan-store.ts';
import type { Move as PlanMove } from '../planning/plan.ts';
import type { JobAtRisk as EndangeredJob } from '../rescue/jobs-at-risk.ts';
import type { Offer as OpenOffer } from '../offer/offer-view.ts';
import type { StepView } from '../progress/progress-store.ts';
import type { TeamDay as ScheduledDay } from '../schedule/schedule.ts';
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
  /** Operators only. Newest first; `first` is 1 to 100. */
  readonly movers: MoverConnection;
  /** Operators only. The company with a business registration number (사업자등록번호); null when there is none. */
  readonly company?: Maybe<Company>;
  /** Operators only. By name; `first` is 1 to 100. */
  readonly companies: ReadonlyArray<Company>;
  /**
   * Operators only. All teams, or those that are named, on each day of a range of at most 62: by name, then by day. A range or a number of
   * teams that is too large is BAD_USER_INPUT.
   */
  readonly schedule: ReadonlyArray<TeamDay>;
  /** Operators only. The calls of a range of at most 62 days that wait for a team, the oldest day first; `first` is 1 to 100. */
  readonly waitingJobs: ReadonlyArray<WaitingJob>;
  /** The team as which the viewer has signed in; null for customers and operators. */
  readonly team?: Maybe<Mover>;
  /**
   * Operators only. The jobs from today on whose team is switched off, or whose company is not insured on the day, the next ones first;
   * `first` is 1 to 100. Their teams keep them until somebody decides.
   */
  readonly jobsAtRisk: ReadonlyArray<JobAtRisk>;
  /** The team itself only: what it is asked to take, the offer that ends first in front. */
  readonly offers: ReadonlyArray<Offer>;
};


export type QueryMoversArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  available?: InputMaybe<Scalars['Boolean']['input']>;
};


export type QueryCompanyArgs = {
  registrationNumber: Scalars['String']['input'];
};


export type QueryCompaniesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryScheduleArgs = {
  from: Scalars['Date']['input'];
  to: Scalars['Date']['input'];
  moverIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
};


export type QueryWaitingJobsArgs = {
  from: Scalars['Date']['input'];
  to: Scalars['Date']['input'];
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryJobsAtRiskArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
};

export type Mutation = {
  readonly __typename?: 'Mutation';
  /** Operators only. */
  readonly registerMover: RegisterMoverPayload;
  /** Operators only. The team may get calls that wait and that it can do now. The calls that it has stay as they were agreed. */
  readonly updateMover: UpdateMoverPayload;
  /** Operators only. A moving company; movers name it when they are registered. */
  readonly registerCompany: CompanyPayload;
  /** Operators only. Replaces all details of a company. */
  readonly updateCompany: CompanyPayload;
  /** Operators only. Switches a mover on or off. Whether a mover is free on a day follows from its assignments. */
  readonly setMoverAvailability: SetMoverAvailabilityPayload;
  /**
   * Operators, and the team itself: all its days off from today on, at most a year ahead. A day on which it has a job is refused. The team
   * may get calls that wait for a day that it takes back.
   */
  readonly setMoverDaysOff: SetMoverDaysOffPayload;
  /**
   * Operators, and the team that has the call: the team does not do it, or half an hour after the slot began, has not come. The next fitting
   * team has it at once, at the agreed price, or the call waits with a reason. The same team never gets it again. `assignmentId` is the
   * assignment that is meant: another one is refused.
   */
  readonly dropMoveCall: DropMoveCallPayload;
  /**
   * Operators, and the team that has the call: a step of the day itself, at the moment when it happened. In their order and each once; with a
   * key that was used for the same step, nothing changes. A team that has not reported its arrival half an hour after its slot began, or
   * after it got the call if that was later, loses the call to the next team, whatever it reports afterwards.
   */
  readonly reportProgress: ReportProgressPayload;
  /**
   * Operators only. Gives a call to a team that has time and can do it, wherever the home is; with `movingOn` or `slot`, at that time: both
   * change together or not at all. Another price is first shown, as by `rescheduleMoveCall`: PRICE_CHANGED, until `agreedTotal` is its total.
   * `assignmentId` is the assignment that is meant to end: another one is refused. With
   * `onlyIfWaiting` a call that another team has is refused.
   */
  readonly reassignMoveCall: ReassignMoveCallPayload;
  /**
   * Operators only. Plans a day: which teams its jobs should have so that the teams drive as little as possible. Jobs whose team has accepted
   * them, and those that begin within a day, are not moved. Nothing changes until the plan is applied.
   */
  readonly proposePlan: Plan;
  /** Operators only. All jobs of a plan change teams, or, if anything that it rests on has changed since, none: PLAN_OUTDATED. */
  readonly applyPlan: ApplyPlanPayload;
  /** Holds another time for a call, beside the one that it has, synchronously. Services only; not in the public schema. */
  readonly holdTime: HoldTimePayload;
  /** The team that was asked: it takes the call. Accepting twice is accepting once. OFFER_OVER when the offer has ended. */
  readonly acceptOffer: OfferPayload;
  /** The team that was asked: the next team gets the call or is asked; this one is not asked again for it. */
  readonly declineOffer: OfferPayload;
};


export type MutationRegisterMoverArgs = {
  input: RegisterMoverInput;
};


export type MutationUpdateMoverArgs = {
  id: Scalars['ID']['input'];
  input: UpdateMoverInput;
};


export type MutationRegisterCompanyArgs = {
  input: CompanyInput;
};


export type MutationUpdateCompanyArgs = {
  id: Scalars['ID']['input'];
  input: CompanyInput;
};


export type MutationSetMoverAvailabilityArgs = {
  id: Scalars['ID']['input'];
  available: Scalars['Boolean']['input'];
};


export type MutationSetMoverDaysOffArgs = {
  id: Scalars['ID']['input'];
  days: ReadonlyArray<Scalars['Date']['input']>;
};


export type MutationDropMoveCallArgs = {
  id: Scalars['ID']['input'];
  reason: Scalars['String']['input'];
  assignmentId?: InputMaybe<Scalars['ID']['input']>;
};


export type MutationReportProgressArgs = {
  id: Scalars['ID']['input'];
  step: ProgressKind;
  at: Scalars['DateTime']['input'];
  idempotencyKey: Scalars['String']['input'];
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


export type MutationProposePlanArgs = {
  day: Scalars['Date']['input'];
};


export type MutationApplyPlanArgs = {
  id: Scalars['ID']['input'];
};


export type MutationHoldTimeArgs = {
  input: HoldTimeInput;
};


export type MutationAcceptOfferArgs = {
  assignmentId: Scalars['ID']['input'];
};


export type MutationDeclineOfferArgs = {
  assignmentId: Scalars['ID']['input'];
  reason?: InputMaybe<Scalars['String']['input']>;
};

export type HoldTimeInput = {
  /** The id of manage's attempt to reschedule the call; also the idempotency key. */
  readonly attemptId: Scalars['ID']['input'];
  readonly callId: Scalars['ID']['input'];
  readonly movingOn: Scalars['Date']['input'];
  readonly slot: MovingSlot;
  /** Only this team may be held; without it the call's own team, or else the next fitting one. */
  readonly moverId?: InputMaybe<Scalars['ID']['input']>;
  /** With `moverId`: why an operator has chosen the team. It is kept with the assignment that ends. */
  readonly reason?: InputMaybe<Scalars['String']['input']>;
  /** The assignment that is meant to end: another one is refused. */
  readonly assignmentId?: InputMaybe<Scalars['ID']['input']>;
  /** Whether a call that a team has is refused. */
  readonly onlyIfWaiting?: InputMaybe<Scalars['Boolean']['input']>;
};

export type HoldTimePayload = {
  readonly __typename?: 'HoldTimePayload';
  readonly outcome: HoldOutcome;
  /** With HELD: the team whose time is held. */
  readonly moverId?: Maybe<Scalars['ID']['output']>;
  /** With REFUSED. */
  readonly problem?: Maybe<UserError>;
};

export type HoldOutcome =
  /** It is held until manage reschedules the call or withdraws the attempt. */
  | 'HELD'
  /** No team has time then. */
  | 'SLOT_FULL'
  /** The team that is wanted cannot have it: `problem` says why. */
  | 'REFUSED'
  /** The request of the call has not arrived. */
  | 'UNKNOWN_CALL'
  /** The call is cancelled. */
  | 'CALL_OVER'
  /** Another attempt holds a time for the call. */
  | 'BUSY'
  /** The attempt was withdrawn, or is used already. */
  | 'WITHDRAWN';

export type MoveType =
  /** 포장이사: the team packs and arranges everything. */
  | 'FULL_PACKING'
  /** 반포장이사: the team takes the large items, the customer packs the small ones. */
  | 'HALF_PACKING'
  /** 일반이사: the customer packs, the team carries. A team that takes packed moves takes these too. */
  | 'STANDARD';

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

export type RegisterMoverInput = {
  readonly name: Scalars['String']['input'];
  readonly tel: Scalars['String']['input'];
  /** 차량번호, as 34가4567 or 서울 80바 1234. */
  readonly plate: Scalars['String']['input'];
  readonly base: PlaceInput;
  /** With FULL_PACKING the team takes STANDARD too. */
  readonly moveTypes: ReadonlyArray<MoveType>;
  /** The company to which the team belongs. */
  readonly companyId?: InputMaybe<Scalars['ID']['input']>;
  /** The people of the team: 1 to 20. */
  readonly crew?: InputMaybe<Scalars['Int']['input']>;
  /** The largest load that its truck takes: 1, 2.5, 3.5, 5, 7.5 or 10 t; null for any. */
  readonly tons?: InputMaybe<Scalars['Float']['input']>;
  /** Where it goes; 30 km around its base when null. */
  readonly serviceArea?: InputMaybe<ServiceAreaInput>;
  /** How many half days it works on a day: 2, or 1 when any job takes its whole day. 2 when null. */
  readonly slotsPerDay?: InputMaybe<Scalars['Int']['input']>;
  /** The other phones that sign in as the team: at most 20, of no other team. */
  readonly members?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

/** Where a team goes: one of both. Only the home counts. */
export type ServiceAreaInput = {
  /** Great-circle kilometres from base to home: 1 to 200. */
  readonly radiusKm?: InputMaybe<Scalars['Int']['input']>;
  /** Names of 시·군·구, each with its 시·도 where others have the same name: 마포구, 부산 중구. */
  readonly sigungu?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

/** What is absent stays as it is. */
export type UpdateMoverInput = {
  /** The company to which the team belongs from now on; null for none. */
  readonly companyId?: InputMaybe<Scalars['ID']['input']>;
  /** The people of the team: 1 to 20. */
  readonly crew?: InputMaybe<Scalars['Int']['input']>;
  /** The largest load that its truck takes: 1, 2.5, 3.5, 5, 7.5 or 10 t; null for any. */
  readonly tons?: InputMaybe<Scalars['Float']['input']>;
  /** Where it goes; 30 km around its base when null. */
  readonly serviceArea?: InputMaybe<ServiceAreaInput>;
  /** How many half days it works on a day: 2, or 1 when any job takes its whole day. 2 when null. */
  readonly slotsPerDay?: InputMaybe<Scalars['Int']['input']>;
  /** The other phones that sign in as the team: at most 20, of no other team. A phone that is missing is signed out. */
  readonly members?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

export type CompanyInput = {
  readonly name: Scalars['String']['input'];
  /** The representative (대표자). */
  readonly representative: Scalars['String']['input'];
  /** 사업자등록번호, as 120-81-47521. */
  readonly registrationNumber: Scalars['String']['input'];
  /** The number of the permit to carry goods. */
  readonly permitNumber: Scalars['String']['input'];
  /** The last day on which its insurance covers a move; today or later. */
  readonly insuredUntil: Scalars['Date']['input'];
  /** A landline, nationwide or mobile number, as 02-123-4567, 1588-1234 or 010-1234-5678. */
  readonly phone: Scalars['String']['input'];
  readonly address: Scalars['String']['input'];
  /** How its teams get calls; when absent, AUTO for a new company, and unchanged for another. */
  readonly dispatchMode?: InputMaybe<DispatchMode>;
};

/** How the teams of a company get calls. */
export type DispatchMode =
  /** The team that fits best has the call at once. */
  | 'AUTO'
  /** The team is asked, and has a few minutes to accept. */
  | 'OFFER';

export type CompanyPayload = {
  readonly __typename?: 'CompanyPayload';
  /** Null when there are userErrors; then nothing is stored. */
  readonly company?: Maybe<Company>;
  readonly userErrors: ReadonlyArray<UserError>;
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
  /** Operators only; null for others. */
  readonly dispatchMode?: Maybe<DispatchMode>;
  /** Operators only; null for others. */
  readonly phone?: Maybe<Scalars['String']['output']>;
  /** Operators only; null for others. */
  readonly address?: Maybe<Scalars['String']['output']>;
};

export type RegisterMoverPayload = {
  readonly __typename?: 'RegisterMoverPayload';
  readonly mover?: Maybe<Mover>;
  readonly userErrors: ReadonlyArray<UserError>;
};

export type UpdateMoverPayload = {
  readonly __typename?: 'UpdateMoverPayload';
  readonly mover?: Maybe<Mover>;
  readonly userErrors: ReadonlyArray<UserError>;
};

export type SetMoverAvailabilityPayload = {
  readonly __typename?: 'SetMoverAvailabilityPayload';
  readonly mover?: Maybe<Mover>;
  readonly userErrors: ReadonlyArray<UserError>;
};

export type SetMoverDaysOffPayload = {
  readonly __typename?: 'SetMoverDaysOffPayload';
  /** Null when there are userErrors; then nothing is stored. */
  readonly mover?: Maybe<Mover>;
  readonly userErrors: ReadonlyArray<UserError>;
};

/** A plan of a day. */
export type Plan = {
  readonly __typename?: 'Plan';
  readonly id: Scalars['ID']['output'];
  readonly day: Scalars['Date']['output'];
  /** What the teams of the jobs that may be moved drive to them now, in metres between base and home. */
  readonly before: Scalars['Int']['output'];
  /** The same with the plan. */
  readonly after: Scalars['Int']['output'];
  /** The jobs that change teams, the one that saves most first. */
  readonly moves: ReadonlyArray<PlannedMove>;
  readonly appliedAt?: Maybe<Scalars['DateTime']['output']>;
};

export type PlannedMove = {
  readonly __typename?: 'PlannedMove';
  readonly call: MoveCall;
  readonly from: Mover;
  readonly to: Mover;
  /** Metres between base and home. */
  readonly beforeMeters: Scalars['Int']['output'];
  readonly afterMeters: Scalars['Int']['output'];
};

export type ApplyPlanPayload = {
  readonly __typename?: 'ApplyPlanPayload';
  /** Null when there are userErrors; then nothing has changed. */
  readonly plan?: Maybe<Plan>;
  readonly userErrors: ReadonlyArray<UserError>;
};

export type DropMoveCallPayload = {
  readonly __typename?: 'DropMoveCallPayload';
  /** Null when there are userErrors; then nothing has changed. */
  readonly moveCall?: Maybe<MoveCall>;
  readonly userErrors: ReadonlyArray<UserError>;
};

export type ReportProgressPayload = {
  readonly __typename?: 'ReportProgressPayload';
  /** Null when there are userErrors; then nothing has changed. */
  readonly moveCall?: Maybe<MoveCall>;
  readonly userErrors: ReadonlyArray<UserError>;
};

export type ReassignMoveCallPayload = {
  readonly __typename?: 'ReassignMoveCallPayload';
  /** Null when there are userErrors; then nothing has changed. */
  readonly moveCall?: Maybe<MoveCall>;
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
  /**
   * Null for a viewer who may not see the call, and, except for operators, until the mover is announced. After a cancellation it
   * stays, RELEASED, if the mover was announced.
   */
  readonly assignment?: Maybe<Assignment>;
  /** All teams that have or had the call, the first one first. Null for all but operators. */
  readonly assignmentHistory?: Maybe<ReadonlyArray<AssignmentRecord>>;
  /** What the team of `assignment` has reported of the day itself, in its order; empty for whoever may not see the assignment. */
  readonly progress?: Maybe<ReadonlyArray<ProgressStep>>;
};

/** A step of the day itself. */
export type ProgressStep = {
  readonly __typename?: 'ProgressStep';
  readonly step: ProgressKind;
  /** When it happened, as the team says. */
  readonly at: Scalars['DateTime']['output'];
  /** Later than `at` when the phone had no signal. */
  readonly receivedAt: Scalars['DateTime']['output'];
};

export type ProgressKind =
  /** 출발: the team is on its way to the home. */
  | 'DEPARTED'
  /** 도착: the team is there. */
  | 'ARRIVED';

/** A team that has or had a call. */
export type AssignmentRecord = {
  readonly __typename?: 'AssignmentRecord';
  readonly id: Scalars['ID']['output'];
  readonly status: AssignmentStatus;
  readonly mover: Mover;
  /** Great-circle distance between the mover's base and the home, in metres. */
  readonly distanceMeters: Scalars['Int']['output'];
  readonly assignedAt: Scalars['DateTime']['output'];
  /** Null while the team has the call. */
  readonly releasedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly releasedCause?: Maybe<ReleaseCause>;
  /** As the team or an operator has written it. */
  readonly releasedReason?: Maybe<Scalars['String']['output']>;
};

/** Why a team does not have a call any more. */
export type ReleaseCause =
  | 'CALL_CANCELLED'
  /** The team gave it back. */
  | 'DROPPED'
  /** The team was not there half an hour after the slot began. */
  | 'NO_SHOW'
  /** An operator gave it to another team. */
  | 'REASSIGNED'
  /** The team declined the offer. */
  | 'DECLINED'
  /** The team did not answer the offer in time. */
  | 'EXPIRED'
  /** The call has another day or slot. */
  | 'RESCHEDULED'
  | 'TEAM_OFF'
  | 'INSURANCE_ENDED';

/** A job that somebody should look at. */
export type JobAtRisk = {
  readonly __typename?: 'JobAtRisk';
  readonly call: MoveCall;
  readonly assignmentId: Scalars['ID']['output'];
  readonly mover: Mover;
  readonly movingOn: Scalars['Date']['output'];
  readonly slot: MovingSlot;
  readonly risk: JobRisk;
};

export type JobRisk =
  /** The team is switched off. */
  | 'TEAM_OFF'
  /** The call has a quote, and the company's insurance does not cover the day. */
  | 'INSURANCE_ENDED';

/** The booking of one mover for one call and one time range. */
export type Assignment = {
  readonly __typename?: 'Assignment';
  readonly id: Scalars['ID']['output'];
  readonly status: AssignmentStatus;
  readonly mover: Mover;
  /** Great-circle distance between the mover's base and the home, in metres. */
  readonly distanceMeters: Scalars['Int']['output'];
  readonly assignedAt: Scalars['DateTime']['output'];
};

/** A call that a team is asked to take. Whose call it is, the team learns once it has it. */
export type Offer = {
  readonly __typename?: 'Offer';
  readonly assignmentId: Scalars['ID']['output'];
  /** From then on it cannot be accepted. */
  readonly expiresAt: Scalars['DateTime']['output'];
  readonly moveType: MoveType;
  /** The 시·군·구 to move out of, as 서울 마포구; null when it is not known. */
  readonly region?: Maybe<Scalars['String']['output']>;
  readonly movingOn: Scalars['Date']['output'];
  readonly slot: MovingSlot;
  /** The load in metric tons; null for any. */
  readonly tons?: Maybe<Scalars['Float']['output']>;
  /** The fare, KRW. */
  readonly cost: Scalars['Int']['output'];
  /** Great-circle distance between the team's base and the home, in metres. */
  readonly distanceMeters: Scalars['Int']['output'];
};

export type OfferPayload = {
  readonly __typename?: 'OfferPayload';
  /** Null when there are userErrors; then nothing has changed. */
  readonly assignment?: Maybe<Assignment>;
  readonly userErrors: ReadonlyArray<UserError>;
};

export type AssignmentStatus =
  /** The mover is asked whether it takes the call. It holds the mover's time. */
  | 'OFFERED'
  | 'ACTIVE'
  | 'RELEASED';

/** What a team does on a day. */
export type TeamDay = {
  readonly __typename?: 'TeamDay';
  readonly date: Scalars['Date']['output'];
  readonly mover: Mover;
  /** Whether the team has taken the day off. */
  readonly dayOff: Scalars['Boolean']['output'];
  /** In the order of their slots. */
  readonly jobs: ReadonlyArray<ScheduledJob>;
};

/** A call that a team has. */
export type ScheduledJob = {
  readonly __typename?: 'ScheduledJob';
  readonly call: MoveCall;
  readonly assignmentId: Scalars['ID']['output'];
  readonly status: AssignmentStatus;
  readonly slot: MovingSlot;
  /** The load in metric tons; null for a call without a quote. */
  readonly tons?: Maybe<Scalars['Float']['output']>;
  /** The customer's home. */
  readonly home: Place;
  /** Great-circle distance between the team's base and the home, in metres. */
  readonly distanceMeters: Scalars['Int']['output'];
};

/** A call that no team has. */
export type WaitingJob = {
  readonly __typename?: 'WaitingJob';
  readonly call: MoveCall;
  readonly movingOn: Scalars['Date']['output'];
  readonly slot: MovingSlot;
  /** The load in metric tons; null for a call without a quote. */
  readonly tons?: Maybe<Scalars['Float']['output']>;
  /** The customer's home. */
  readonly home: Place;
  /** As MoveCall.waitingReasonCode. */
  readonly reasonCode: Scalars['String']['output'];
};

/** A team with a vehicle. */
export type Mover = {
  readonly __typename?: 'Mover';
  readonly id: Scalars['ID']['output'];
  readonly name: Scalars['String']['output'];
  /** For a customer who no longer shares contacts with the mover: masked as 010****5678. */
  readonly tel: Scalars['String']['output'];
  /** For a customer who no longer shares contacts with the mover: masked as ****4567. */
  readonly plate: Scalars['String']['output'];
  /** For customers: its district, with the position of the district's office. */
  readonly base: Place;
  /** Whether an operator has switched the mover on. */
  readonly available: Scalars['Boolean']['output'];
  /** Null for a mover that belongs to no company. */
  readonly company?: Maybe<Company>;
  /** The people of the team; null when nobody said. */
  readonly crew?: Maybe<Scalars['Int']['output']>;
  /** The largest load that it takes, in metric tons; null for any. */
  readonly tons?: Maybe<Scalars['Float']['output']>;
  /** How many half days it works on a day. With 1, any job takes its whole day. */
  readonly slotsPerDay: Scalars['Int']['output'];
  /** Null for customers. */
  readonly serviceArea?: Maybe<ServiceArea>;
  /** The other phones that sign in as the team: as 01012345678 for operators, masked for the team itself, null for customers. */
  readonly members?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** From today on, in order. Null for customers. */
  readonly daysOff?: Maybe<ReadonlyArray<Scalars['Date']['output']>>;
  /** What the team is asked to take, the offer that ends first in front. Null for all but the team itself. */
  readonly offers?: Maybe<ReadonlyArray<Offer>>;
};

/** Where a team goes: one of both. */
export type ServiceArea = {
  readonly __typename?: 'ServiceArea';
  /** Great-circle kilometres from base to home. */
  readonly radiusKm?: Maybe<Scalars['Int']['output']>;
  /** 시·군·구 with their 시·도, as 서울 마포구. */
  readonly sigungu?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
};

export type MovingSlot =
  /** 오전: 08 to 13 o'clock in Asia/Seoul. Up to 2.5 t. */
  | 'MORNING'
  /** 오후: 13 to 18 o'clock in Asia/Seoul. Up to 2.5 t. */
  | 'AFTERNOON'
  /** 종일: 08 to 18 o'clock in Asia/Seoul. */
  | 'ALL_DAY';

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
  readonly availability?: Maybe<Availability>;
};

export type Availability =
  /** More than two teams that can do the move are free. */
  | 'OPEN'
  /** One or two are free. */
  | 'FEW'
  /** None is free. A call waits until one is. */
  | 'FULL';

export type MoverConnection = {
  readonly __typename?: 'MoverConnection';
  readonly edges: ReadonlyArray<MoverEdge>;
  readonly nodes: ReadonlyArray<Mover>;
  readonly pageInfo: PageInfo;
};

export type MoverEdge = {
  readonly __typename?: 'MoverEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: Mover;
};

export type PageInfo = {
  readonly __typename?: 'PageInfo';
  readonly hasNextPage: Scalars['Boolean']['output'];
  readonly endCursor?: Maybe<Scalars['String']['output']>;
};



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
  Company: Company;
  MoveCall: MoveCall;
  Mover: Mover;
  SlotAvailability: SlotAvailability;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Company:
    ( { __typename: 'Company' }
    & GraphQLRecursivePick<FederationTypes['Company'], {"id":true}> );
  MoveCall:
    ( { __typename: 'MoveCall' }
    & GraphQLRecursivePick<FederationTypes['MoveCall'], {"id":true}>
    & ( Record<PropertyKey, never>
        | GraphQLRecursivePick<FederationTypes['MoveCall'], {"announcedMoverId":true,"contactsShared":true}>
        | GraphQLRecursivePick<FederationTypes['MoveCall'], {"announcedMoverId":true,"contactsShared":true}>
        | GraphQLRecursivePick<FederationTypes['MoveCall'], {"announcedMoverId":true,"contactsShared":true}> ) );
  Mover:
    ( { __typename: 'Mover' }
    & GraphQLRecursivePick<FederationTypes['Mover'], {"id":true}> );
  SlotAvailability:
    ( { __typename: 'SlotAvailability' }
    & GraphQLRecursivePick<FederationTypes['SlotAvailability'], {"date":true,"moveType":true,"slot":true,"tons":true,"latitude":true,"longitude":true,"region":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Date: ResolverTypeWrapper<Scalars['Date']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  HoldTimeInput: HoldTimeInput;
  HoldTimePayload: ResolverTypeWrapper<HoldTimePayload>;
  HoldOutcome: HoldOutcome;
  MoveType: MoveType;
  PlaceInput: PlaceInput;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  Place: ResolverTypeWrapper<LocatedPlace>;
  RegisterMoverInput: RegisterMoverInput;
  ServiceAreaInput: ServiceAreaInput;
  UpdateMoverInput: UpdateMoverInput;
  CompanyInput: CompanyInput;
  DispatchMode: DispatchMode;
  CompanyPayload: ResolverTypeWrapper<Omit<CompanyPayload, 'company'> & { company?: Maybe<ResolversTypes['Company']> }>;
  Company: ResolverTypeWrapper<MovingCompany>;
  RegisterMoverPayload: ResolverTypeWrapper<Omit<RegisterMoverPayload, 'mover'> & { mover?: Maybe<ResolversTypes['Mover']> }>;
  UpdateMoverPayload: ResolverTypeWrapper<Omit<UpdateMoverPayload, 'mover'> & { mover?: Maybe<ResolversTypes['Mover']> }>;
  SetMoverAvailabilityPayload: ResolverTypeWrapper<Omit<SetMoverAvailabilityPayload, 'mover'> & { mover?: Maybe<ResolversTypes['Mover']> }>;
  SetMoverDaysOffPayload: ResolverTypeWrapper<Omit<SetMoverDaysOffPayload, 'mover'> & { mover?: Maybe<ResolversTypes['Mover']> }>;
  Plan: ResolverTypeWrapper<DayPlan>;
  PlannedMove: ResolverTypeWrapper<PlanMove>;
  ApplyPlanPayload: ResolverTypeWrapper<Omit<ApplyPlanPayload, 'plan'> & { plan?: Maybe<ResolversTypes['Plan']> }>;
  DropMoveCallPayload: ResolverTypeWrapper<Omit<DropMoveCallPayload, 'moveCall'> & { moveCall?: Maybe<ResolversTypes['MoveCall']> }>;
  ReportProgressPayload: ResolverTypeWrapper<Omit<ReportProgressPayload, 'moveCall'> & { moveCall?: Maybe<ResolversTypes['MoveCall']> }>;
  ReassignMoveCallPayload: ResolverTypeWrapper<Omit<ReassignMoveCallPayload, 'moveCall'> & { moveCall?: Maybe<ResolversTypes['MoveCall']> }>;
  UserError: ResolverTypeWrapper<UserError>;
  MoveCall: ResolverTypeWrapper<MoveCallReference>;
  ProgressStep: ResolverTypeWrapper<StepView>;
  ProgressKind: ProgressKind;
  AssignmentRecord: ResolverTypeWrapper<KeptAssignment>;
  ReleaseCause: ReleaseCause;
  JobAtRisk: ResolverTypeWrapper<EndangeredJob>;
  JobRisk: JobRisk;
  Assignment: ResolverTypeWrapper<SeenAssignment>;
  Offer: ResolverTypeWrapper<OpenOffer>;
  OfferPayload: ResolverTypeWrapper<Omit<OfferPayload, 'assignment'> & { assignment?: Maybe<ResolversTypes['Assignment']> }>;
  AssignmentStatus: AssignmentStatus;
  TeamDay: ResolverTypeWrapper<ScheduledDay>;
  ScheduledJob: ResolverTypeWrapper<Omit<ScheduledJob, 'call' | 'home'> & { call: ResolversTypes['MoveCall'], home: ResolversTypes['Place'] }>;
  WaitingJob: ResolverTypeWrapper<Omit<WaitingJob, 'call' | 'home'> & { call: ResolversTypes['MoveCall'], home: ResolversTypes['Place'] }>;
  Mover: ResolverTypeWrapper<MoverView>;
  ServiceArea: ResolverTypeWrapper<ServiceArea>;
  MovingSlot: MovingSlot;
  SlotAvailability: ResolverTypeWrapper<SlotAvailability>;
  Availability: Availability;
  MoverConnection: ResolverTypeWrapper<Omit<MoverConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['MoverEdge']>, nodes: ReadonlyArray<ResolversTypes['Mover']> }>;
  MoverEdge: ResolverTypeWrapper<Omit<MoverEdge, 'node'> & { node: ResolversTypes['Mover'] }>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Date: Scalars['Date']['output'];
  DateTime: Scalars['DateTime']['output'];
  Query: Record<PropertyKey, never>;
  Int: Scalars['Int']['output'];
  String: Scalars['String']['output'];
  Boolean: Scalars['Boolean']['output'];
  ID: Scalars['ID']['output'];
  Mutation: Record<PropertyKey, never>;
  HoldTimeInput: HoldTimeInput;
  HoldTimePayload: HoldTimePayload;
  PlaceInput: PlaceInput;
  Float: Scalars['Float']['output'];
  Place: LocatedPlace;
  RegisterMoverInput: RegisterMoverInput;
  ServiceAreaInput: ServiceAreaInput;
  UpdateMoverInput: UpdateMoverInput;
  CompanyInput: CompanyInput;
  CompanyPayload: Omit<CompanyPayload, 'company'> & { company?: Maybe<ResolversParentTypes['Company']> };
  Company: MovingCompany;
  RegisterMoverPayload: Omit<RegisterMoverPayload, 'mover'> & { mover?: Maybe<ResolversParentTypes['Mover']> };
  UpdateMoverPayload: Omit<UpdateMoverPayload, 'mover'> & { mover?: Maybe<ResolversParentTypes['Mover']> };
  SetMoverAvailabilityPayload: Omit<SetMoverAvailabilityPayload, 'mover'> & { mover?: Maybe<ResolversParentTypes['Mover']> };
  SetMoverDaysOffPayload: Omit<SetMoverDaysOffPayload, 'mover'> & { mover?: Maybe<ResolversParentTypes['Mover']> };
  Plan: DayPlan;
  PlannedMove: PlanMove;
  ApplyPlanPayload: Omit<ApplyPlanPayload, 'plan'> & { plan?: Maybe<ResolversParentTypes['Plan']> };
  DropMoveCallPayload: Omit<DropMoveCallPayload, 'moveCall'> & { moveCall?: Maybe<ResolversParentTypes['MoveCall']> };
  ReportProgressPayload: Omit<ReportProgressPayload, 'moveCall'> & { moveCall?: Maybe<ResolversParentTypes['MoveCall']> };
  ReassignMoveCallPayload: Omit<ReassignMoveCallPayload, 'moveCall'> & { moveCall?: Maybe<ResolversParentTypes['MoveCall']> };
  UserError: UserError;
  MoveCall: MoveCallReference;
  ProgressStep: StepView;
  AssignmentRecord: KeptAssignment;
  JobAtRisk: EndangeredJob;
  Assignment: SeenAssignment;
  Offer: OpenOffer;
  OfferPayload: Omit<OfferPayload, 'assignment'> & { assignment?: Maybe<ResolversParentTypes['Assignment']> };
  TeamDay: ScheduledDay;
  ScheduledJob: Omit<ScheduledJob, 'call' | 'home'> & { call: ResolversParentTypes['MoveCall'], home: ResolversParentTypes['Place'] };
  WaitingJob: Omit<WaitingJob, 'call' | 'home'> & { call: ResolversParentTypes['MoveCall'], home: ResolversParentTypes['Place'] };
  Mover: MoverView;
  ServiceArea: ServiceArea;
  SlotAvailability: SlotAvailability | FederationReferenceTypes['SlotAvailability'];
  MoverConnection: Omit<MoverConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['MoverEdge']>, nodes: ReadonlyArray<ResolversParentTypes['Mover']> };
  MoverEdge: Omit<MoverEdge, 'node'> & { node: ResolversParentTypes['Mover'] };
  PageInfo: PageInfo;
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
  movers?: Resolver<ResolversTypes['MoverConnection'], ParentType, ContextType, RequireFields<QueryMoversArgs, 'first'>>;
  company?: Resolver<Maybe<ResolversTypes['Company']>, ParentType, ContextType, RequireFields<QueryCompanyArgs, 'registrationNumber'>>;
  companies?: Resolver<ReadonlyArray<ResolversTypes['Company']>, ParentType, ContextType, RequireFields<QueryCompaniesArgs, 'first'>>;
  schedule?: Resolver<ReadonlyArray<ResolversTypes['TeamDay']>, ParentType, ContextType, RequireFields<QueryScheduleArgs, 'from' | 'to'>>;
  waitingJobs?: Resolver<ReadonlyArray<ResolversTypes['WaitingJob']>, ParentType, ContextType, RequireFields<QueryWaitingJobsArgs, 'from' | 'to' | 'first'>>;
  team?: Resolver<Maybe<ResolversTypes['Mover']>, ParentType, ContextType>;
  jobsAtRisk?: Resolver<ReadonlyArray<ResolversTypes['JobAtRisk']>, ParentType, ContextType, RequireFields<QueryJobsAtRiskArgs, 'first'>>;
  offers?: Resolver<ReadonlyArray<ResolversTypes['Offer']>, ParentType, ContextType>;
};

export type MutationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  registerMover?: Resolver<ResolversTypes['RegisterMoverPayload'], ParentType, ContextType, RequireFields<MutationRegisterMoverArgs, 'input'>>;
  updateMover?: Resolver<ResolversTypes['UpdateMoverPayload'], ParentType, ContextType, RequireFields<MutationUpdateMoverArgs, 'id' | 'input'>>;
  registerCompany?: Resolver<ResolversTypes['CompanyPayload'], ParentType, ContextType, RequireFields<MutationRegisterCompanyArgs, 'input'>>;
  updateCompany?: Resolver<ResolversTypes['CompanyPayload'], ParentType, ContextType, RequireFields<MutationUpdateCompanyArgs, 'id' | 'input'>>;
  setMoverAvailability?: Resolver<ResolversTypes['SetMoverAvailabilityPayload'], ParentType, ContextType, RequireFields<MutationSetMoverAvailabilityArgs, 'id' | 'available'>>;
  setMoverDaysOff?: Resolver<ResolversTypes['SetMoverDaysOffPayload'], ParentType, ContextType, RequireFields<MutationSetMoverDaysOffArgs, 'id' | 'days'>>;
  dropMoveCall?: Resolver<ResolversTypes['DropMoveCallPayload'], ParentType, ContextType, RequireFields<MutationDropMoveCallArgs, 'id' | 'reason'>>;
  reportProgress?: Resolver<ResolversTypes['ReportProgressPayload'], ParentType, ContextType, RequireFields<MutationReportProgressArgs, 'id' | 'step' | 'at' | 'idempotencyKey'>>;
  reassignMoveCall?: Resolver<ResolversTypes['ReassignMoveCallPayload'], ParentType, ContextType, RequireFields<MutationReassignMoveCallArgs, 'id' | 'moverId' | 'reason'>>;
  proposePlan?: Resolver<ResolversTypes['Plan'], ParentType, ContextType, RequireFields<MutationProposePlanArgs, 'day'>>;
  applyPlan?: Resolver<ResolversTypes['ApplyPlanPayload'], ParentType, ContextType, RequireFields<MutationApplyPlanArgs, 'id'>>;
  holdTime?: Resolver<ResolversTypes['HoldTimePayload'], ParentType, ContextType, RequireFields<MutationHoldTimeArgs, 'input'>>;
  acceptOffer?: Resolver<ResolversTypes['OfferPayload'], ParentType, ContextType, RequireFields<MutationAcceptOfferArgs, 'assignmentId'>>;
  declineOffer?: Resolver<ResolversTypes['OfferPayload'], ParentType, ContextType, RequireFields<MutationDeclineOfferArgs, 'assignmentId'>>;
};

export type HoldTimePayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['HoldTimePayload'] = ResolversParentTypes['HoldTimePayload']> = {
  outcome?: Resolver<ResolversTypes['HoldOutcome'], ParentType, ContextType>;
  moverId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type PlaceResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Place'] = ResolversParentTypes['Place']> = {
  address?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  district?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sido?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sigungu?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  latitude?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  longitude?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type CompanyPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CompanyPayload'] = ResolversParentTypes['CompanyPayload']> = {
  company?: Resolver<Maybe<ResolversTypes['Company']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type CompanyResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Company'] = ResolversParentTypes['Company'], FederationReferenceType extends FederationReferenceTypes['Company'] = FederationReferenceTypes['Company']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Company']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  representative?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  registrationNumber?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  permitNumber?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  insuredUntil?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  dispatchMode?: Resolver<Maybe<ResolversTypes['DispatchMode']>, ParentType, ContextType>;
  phone?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  address?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type RegisterMoverPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RegisterMoverPayload'] = ResolversParentTypes['RegisterMoverPayload']> = {
  mover?: Resolver<Maybe<ResolversTypes['Mover']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type UpdateMoverPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UpdateMoverPayload'] = ResolversParentTypes['UpdateMoverPayload']> = {
  mover?: Resolver<Maybe<ResolversTypes['Mover']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type SetMoverAvailabilityPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SetMoverAvailabilityPayload'] = ResolversParentTypes['SetMoverAvailabilityPayload']> = {
  mover?: Resolver<Maybe<ResolversTypes['Mover']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type SetMoverDaysOffPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SetMoverDaysOffPayload'] = ResolversParentTypes['SetMoverDaysOffPayload']> = {
  mover?: Resolver<Maybe<ResolversTypes['Mover']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type PlanResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Plan'] = ResolversParentTypes['Plan']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  day?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  before?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  after?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  moves?: Resolver<ReadonlyArray<ResolversTypes['PlannedMove']>, ParentType, ContextType>;
  appliedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type PlannedMoveResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PlannedMove'] = ResolversParentTypes['PlannedMove']> = {
  call?: Resolver<ResolversTypes['MoveCall'], ParentType, ContextType>;
  from?: Resolver<ResolversTypes['Mover'], ParentType, ContextType>;
  to?: Resolver<ResolversTypes['Mover'], ParentType, ContextType>;
  beforeMeters?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  afterMeters?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ApplyPlanPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ApplyPlanPayload'] = ResolversParentTypes['ApplyPlanPayload']> = {
  plan?: Resolver<Maybe<ResolversTypes['Plan']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type DropMoveCallPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DropMoveCallPayload'] = ResolversParentTypes['DropMoveCallPayload']> = {
  moveCall?: Resolver<Maybe<ResolversTypes['MoveCall']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ReportProgressPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ReportProgressPayload'] = ResolversParentTypes['ReportProgressPayload']> = {
  moveCall?: Resolver<Maybe<ResolversTypes['MoveCall']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ReassignMoveCallPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ReassignMoveCallPayload'] = ResolversParentTypes['ReassignMoveCallPayload']> = {
  moveCall?: Resolver<Maybe<ResolversTypes['MoveCall']>, ParentType, ContextType>;
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
  assignment?: Resolver<Maybe<ResolversTypes['Assignment']>, ParentType, ContextType>;
  assignmentHistory?: Resolver<Maybe<ReadonlyArray<ResolversTypes['AssignmentRecord']>>, ParentType, ContextType>;
  progress?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ProgressStep']>>, ParentType, ContextType>;
};

export type ProgressStepResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ProgressStep'] = ResolversParentTypes['ProgressStep']> = {
  step?: Resolver<ResolversTypes['ProgressKind'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  receivedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type AssignmentRecordResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AssignmentRecord'] = ResolversParentTypes['AssignmentRecord']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['AssignmentStatus'], ParentType, ContextType>;
  mover?: Resolver<ResolversTypes['Mover'], ParentType, ContextType>;
  distanceMeters?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  assignedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  releasedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  releasedCause?: Resolver<Maybe<ResolversTypes['ReleaseCause']>, ParentType, ContextType>;
  releasedReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type JobAtRiskResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['JobAtRisk'] = ResolversParentTypes['JobAtRisk']> = {
  call?: Resolver<ResolversTypes['MoveCall'], ParentType, ContextType>;
  assignmentId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  mover?: Resolver<ResolversTypes['Mover'], ParentType, ContextType>;
  movingOn?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  slot?: Resolver<ResolversTypes['MovingSlot'], ParentType, ContextType>;
  risk?: Resolver<ResolversTypes['JobRisk'], ParentType, ContextType>;
};

export type AssignmentResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Assignment'] = ResolversParentTypes['Assignment']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['AssignmentStatus'], ParentType, ContextType>;
  mover?: Resolver<ResolversTypes['Mover'], ParentType, ContextType>;
  distanceMeters?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  assignedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type OfferResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Offer'] = ResolversParentTypes['Offer']> = {
  assignmentId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  moveType?: Resolver<ResolversTypes['MoveType'], ParentType, ContextType>;
  region?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  movingOn?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  slot?: Resolver<ResolversTypes['MovingSlot'], ParentType, ContextType>;
  tons?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  cost?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  distanceMeters?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type OfferPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['OfferPayload'] = ResolversParentTypes['OfferPayload']> = {
  assignment?: Resolver<Maybe<ResolversTypes['Assignment']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type TeamDayResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['TeamDay'] = ResolversParentTypes['TeamDay']> = {
  date?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  mover?: Resolver<ResolversTypes['Mover'], ParentType, ContextType>;
  dayOff?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  jobs?: Resolver<ReadonlyArray<ResolversTypes['ScheduledJob']>, ParentType, ContextType>;
};

export type ScheduledJobResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ScheduledJob'] = ResolversParentTypes['ScheduledJob']> = {
  call?: Resolver<ResolversTypes['MoveCall'], ParentType, ContextType>;
  assignmentId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['AssignmentStatus'], ParentType, ContextType>;
  slot?: Resolver<ResolversTypes['MovingSlot'], ParentType, ContextType>;
  tons?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  home?: Resolver<ResolversTypes['Place'], ParentType, ContextType>;
  distanceMeters?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type WaitingJobResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['WaitingJob'] = ResolversParentTypes['WaitingJob']> = {
  call?: Resolver<ResolversTypes['MoveCall'], ParentType, ContextType>;
  movingOn?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  slot?: Resolver<ResolversTypes['MovingSlot'], ParentType, ContextType>;
  tons?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  home?: Resolver<ResolversTypes['Place'], ParentType, ContextType>;
  reasonCode?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type MoverResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Mover'] = ResolversParentTypes['Mover'], FederationReferenceType extends FederationReferenceTypes['Mover'] = FederationReferenceTypes['Mover']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Mover']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  tel?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  plate?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  base?: Resolver<ResolversTypes['Place'], ParentType, ContextType>;
  available?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  company?: Resolver<Maybe<ResolversTypes['Company']>, ParentType, ContextType>;
  crew?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  tons?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  slotsPerDay?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  serviceArea?: Resolver<Maybe<ResolversTypes['ServiceArea']>, ParentType, ContextType>;
  members?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  daysOff?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Date']>>, ParentType, ContextType>;
  offers?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Offer']>>, ParentType, ContextType>;
};

export type ServiceAreaResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ServiceArea'] = ResolversParentTypes['ServiceArea']> = {
  radiusKm?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  sigungu?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
};

export type SlotAvailabilityResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SlotAvailability'] = ResolversParentTypes['SlotAvailability'], FederationReferenceType extends FederationReferenceTypes['SlotAvailability'] = FederationReferenceTypes['SlotAvailability']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['SlotAvailability']> | FederationReferenceType, FederationReferenceType, ContextType>;
  date?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  moveType?: Resolver<ResolversTypes['MoveType'], ParentType, ContextType>;
  tons?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  latitude?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  longitude?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  region?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  slot?: Resolver<ResolversTypes['MovingSlot'], ParentType, ContextType>;
  availability?: Resolver<Maybe<ResolversTypes['Availability']>, ParentType, ContextType>;
};

export type MoverConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MoverConnection'] = ResolversParentTypes['MoverConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['MoverEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Mover']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type MoverEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MoverEdge'] = ResolversParentTypes['MoverEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Mover'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = RequestContext> = {
  Date?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  HoldTimePayload?: HoldTimePayloadResolvers<ContextType>;
  Place?: PlaceResolvers<ContextType>;
  CompanyPayload?: CompanyPayloadResolvers<ContextType>;
  Company?: CompanyResolvers<ContextType>;
  RegisterMoverPayload?: RegisterMoverPayloadResolvers<ContextType>;
  UpdateMoverPayload?: UpdateMoverPayloadResolvers<ContextType>;
  SetMoverAvailabilityPayload?: SetMoverAvailabilityPayloadResolvers<ContextType>;
  SetMoverDaysOffPayload?: SetMoverDaysOffPayloadResolvers<ContextType>;
  Plan?: PlanResolvers<ContextType>;
  PlannedMove?: PlannedMoveResolvers<ContextType>;
  ApplyPlanPayload?: ApplyPlanPayloadResolvers<ContextType>;
  DropMoveCallPayload?: DropMoveCallPayloadResolvers<ContextType>;
  ReportProgressPayload?: ReportProgressPayloadResolvers<ContextType>;
  ReassignMoveCallPayload?: ReassignMoveCallPayloadResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
  MoveCall?: MoveCallResolvers<ContextType>;
  ProgressStep?: ProgressStepResolvers<ContextType>;
  AssignmentRecord?: AssignmentRecordResolvers<ContextType>;
  JobAtRisk?: JobAtRiskResolvers<ContextType>;
  Assignment?: AssignmentResolvers<ContextType>;
  Offer?: OfferResolvers<ContextType>;
  OfferPayload?: OfferPayloadResolvers<ContextType>;
  TeamDay?: TeamDayResolvers<ContextType>;
  ScheduledJob?: ScheduledJobResolvers<ContextType>;
  WaitingJob?: WaitingJobResolvers<ContextType>;
  Mover?: MoverResolvers<ContextType>;
  ServiceArea?: ServiceAreaResolvers<ContextType>;
  SlotAvailability?: SlotAvailabilityResolvers<ContextType>;
  MoverConnection?: MoverConnectionResolvers<ContextType>;
  MoverEdge?: MoverEdgeResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = RequestContext> = {
  public?: PublicDirectiveResolver<any, any, ContextType>;
  operators?: OperatorsDirectiveResolver<any, any, ContextType>;
};
