import { CodedError, forbidden } from '@movecall/graphql';
import { parseTel } from '@movecall/values/tel';
import { metadataOf, requirePerson } from '../context.ts';
import type { ErasureStore } from '../erasure/erasure-store.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { userError } from '../user-errors.ts';

export interface PersonDeps {
  readonly erasure: ErasureStore;
  readonly now: () => Date;
}

/** The resolvers of mutations on what is kept about a person. */
export const createPersonResolvers = ({ erasure, now }: PersonDeps) =>
  ({
    async deleteMyData(_parent, _args, context) {
      const { id } = requirePerson(context);
      const outcome = await erasure.erase({ id }, metadataOf(context, now()));
      if ('endedSessions' in outcome) {
        context.announceEnded(outcome.endedSessions);
        context.sessionCookie.clear();
        return { deleted: true, userErrors: [] };
      }
      if (outcome.refusal === 'PERSON_NOT_FOUND') throw new CodedError('UNAUTHENTICATED', 'Sign in again.');
      return { deleted: false, userErrors: [userError(outcome.refusal)] };
    },

    async partPhone(_parent, { tel: text }, context) {
      if (requirePerson(context).role !== 'OPERATOR') throw forbidden();
      const tel = parseTel(text);
      if (!tel) return { parted: false, userErrors: [userError('INVALID_TEL', { field: ['tel'] })] };
      const outcome = await erasure.part({ tel }, metadataOf(context, now()));
      if ('endedSessions' in outcome) {
        context.announceEnded(outcome.endedSessions);
        return { parted: true, userErrors: [] };
      }
      return { parted: false, userErrors: [userError(outcome.refusal, { field: ['tel'] })] };
    },
  }) satisfies Resolvers['Mutation'];
