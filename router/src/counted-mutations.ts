import type { ApolloServerPlugin } from '@apollo/server';
import { type DocumentNode, Kind, OperationTypeNode, type SelectionSetNode } from 'graphql';
import type { RouterContext } from './context.ts';
import type { RateLimits } from './rate-limits.ts';

/**
 * Counts each mutation of an operation as a request of its own. The first one is counted when the request arrives. An operation
 * that exceeds the limit is refused as a whole, before anything is executed.
 */
export const countMutations = ({ count }: Pick<RateLimits, 'count'>): ApolloServerPlugin<RouterContext> => ({
  requestDidStart: async () => ({
    async didResolveOperation({ operation, document, contextValue: { address, viewer } }) {
      // Only requests over HTTP come from an address.
      if (operation?.operation !== OperationTypeNode.MUTATION || address === undefined) return;
      const mutations = countFields(operation.selectionSet, document);
      for (let counted = 1; counted < mutations; counted += 1) await count(address, viewer);
    },
  }),
});

/** The fields of a selection set, its fragments inlined. The document is valid, so its fragments have no cycle. */
const countFields = ({ selections }: SelectionSetNode, document: DocumentNode): number =>
  selections.reduce((sum, selection) => {
    if (selection.kind === Kind.FIELD) return sum + 1;
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT
        ? selection
        : document.definitions.find(
            (each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === selection.name.value,
          );
    return fragment && 'selectionSet' in fragment ? sum + countFields(fragment.selectionSet, document) : sum;
  }, 0);
