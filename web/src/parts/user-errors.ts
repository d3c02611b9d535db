import { type FragmentOf, graphql } from '../api/graphql.ts';

/** A refusal, as every payload has it. */
export const userErrorFields = graphql(`
  fragment UserErrorFields on UserError {
    code
    message
    field
    retryAfterSeconds
  }
`);

export type UserError = FragmentOf<typeof userErrorFields>;

/** A field of a form by its path in the mutation's input: `location.address`. */
type FieldPath = string;

const isAbout =
  (path: FieldPath) =>
  ({ field }: UserError): boolean => {
    const named = (field ?? []).filter((part, at) => at > 0 || part !== 'input').join('.');
    return named !== '' && (named === path || path.startsWith(`${named}.`) || named.startsWith(`${path}.`));
  };

/** What is said against a field. */
export const errorOf = (errors: readonly UserError[], path: FieldPath): string | undefined =>
  errors.find(isAbout(path))?.message;

/** What is said against none of these fields, and so needs a place of its own. */
export const errorsElsewhere = (
  errors: readonly UserError[],
  paths: readonly FieldPath[],
): readonly UserError[] => errors.filter((error) => !paths.some((path) => isAbout(path)(error)));
