// Generated from schema/call.graphql by `npm run schema`; do not edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { MoveCallView, StatusEventView } from '../call/read-model.ts';
import type { Place as LocatedPlace } from '@movecall/values/places';
import type { OperatorReference } from '../operator-resolvers.ts';
import type { ViewerView } from '../sign-in/sign-in.ts';
import type { RequestContext } from '../context.ts';
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
  /** The signed-in person; null without a token. */
  readonly viewer?: Maybe<Viewer>;
  /** One call; null when it does not exist, its id is malformed or the viewer may not see it. */
  readonly moveCall?: Maybe<MoveCall>;
  /**
   * Newest first: a customer's own calls; for a mover the calls assigned to it and those it made itself; every call for an operator.
   * `first` is 1 to 100. `search` matches a part of an address and, for operators, the end of a phone number
   * (four digits or more).
   */
  readonly moveCalls: MoveCallConnection;
  /**
   * Movers only. The calls that their team has on the days of a range of at most 62: by day, then by part of the day. A larger range is
   * BAD_USER_INPUT.
   */
  readonly teamJobs: TeamJobs;
  /**
   * Suggests places for what somebody has typed so far: 시·군·구, 동, streets and addresses, the best first. Empty for fewer than two
   * characters. `first` is 1 to 10.
   */
  readonly places: ReadonlyArray<PlaceSuggestion>;
  /** Operators only. Figures of the last 24 hours. */
  readonly moveCallFigures: MoveCallFigures;
  /** The ids of the sessions that have ended and whose tokens may not have expired. Services only; not in the public schema. */
  readonly endedSessions: ReadonlyArray<Scalars['ID']['output']>;
};


export type QueryMoveCallArgs = {
  id: Scalars['ID']['input'];
};


export type QueryMoveCallsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  status?: InputMaybe<ReadonlyArray<MoveCallStatus>>;
  search?: InputMaybe<Scalars['String']['input']>;
};


export type QueryTeamJobsArgs = {
  from: Scalars['Date']['input'];
  to: Scalars['Date']['input'];
};


export type QueryPlacesArgs = {
  query: Scalars['String']['input'];
  first?: InputMaybe<Scalars['Int']['input']>;
};

export type Mutation = {
  readonly __typename?: 'Mutation';
  /**
   * Sends a six-digit code to the phone by AlimTalk. The code is valid for five minutes and five attempts, also when another one
   * is requested.
   */
  readonly requestLoginCode: RequestLoginCodePayload;
  /**
   * Exchanges the code for a token, and begins a session. Sets the session's cookie, which refreshLogin reads. Without `challengeId`
   * the newest code is meant that was requested for this phone from the same network address.
   */
  readonly login: LoginPayload;
  /**
   * Issues a new token for the session of the request's cookie, and replaces the cookie. Send it without a token.
   * UNAUTHENTICATED when the session has ended: sign in again.
   */
  readonly refreshLogin: LoginPayload;
  /** Ends the session of the token: from then on its tokens and its cookie are refused. True when it ends now. */
  readonly logout: Scalars['Boolean']['output'];
  /** Ends all sessions of the viewer, on all devices. True when at least one ends now. */
  readonly logoutEverywhere: Scalars['Boolean']['output'];
  /**
   * Deletes the viewer's name, phone and addresses from all that is kept about them, and ends their sessions. Open calls forbid it
   * (OPEN_CALLS).
   */
  readonly deleteMyData: DeleteMyDataPayload;
  /**
   * Operators only. Parts a phone from the person who has it, whose sessions end: its next sign-in begins without calls.
   * Open calls forbid it (OPEN_CALLS).
   */
  readonly partPhone: PartPhonePayload;
  /** Calls a mover. Succeeds only when the order was accepted too; otherwise TRY_AGAIN_LATER, and no call exists. */
  readonly requestMoveCall: RequestMoveCallPayload;
  /**
   * Cancels a call and its assignment, for its owner or an operator. What it costs, `MoveCall.cancelPreview` tells. An operator cancels on
   * the company's part; with `forCustomer`, because the customer has asked for it. A confirmed call whose day is over can be cancelled by
   * operators alone.
   */
  readonly cancelMoveCall: CancelMoveCallPayload;
};


export type MutationRequestLoginCodeArgs = {
  tel: Scalars['String']['input'];
};


export type MutationLoginArgs = {
  tel: Scalars['String']['input'];
  code: Scalars['String']['input'];
  challengeId?: InputMaybe<Scalars['ID']['input']>;
};


export type MutationPartPhoneArgs = {
  tel: Scalars['String']['input'];
};


export type MutationRequestMoveCallArgs = {
  input: RequestMoveCallInput;
};


export type MutationCancelMoveCallArgs = {
  id: Scalars['ID']['input'];
  reason?: InputMaybe<Scalars['String']['input']>;
  forCustomer?: InputMaybe<Scalars['Boolean']['input']>;
};

export type Role =
  | 'CUSTOMER'
  | 'MOVER'
  | 'OPERATOR';

/** An operator, as others know them. */
export type Operator = {
  readonly __typename?: 'Operator';
  /** Opaque. */
  readonly id: Scalars['ID']['output'];
  /** As 01012345678, for operators; null once the phone was parted from them, or their data deleted. */
  readonly tel?: Maybe<Scalars['String']['output']>;
};

export type Viewer = {
  readonly __typename?: 'Viewer';
  /** The viewer's own phone, as 01012345678. */
  readonly tel: Scalars['String']['output'];
  readonly role: Role;
};

export type RequestLoginCodePayload = {
  readonly __typename?: 'RequestLoginCodePayload';
  /** Only who has it can use the code: pass it to `login`. */
  readonly challengeId?: Maybe<Scalars['ID']['output']>;
  readonly expiresAt?: Maybe<Scalars['DateTime']['output']>;
  readonly userErrors: ReadonlyArray<UserError>;
};

export type LoginPayload = {
  readonly __typename?: 'LoginPayload';
  /** Send it as `Authorization: Bearer <token>`. */
  readonly token?: Maybe<Scalars['String']['output']>;
  /** At least 30 minutes ahead. */
  readonly expiresAt?: Maybe<Scalars['DateTime']['output']>;
  readonly viewer?: Maybe<Viewer>;
  readonly userErrors: ReadonlyArray<UserError>;
};

export type DeleteMyDataPayload = {
  readonly __typename?: 'DeleteMyDataPayload';
  readonly deleted: Scalars['Boolean']['output'];
  readonly userErrors: ReadonlyArray<UserError>;
};

export type PartPhonePayload = {
  readonly __typename?: 'PartPhonePayload';
  readonly parted: Scalars['Boolean']['output'];
  readonly userErrors: ReadonlyArray<UserError>;
};

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

export type MoveCallStatus =
  /** 호출 */
  | 'REQUESTED'
  /** 호출중 */
  | 'ASSIGNING'
  /** 호출확정 */
  | 'CONFIRMED'
  /** 이사중 */
  | 'IN_PROGRESS'
  /** 이사완료 */
  | 'COMPLETED'
  /** 호출취소 */
  | 'CANCELLED';

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

/** A place that a typed text can mean. Its address with its coordinates is a PlaceInput. */
export type PlaceSuggestion = {
  readonly __typename?: 'PlaceSuggestion';
  /** By its lot, as 서울 마포구 상암동 1605; or a 시·군·구. */
  readonly address: Scalars['String']['output'];
  /** By its street, as 서울 마포구 월드컵북로 400; null when it is not known. */
  readonly roadAddress?: Maybe<Scalars['String']['output']>;
  /** The official name of the 시·도, as 경기도; null when it is not known. */
  readonly sido?: Maybe<Scalars['String']['output']>;
  /** The 시·군·구; null in 세종, which has none. */
  readonly sigungu?: Maybe<Scalars['String']['output']>;
  /** Of the address; of the office of the 시·군·구 when no more is known. */
  readonly latitude: Scalars['Float']['output'];
  readonly longitude: Scalars['Float']['output'];
};

export type RequestMoveCallInput = {
  readonly moveType: MoveType;
  /** The home to move out of. */
  readonly location: PlaceInput;
  readonly destination?: InputMaybe<PlaceInput>;
  /** A day in Asia/Seoul, up to 365 days ahead; defaults to today. */
  readonly movingOn?: InputMaybe<Scalars['Date']['input']>;
  /** ALL_DAY when absent. Without a quote there is no other. */
  readonly slot?: InputMaybe<MovingSlot>;
  /** Expected fare in KRW, 1 to 100,000,000. Required without `quoteId`. */
  readonly cost?: InputMaybe<Scalars['Int']['input']>;
  /**
   * The quote that the customer agrees to, with `quoteVersion`. Move type, places, day, slot and cost are then the quote's: those that are
   * given must equal it (QUOTE_MISMATCH), and those that are absent are taken from it. It becomes the caller's. QUOTE_EXPIRED and
   * QUOTE_CHANGED ask for the next version; NOT_FOUND stands for another customer's quote, too; QUOTE_IN_USE: another open call has it.
   */
  readonly quoteId?: InputMaybe<Scalars['ID']['input']>;
  /** The version that the customer has read. It must be the newest one. */
  readonly quoteVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The customer's phone; defaults to the viewer's own. Only an operator may call for another phone. */
  readonly tel?: InputMaybe<Scalars['String']['input']>;
  /** A repeated request with the same key and input returns the same call. Keys are scoped to the viewer. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

export type RequestMoveCallPayload = {
  readonly __typename?: 'RequestMoveCallPayload';
  readonly moveCall?: Maybe<MoveCall>;
  readonly userErrors: ReadonlyArray<UserError>;
};

export type CancelMoveCallPayload = {
  readonly __typename?: 'CancelMoveCallPayload';
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

/** One customer's call for a mover. */
export type MoveCall = {
  readonly __typename?: 'MoveCall';
  readonly id: Scalars['ID']['output'];
  readonly moveType: MoveType;
  readonly status: MoveCallStatus;
  readonly statusLabel: Scalars['String']['output'];
  /** Increases by one with every change. */
  readonly version: Scalars['Int']['output'];
  /**
   * As 01012345678 for its owner and operators, and for its mover while the two share their contacts; otherwise masked as
   * 010****5678. They share them from the confirmation until a cancellation, or until 30 days after the moving day.
   * Empty once the personal data of the call was erased.
   */
  readonly tel: Scalars['String']['output'];
  /** For a mover that does not share contacts with the customer: the district, with the position of its office. */
  readonly location: Place;
  /** Null for a mover that does not share contacts with the customer. */
  readonly destination?: Maybe<Place>;
  readonly movingOn: Scalars['Date']['output'];
  readonly slot: MovingSlot;
  readonly cost: Scalars['Int']['output'];
  readonly requestedAt: Scalars['DateTime']['output'];
  readonly updatedAt: Scalars['DateTime']['output'];
  /** Why the call is still 호출중, in Korean. */
  readonly waitingReason?: Maybe<Scalars['String']['output']>;
  /** NO_TEAM_IN_AREA, NO_TEAM_FOR_LOAD or NO_MOVER_FREE; null when the call does not wait. */
  readonly waitingReasonCode?: Maybe<Scalars['String']['output']>;
  /**
   * Served from call's own read model, without manage and assign. For a customer who does not share contacts with the mover,
   * phone and plate are masked.
   */
  readonly mover?: Maybe<AssignedMover>;
  /** The mover that was announced to the customer, also after a cancellation; null when none was. */
  readonly announcedMoverId?: Maybe<Scalars['ID']['output']>;
  /** Whether customer and mover see each other's phone, plate and address. */
  readonly contactsShared: Scalars['Boolean']['output'];
  /** One row per version, oldest first. */
  readonly timeline: ReadonlyArray<MoveCallStatusEvent>;
  /** The alerts about the call to its customer, its teams and operators, with their outcomes. Operators only; empty for everyone else. */
  readonly alerts: ReadonlyArray<Alert>;
};

export type AssignedMover = {
  readonly __typename?: 'AssignedMover';
  readonly id: Scalars['ID']['output'];
  readonly name: Scalars['String']['output'];
  readonly tel: Scalars['String']['output'];
  readonly plate: Scalars['String']['output'];
};

/** A call's status as of one version. */
export type MoveCallStatusEvent = {
  readonly __typename?: 'MoveCallStatusEvent';
  /** Opaque; pass it as `after` to resume from here. */
  readonly cursor: Scalars['ID']['output'];
  readonly version: Scalars['Int']['output'];
  readonly status: MoveCallStatus;
  readonly statusLabel: Scalars['String']['output'];
  readonly at: Scalars['DateTime']['output'];
  /** True when the changes since `after` could not be replayed; the event is the current state. */
  readonly reset: Scalars['Boolean']['output'];
  readonly moveCall: MoveCall;
};

export type Alert = {
  readonly __typename?: 'Alert';
  readonly template: Scalars['String']['output'];
  readonly audience: AlertAudience;
  readonly channel: Scalars['String']['output'];
  readonly outcome: Scalars['String']['output'];
  readonly at: Scalars['DateTime']['output'];
};

/** Whom an alert is for. */
export type AlertAudience =
  | 'CUSTOMER'
  | 'TEAM'
  | 'OPERATOR';

export type MoveCallConnection = {
  readonly __typename?: 'MoveCallConnection';
  readonly edges: ReadonlyArray<MoveCallEdge>;
  readonly nodes: ReadonlyArray<MoveCall>;
  readonly pageInfo: PageInfo;
  /**
   * On the first page, for viewers who may follow `moveCallFeed`: pass it as `after` to receive every change that this
   * page does not show yet.
   */
  readonly feedCursor?: Maybe<Scalars['ID']['output']>;
};

export type TeamJobs = {
  readonly __typename?: 'TeamJobs';
  readonly nodes: ReadonlyArray<MoveCall>;
  /** Pass it to `moveCallFeed` as `after` to receive every change that `nodes` do not show yet. */
  readonly feedCursor: Scalars['ID']['output'];
};

export type MoveCallEdge = {
  readonly __typename?: 'MoveCallEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: MoveCall;
};

export type MoveCallFigures = {
  readonly __typename?: 'MoveCallFigures';
  /** Calls by status: REQUESTED, ASSIGNING and IN_PROGRESS of any age, the others requested within the last 24 hours. */
  readonly statuses: ReadonlyArray<MoveCallStatusCount>;
  /** The last 24 hours, oldest first; the last one has not ended. */
  readonly hours: ReadonlyArray<MoveCallHour>;
  /** The last 200 confirmations of the last 24 hours, oldest first. */
  readonly confirmations: ReadonlyArray<MoveCallConfirmation>;
};

export type MoveCallStatusCount = {
  readonly __typename?: 'MoveCallStatusCount';
  readonly status: MoveCallStatus;
  readonly statusLabel: Scalars['String']['output'];
  readonly count: Scalars['Int']['output'];
};

export type MoveCallHour = {
  readonly __typename?: 'MoveCallHour';
  readonly beginsAt: Scalars['DateTime']['output'];
  /** Calls requested within this hour. */
  readonly count: Scalars['Int']['output'];
};

export type MoveCallConfirmation = {
  readonly __typename?: 'MoveCallConfirmation';
  readonly at: Scalars['DateTime']['output'];
  /** From the request to the first confirmation. */
  readonly seconds: Scalars['Float']['output'];
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
  Operator: Operator;
  MoveCall: MoveCall;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Operator:
    ( { __typename: 'Operator' }
    & GraphQLRecursivePick<FederationTypes['Operator'], {"id":true}> );
  MoveCall:
    ( { __typename: 'MoveCall' }
    & GraphQLRecursivePick<FederationTypes['MoveCall'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Date: ResolverTypeWrapper<Scalars['Date']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Role: Role;
  Operator: ResolverTypeWrapper<OperatorReference>;
  Viewer: ResolverTypeWrapper<ViewerView>;
  RequestLoginCodePayload: ResolverTypeWrapper<RequestLoginCodePayload>;
  LoginPayload: ResolverTypeWrapper<Omit<LoginPayload, 'viewer'> & { viewer?: Maybe<ResolversTypes['Viewer']> }>;
  DeleteMyDataPayload: ResolverTypeWrapper<DeleteMyDataPayload>;
  PartPhonePayload: ResolverTypeWrapper<PartPhonePayload>;
  MoveType: MoveType;
  MovingSlot: MovingSlot;
  MoveCallStatus: MoveCallStatus;
  PlaceInput: PlaceInput;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  Place: ResolverTypeWrapper<LocatedPlace>;
  PlaceSuggestion: ResolverTypeWrapper<PlaceSuggestion>;
  RequestMoveCallInput: RequestMoveCallInput;
  RequestMoveCallPayload: ResolverTypeWrapper<Omit<RequestMoveCallPayload, 'moveCall'> & { moveCall?: Maybe<ResolversTypes['MoveCall']> }>;
  CancelMoveCallPayload: ResolverTypeWrapper<Omit<CancelMoveCallPayload, 'moveCall'> & { moveCall?: Maybe<ResolversTypes['MoveCall']> }>;
  UserError: ResolverTypeWrapper<UserError>;
  MoveCall: ResolverTypeWrapper<MoveCallView>;
  AssignedMover: ResolverTypeWrapper<AssignedMover>;
  MoveCallStatusEvent: ResolverTypeWrapper<StatusEventView>;
  Alert: ResolverTypeWrapper<Alert>;
  AlertAudience: AlertAudience;
  MoveCallConnection: ResolverTypeWrapper<Omit<MoveCallConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['MoveCallEdge']>, nodes: ReadonlyArray<ResolversTypes['MoveCall']> }>;
  TeamJobs: ResolverTypeWrapper<Omit<TeamJobs, 'nodes'> & { nodes: ReadonlyArray<ResolversTypes['MoveCall']> }>;
  MoveCallEdge: ResolverTypeWrapper<Omit<MoveCallEdge, 'node'> & { node: ResolversTypes['MoveCall'] }>;
  MoveCallFigures: ResolverTypeWrapper<MoveCallFigures>;
  MoveCallStatusCount: ResolverTypeWrapper<MoveCallStatusCount>;
  MoveCallHour: ResolverTypeWrapper<MoveCallHour>;
  MoveCallConfirmation: ResolverTypeWrapper<MoveCallConfirmation>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Date: Scalars['Date']['output'];
  DateTime: Scalars['DateTime']['output'];
  Query: Record<PropertyKey, never>;
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  String: Scalars['String']['output'];
  Mutation: Record<PropertyKey, never>;
  Boolean: Scalars['Boolean']['output'];
  Operator: OperatorReference;
  Viewer: ViewerView;
  RequestLoginCodePayload: RequestLoginCodePayload;
  LoginPayload: Omit<LoginPayload, 'viewer'> & { viewer?: Maybe<ResolversParentTypes['Viewer']> };
  DeleteMyDataPayload: DeleteMyDataPayload;
  PartPhonePayload: PartPhonePayload;
  PlaceInput: PlaceInput;
  Float: Scalars['Float']['output'];
  Place: LocatedPlace;
  PlaceSuggestion: PlaceSuggestion;
  RequestMoveCallInput: RequestMoveCallInput;
  RequestMoveCallPayload: Omit<RequestMoveCallPayload, 'moveCall'> & { moveCall?: Maybe<ResolversParentTypes['MoveCall']> };
  CancelMoveCallPayload: Omit<CancelMoveCallPayload, 'moveCall'> & { moveCall?: Maybe<ResolversParentTypes['MoveCall']> };
  UserError: UserError;
  MoveCall: MoveCallView;
  AssignedMover: AssignedMover;
  MoveCallStatusEvent: StatusEventView;
  Alert: Alert;
  MoveCallConnection: Omit<MoveCallConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['MoveCallEdge']>, nodes: ReadonlyArray<ResolversParentTypes['MoveCall']> };
  TeamJobs: Omit<TeamJobs, 'nodes'> & { nodes: ReadonlyArray<ResolversParentTypes['MoveCall']> };
  MoveCallEdge: Omit<MoveCallEdge, 'node'> & { node: ResolversParentTypes['MoveCall'] };
  MoveCallFigures: MoveCallFigures;
  MoveCallStatusCount: MoveCallStatusCount;
  MoveCallHour: MoveCallHour;
  MoveCallConfirmation: MoveCallConfirmation;
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
  viewer?: Resolver<Maybe<ResolversTypes['Viewer']>, ParentType, ContextType>;
  moveCall?: Resolver<Maybe<ResolversTypes['MoveCall']>, ParentType, ContextType, RequireFields<QueryMoveCallArgs, 'id'>>;
  moveCalls?: Resolver<ResolversTypes['MoveCallConnection'], ParentType, ContextType, RequireFields<QueryMoveCallsArgs, 'first'>>;
  teamJobs?: Resolver<ResolversTypes['TeamJobs'], ParentType, ContextType, RequireFields<QueryTeamJobsArgs, 'from' | 'to'>>;
  places?: Resolver<ReadonlyArray<ResolversTypes['PlaceSuggestion']>, ParentType, ContextType, RequireFields<QueryPlacesArgs, 'query' | 'first'>>;
  moveCallFigures?: Resolver<ResolversTypes['MoveCallFigures'], ParentType, ContextType>;
  endedSessions?: Resolver<ReadonlyArray<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type MutationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  requestLoginCode?: Resolver<ResolversTypes['RequestLoginCodePayload'], ParentType, ContextType, RequireFields<MutationRequestLoginCodeArgs, 'tel'>>;
  login?: Resolver<ResolversTypes['LoginPayload'], ParentType, ContextType, RequireFields<MutationLoginArgs, 'tel' | 'code'>>;
  refreshLogin?: Resolver<ResolversTypes['LoginPayload'], ParentType, ContextType>;
  logout?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  logoutEverywhere?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  deleteMyData?: Resolver<ResolversTypes['DeleteMyDataPayload'], ParentType, ContextType>;
  partPhone?: Resolver<ResolversTypes['PartPhonePayload'], ParentType, ContextType, RequireFields<MutationPartPhoneArgs, 'tel'>>;
  requestMoveCall?: Resolver<ResolversTypes['RequestMoveCallPayload'], ParentType, ContextType, RequireFields<MutationRequestMoveCallArgs, 'input'>>;
  cancelMoveCall?: Resolver<ResolversTypes['CancelMoveCallPayload'], ParentType, ContextType, RequireFields<MutationCancelMoveCallArgs, 'id' | 'forCustomer'>>;
};

export type OperatorResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Operator'] = ResolversParentTypes['Operator'], FederationReferenceType extends FederationReferenceTypes['Operator'] = FederationReferenceTypes['Operator']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Operator']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  tel?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ViewerResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Viewer'] = ResolversParentTypes['Viewer']> = {
  tel?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  role?: Resolver<ResolversTypes['Role'], ParentType, ContextType>;
};

export type RequestLoginCodePayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RequestLoginCodePayload'] = ResolversParentTypes['RequestLoginCodePayload']> = {
  challengeId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type LoginPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['LoginPayload'] = ResolversParentTypes['LoginPayload']> = {
  token?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  viewer?: Resolver<Maybe<ResolversTypes['Viewer']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type DeleteMyDataPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DeleteMyDataPayload'] = ResolversParentTypes['DeleteMyDataPayload']> = {
  deleted?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type PartPhonePayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PartPhonePayload'] = ResolversParentTypes['PartPhonePayload']> = {
  parted?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type PlaceResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Place'] = ResolversParentTypes['Place']> = {
  address?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  district?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sido?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sigungu?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  latitude?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  longitude?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type PlaceSuggestionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PlaceSuggestion'] = ResolversParentTypes['PlaceSuggestion']> = {
  address?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  roadAddress?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sido?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sigungu?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  latitude?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  longitude?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type RequestMoveCallPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RequestMoveCallPayload'] = ResolversParentTypes['RequestMoveCallPayload']> = {
  moveCall?: Resolver<Maybe<ResolversTypes['MoveCall']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type CancelMoveCallPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CancelMoveCallPayload'] = ResolversParentTypes['CancelMoveCallPayload']> = {
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
  moveType?: Resolver<ResolversTypes['MoveType'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['MoveCallStatus'], ParentType, ContextType>;
  statusLabel?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  tel?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  location?: Resolver<ResolversTypes['Place'], ParentType, ContextType>;
  destination?: Resolver<Maybe<ResolversTypes['Place']>, ParentType, ContextType>;
  movingOn?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  slot?: Resolver<ResolversTypes['MovingSlot'], ParentType, ContextType>;
  cost?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  requestedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  waitingReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  waitingReasonCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  mover?: Resolver<Maybe<ResolversTypes['AssignedMover']>, ParentType, ContextType>;
  announcedMoverId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  contactsShared?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  timeline?: Resolver<ReadonlyArray<ResolversTypes['MoveCallStatusEvent']>, ParentType, ContextType>;
  alerts?: Resolver<ReadonlyArray<ResolversTypes['Alert']>, ParentType, ContextType>;
};

export type AssignedMoverResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AssignedMover'] = ResolversParentTypes['AssignedMover']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  tel?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  plate?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type MoveCallStatusEventResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MoveCallStatusEvent'] = ResolversParentTypes['MoveCallStatusEvent']> = {
  cursor?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['MoveCallStatus'], ParentType, ContextType>;
  statusLabel?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  reset?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  moveCall?: Resolver<ResolversTypes['MoveCall'], ParentType, ContextType>;
};

export type AlertResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Alert'] = ResolversParentTypes['Alert']> = {
  template?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  audience?: Resolver<ResolversTypes['AlertAudience'], ParentType, ContextType>;
  channel?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type MoveCallConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MoveCallConnection'] = ResolversParentTypes['MoveCallConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['MoveCallEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['MoveCall']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  feedCursor?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type TeamJobsResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['TeamJobs'] = ResolversParentTypes['TeamJobs']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['MoveCall']>, ParentType, ContextType>;
  feedCursor?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type MoveCallEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MoveCallEdge'] = ResolversParentTypes['MoveCallEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['MoveCall'], ParentType, ContextType>;
};

export type MoveCallFiguresResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MoveCallFigures'] = ResolversParentTypes['MoveCallFigures']> = {
  statuses?: Resolver<ReadonlyArray<ResolversTypes['MoveCallStatusCount']>, ParentType, ContextType>;
  hours?: Resolver<ReadonlyArray<ResolversTypes['MoveCallHour']>, ParentType, ContextType>;
  confirmations?: Resolver<ReadonlyArray<ResolversTypes['MoveCallConfirmation']>, ParentType, ContextType>;
};

export type MoveCallStatusCountResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MoveCallStatusCount'] = ResolversParentTypes['MoveCallStatusCount']> = {
  status?: Resolver<ResolversTypes['MoveCallStatus'], ParentType, ContextType>;
  statusLabel?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type MoveCallHourResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MoveCallHour'] = ResolversParentTypes['MoveCallHour']> = {
  beginsAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type MoveCallConfirmationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MoveCallConfirmation'] = ResolversParentTypes['MoveCallConfirmation']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  seconds?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
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
  Operator?: OperatorResolvers<ContextType>;
  Viewer?: ViewerResolvers<ContextType>;
  RequestLoginCodePayload?: RequestLoginCodePayloadResolvers<ContextType>;
  LoginPayload?: LoginPayloadResolvers<ContextType>;
  DeleteMyDataPayload?: DeleteMyDataPayloadResolvers<ContextType>;
  PartPhonePayload?: PartPhonePayloadResolvers<ContextType>;
  Place?: PlaceResolvers<ContextType>;
  PlaceSuggestion?: PlaceSuggestionResolvers<ContextType>;
  RequestMoveCallPayload?: RequestMoveCallPayloadResolvers<ContextType>;
  CancelMoveCallPayload?: CancelMoveCallPayloadResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
  MoveCall?: MoveCallResolvers<ContextType>;
  AssignedMover?: AssignedMoverResolvers<ContextType>;
  MoveCallStatusEvent?: MoveCallStatusEventResolvers<ContextType>;
  Alert?: AlertResolvers<ContextType>;
  MoveCallConnection?: MoveCallConnectionResolvers<ContextType>;
  TeamJobs?: TeamJobsResolvers<ContextType>;
  MoveCallEdge?: MoveCallEdgeResolvers<ContextType>;
  MoveCallFigures?: MoveCallFiguresResolvers<ContextType>;
  MoveCallStatusCount?: MoveCallStatusCountResolvers<ContextType>;
  MoveCallHour?: MoveCallHourResolvers<ContextType>;
  MoveCallConfirmation?: MoveCallConfirmationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = RequestContext> = {
  public?: PublicDirectiveResolver<any, any, ContextType>;
  operators?: OperatorsDirectiveResolver<any, any, ContextType>;
};
