// Generated from schema/manage.graphql by `npm run schema`; do not edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { MoveCallReference, RequestContext } from '../context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
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

export type Mutation = {
  readonly __typename?: 'Mutation';
  /** Accepts the order of a call, synchronously. Services only; not in the public schema. */
  readonly requestAssignment: RequestAssignmentPayload;
};


export type MutationRequestAssignmentArgs = {
  input: RequestAssignmentInput;
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
  | 'HALF_PACKING';

export type MoveCall = {
  readonly __typename?: 'MoveCall';
  readonly id: Scalars['ID']['output'];
  /** Null for a viewer who may not see the call. */
  readonly order?: Maybe<MoveOrder>;
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
    & GraphQLRecursivePick<FederationTypes['MoveCall'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Date: ResolverTypeWrapper<Scalars['Date']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RequestAssignmentInput: RequestAssignmentInput;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  RequestAssignmentPayload: ResolverTypeWrapper<RequestAssignmentPayload>;
  RequestAssignmentOutcome: RequestAssignmentOutcome;
  MoveType: MoveType;
  MoveCall: ResolverTypeWrapper<MoveCallReference>;
  MoveOrder: ResolverTypeWrapper<MoveOrder>;
  MoveOrderStatus: MoveOrderStatus;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Date: Scalars['Date']['output'];
  DateTime: Scalars['DateTime']['output'];
  Mutation: Record<PropertyKey, never>;
  RequestAssignmentInput: RequestAssignmentInput;
  ID: Scalars['ID']['output'];
  String: Scalars['String']['output'];
  Float: Scalars['Float']['output'];
  Int: Scalars['Int']['output'];
  RequestAssignmentPayload: RequestAssignmentPayload;
  MoveCall: MoveCallReference;
  MoveOrder: MoveOrder;
  Boolean: Scalars['Boolean']['output'];
};

export interface DateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Date'], any> {
  name: 'Date';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type MutationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  requestAssignment?: Resolver<ResolversTypes['RequestAssignmentPayload'], ParentType, ContextType, RequireFields<MutationRequestAssignmentArgs, 'input'>>;
};

export type RequestAssignmentPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RequestAssignmentPayload'] = ResolversParentTypes['RequestAssignmentPayload']> = {
  outcome?: Resolver<ResolversTypes['RequestAssignmentOutcome'], ParentType, ContextType>;
  retryAfterSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type MoveCallResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MoveCall'] = ResolversParentTypes['MoveCall'], FederationReferenceType extends FederationReferenceTypes['MoveCall'] = FederationReferenceTypes['MoveCall']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['MoveCall']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  order?: Resolver<Maybe<ResolversTypes['MoveOrder']>, ParentType, ContextType>;
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
  Mutation?: MutationResolvers<ContextType>;
  RequestAssignmentPayload?: RequestAssignmentPayloadResolvers<ContextType>;
  MoveCall?: MoveCallResolvers<ContextType>;
  MoveOrder?: MoveOrderResolvers<ContextType>;
};
