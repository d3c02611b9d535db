import { nationalTel } from '@movecall/values/tel';
import { CodedError } from '@movecall/graphql';
import { metadataOf, refuseServices, type RequestContext } from '../context.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import type { IsKnownClient } from './known-client.ts';
import type { Login, SigningIn, Token } from './login.ts';
import { type UserError, userError } from '../user-errors.ts';

export interface SignInDeps {
  readonly login: Login;
  readonly isKnownClient: IsKnownClient;
  readonly now: () => Date;
}

/** The resolvers of signing in and of the person who has signed in. */
export const createSignInResolvers = ({ login, isKnownClient, now }: SignInDeps) => {
  const clientOf = (context: RequestContext): SigningIn => ({
    // Every request of the router has an address.
    address: context.address ?? '',
    isKnown: (tel) => isKnownClient(context, tel),
  });
  return {
    Query: {
      async viewer(_parent, _args, { viewer, loaders }) {
        if (!viewer) return null;
        const { id, role } = refuseServices(viewer);
        const person = await loaders.people.load(id);
        return person && { tel: person.tel, role };
      },
    },

    Mutation: {
      async requestLoginCode(_parent, { tel }, context) {
        if (context.viewer) refuseServices(context.viewer);
        const outcome = await login.requestCode(tel, clientOf(context), metadataOf(context, now()));
        if ('refusal' in outcome) return { userErrors: [loginError(outcome)] };
        const { challengeId, expiresAt } = outcome;
        return { challengeId, expiresAt: expiresAt.toISOString(), userErrors: [] };
      },

      async login(_parent, { tel, code, challengeId }, context) {
        if (context.viewer) refuseServices(context.viewer);
        const typed = { tel, code, challengeId: challengeId ?? null };
        const outcome = await login.login(typed, clientOf(context), metadataOf(context, now()));
        if ('refusal' in outcome) return { userErrors: [loginError(outcome)] };
        return payloadOf(outcome, context);
      },

      async refreshLogin(_parent, _args, context) {
        const { sent } = context.sessionCookie;
        const metadata = metadataOf(context, now());
        const token = sent === null ? null : await login.refresh(sent, clientOf(context), metadata);
        if (!token) throw new CodedError('UNAUTHENTICATED', 'The session has ended. Sign in again.');
        return payloadOf(token, context);
      },
    },

    Viewer: {
      tel: ({ tel }) => nationalTel(tel),
    },
  } satisfies Resolvers;
};

/** The answer to somebody who has signed in; the response carries the cookie. */
function payloadOf({ token, expiresAt, viewer, tel, cookie }: Token, { sessionCookie }: RequestContext) {
  sessionCookie.set(cookie);
  return { token, expiresAt: expiresAt.toISOString(), viewer: { tel, role: viewer.role }, userErrors: [] };
}

type LoginRefusal = Extract<Awaited<ReturnType<Login['login']>>, { refusal: string }>;

function loginError(outcome: LoginRefusal): UserError {
  switch (outcome.refusal) {
    case 'INVALID_TEL':
      return userError('INVALID_TEL', { field: ['tel'] });
    case 'INVALID_CODE':
      return userError('INVALID_CODE', { field: ['code'] });
    case 'TOO_MANY_ATTEMPTS':
      return userError('TOO_MANY_ATTEMPTS', { retryAfterSeconds: outcome.retryAfterSeconds });
    default:
      return outcome satisfies never;
  }
}
