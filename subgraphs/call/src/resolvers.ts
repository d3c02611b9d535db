import { type CallCommandDeps, createCallCommandResolvers } from './call/call-command-resolvers.ts';
import { type CallListDeps, createCallListResolvers } from './call/call-list-resolvers.ts';
import { type CallDeps, createCallResolvers } from './call/call-resolvers.ts';
import type { Resolvers } from './generated/resolvers.ts';
import { createOperatorResolvers } from './operator-resolvers.ts';
import { createPersonResolvers, type PersonDeps } from './sign-in/person-resolvers.ts';
import { createPlaceResolvers, type PlaceDeps } from './places/place-resolvers.ts';
import { createSessionResolvers, type SessionDeps } from './sign-in/session-resolvers.ts';
import { createSignInResolvers, type SignInDeps } from './sign-in/sign-in-resolvers.ts';

export interface ResolverDeps
  extends CallCommandDeps, CallListDeps, CallDeps, SignInDeps, SessionDeps, PersonDeps, PlaceDeps {}

/** The resolvers of the call subgraph. They translate between GraphQL and the domain. */
export function createResolvers(deps: ResolverDeps): Resolvers {
  const call = createCallResolvers(deps);
  const signIn = createSignInResolvers(deps);
  const session = createSessionResolvers(deps);
  return {
    Query: {
      ...signIn.Query,
      ...session.Query,
      ...call.Query,
      ...createCallListResolvers(deps),
      ...createPlaceResolvers(deps),
    },
    Mutation: {
      ...signIn.Mutation,
      ...session.Mutation,
      ...createPersonResolvers(deps),
      ...createCallCommandResolvers(deps),
    },
    Viewer: signIn.Viewer,
    MoveCall: call.MoveCall,
    Operator: createOperatorResolvers(),
    Place: call.Place,
    MoveCallStatusEvent: call.MoveCallStatusEvent,
  };
}
