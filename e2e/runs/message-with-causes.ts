/** An error's message with those of its causes. The message of a failed fetch alone does not say what went wrong. */
export const messageWithCauses = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${messageWithCauses(error.cause)}`;
};
