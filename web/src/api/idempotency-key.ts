/** A new idempotency key. Not `crypto.randomUUID`: browsers have it only on pages that came over TLS or from localhost. */
export const newKey = (): string =>
  [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join('-');
