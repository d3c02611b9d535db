/** The operation cannot be compiled. The gateway's own executor executes it instead. */
export class UnsupportedError extends Error {
  override readonly name = 'UnsupportedError';
}
