import type { GraphQLError } from 'graphql';

/** Why a document is refused, as data that can be sent from one thread to another. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  /** The places in the text that the message is about, in UTF-16 code units. */
  readonly positions: readonly number[];
  /** Of the HTTP response; 400 if absent. */
  readonly status?: number;
}

export const refusal = (code: string, message: string): Refusal => ({ code, message, positions: [] });

/** @param error of graphql-js */
export const refusalOf = (code: string, { message, positions, nodes }: GraphQLError): Refusal => ({
  code,
  message,
  positions: positions ?? nodes?.flatMap(({ loc }) => loc?.start ?? []) ?? [],
});

/** @param reason completes the sentence */
export const notExecutable = (reason: string): Refusal =>
  refusal('BAD_REQUEST', `This operation cannot be executed: ${reason}.`);
