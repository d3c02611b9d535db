/** An operation of a shape that is left to the gateway's own executor. */
export class UnsupportedError extends Error {
  override readonly name = 'UnsupportedError';
}
