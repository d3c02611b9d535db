/** How the address search fails. A mode applies to the next searches. */
export const addressFaultModes = [
  'none',
  /** Never answers. */
  'hang',
  '429',
  '503',
  /** Closes the connection without an answer. */
  'reset',
  /** Answers 200 with a page, as a proxy in between does. */
  'html',
  /** Knows no address. */
  'empty',
  /** Answers JSON of another form. */
  'wrong',
] as const;
export type AddressFaultMode = (typeof addressFaultModes)[number];
