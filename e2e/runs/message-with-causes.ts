/** What went wrong, with what is behind it: of a request that failed only the cause says how. */
export const messageWithCauses = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${messageWithCauses(error.cause)}`;
};
