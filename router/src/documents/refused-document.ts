import { CodedError } from '@movecall/graphql';
import { GraphQLError, Source } from 'graphql';
import type { Refusal } from './refusal.ts';

/** A document that is not executed. The client can change it, or sign in as somebody else. */
export class RefusedDocument extends Error {
  override readonly name = 'RefusedDocument';
  readonly errors: readonly GraphQLError[];

  /** @param errors for the client; those without a public code are masked */
  constructor(errors: readonly GraphQLError[]) {
    super(errors[0]?.message);
    this.errors = errors;
  }

  /** Whether the document is valid, and others may execute it. */
  get isNotAllowed(): boolean {
    return ['UNAUTHENTICATED', 'FORBIDDEN'].includes(String(this.first.extensions['code']));
  }

  /** For a client that receives one error. */
  get first(): GraphQLError {
    return this.errors[0] ?? new GraphQLError(this.message);
  }
}

/** @param text of the document: the errors name places in it */
export const refusedFor = (refusals: readonly Refusal[], text: string): RefusedDocument =>
  new RefusedDocument(
    refusals.map(({ code, message, positions, status = 400 }) =>
      positions.length === 0
        ? new CodedError(code, message, status)
        : new GraphQLError(message, {
            source: new Source(text),
            positions,
            extensions: { code, http: { status } },
          }),
    ),
  );

/** What a client receives whose document could not be prepared, for whatever reason. */
export function refusedBy(error: unknown): RefusedDocument {
  if (error instanceof RefusedDocument) return error;
  return new RefusedDocument([error instanceof GraphQLError ? error : new GraphQLError(String(error))]);
}
