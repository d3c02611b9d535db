/** The router cannot execute the operation. The message completes the sentence `This operation cannot be executed: …`. */
export class UnsupportedError extends Error {
  override readonly name = 'UnsupportedError';
}
