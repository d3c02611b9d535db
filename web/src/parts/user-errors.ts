import { type FragmentOf, graphql } from '../api/graphql.ts';

/** A refusal: each mutation's payload has a list of them. */
export const userErrorFields = graphql(`
  fragment UserErrorFields on UserError {
    code
    message
    field
    retryAfterSeconds
  }
`);

export type UserError = FragmentOf<typeof userErrorFields>;

/** A field of a form, by its path in the input of the mutation: `location.address`. */
type FieldPath = string;

const isAbout =
  (path: FieldPath) =>
  ({ field }: UserError): boolean => {
    const named = (field ?? []).filter((part, at) => at > 0 || part !== 'input').join('.');
    return named !== '' && (named === path || path.startsWith(`${named}.`) || named.startsWith(`${path}.`));
  };

/** The refusal of a field, of a part of the field or of the object around it. */
export const errorOf = (errors: readonly UserError[], path: FieldPath): string | undefined =>
  errors.find(isAbout(path))?.message;

/** The refusals that are about none of these fields: the form shows them apart. */
export const errorsElsewhere = (
  errors: readonly UserError[],
  paths: readonly FieldPath[],
): readonly UserError[] => errors.filter((error) => !paths.some((path) => isAbout(path)(error)));
