import { CodedError, forbidden } from '@movecall/graphql';
import type { Database } from '@movecall/eventlog';
import { signedIn } from '@movecall/identity/request-context';
import { metadataOf, type RequestContext, requirePerson } from '../context.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import type { SessionStore, WhichSessions } from './session-store.ts';

export interface SessionDeps {
  readonly db: Database;
  readonly sessions: SessionStore;
  readonly now: () => Date;
}

/** The resolvers of signing out, and of what the router asks about ended sessions. */
export function createSessionResolvers({ db, sessions, now }: SessionDeps) {
  async function end(context: RequestContext, which: WhichSessions): Promise<boolean> {
    const ended = await db.transaction((tx) => sessions.end(tx, which, metadataOf(context, now())));
    context.announceEnded(ended);
    return ended.length > 0;
  }

  return {
    Query: {
      endedSessions(_parent, _args, context) {
        if (signedIn(context).role !== 'SERVICE') throw forbidden();
        return sessions.endedLately(now());
      },
    },

    Mutation: {
      logout(_parent, _args, context) {
        const { sessionId } = requirePerson(context);
        if (sessionId === undefined) throw new CodedError('UNAUTHENTICATED', 'Sign in first.');
        return end(context, { id: sessionId });
      },

      logoutEverywhere: (_parent, _args, context) => end(context, { personId: requirePerson(context).id }),
    },
  } satisfies Resolvers;
}
