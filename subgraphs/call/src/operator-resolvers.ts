import { nationalTel } from '@movecall/values/tel';
import type { Resolvers } from './generated/resolvers.ts';

/** The key of the entity Operator. Other subgraphs tell by it who did something. */
export interface OperatorReference {
  /** Opaque id of a person; a UUID. */
  readonly id: string;
}

/** The resolvers of operators, as other operators know them. */
export const createOperatorResolvers = () =>
  ({
    __resolveReference: ({ id }) => ({ id }),
    async tel({ id }, _args, { viewer, loaders }) {
      if (viewer?.role !== 'OPERATOR') return null;
      const person = await loaders.people.load(id);
      return person && nationalTel(person.tel);
    },
  }) satisfies Resolvers['Operator'];
