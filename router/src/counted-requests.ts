import type { ApolloServerPlugin } from '@apollo/server';
import type { RouterContext } from './context.ts';
import { RefusedDocument } from './documents/refused-document.ts';
import type { RateLimits } from './rate-limits.ts';

/**
 * Counts an operation as as many requests as it has mutations, or as its cost amounts to. The first one is counted when the request
 * arrives. An operation that exceeds the limit is refused as a whole, before anything is executed.
 */
export const countRequests = ({ count }: Pick<RateLimits, 'count'>): ApolloServerPlugin<RouterContext> => ({
  requestDidStart: async () => ({
    async didResolveOperation({ contextValue: { address, viewer, prepared } }) {
      // Only requests over HTTP come from an address.
      if (address === undefined || !prepared || prepared instanceof RefusedDocument) return;
      for (let counted = 1; counted < prepared.requests; counted += 1) await count(address, viewer);
    },
  }),
});
