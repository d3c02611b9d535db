/**
 * W3C Trace Context for one operation (https://www.w3.org/TR/trace-context/). The trace begins with the click; everything
 * that follows from it, up to the message on a phone, has the same trace id. The page itself records nothing.
 */
export function newTraceparent(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `00-${digits.slice(0, 32)}-${digits.slice(32)}-00`;
}
