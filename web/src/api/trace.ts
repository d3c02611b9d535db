/**
 * W3C Trace Context for one operation (https://www.w3.org/TR/trace-context/): a trace begins with the click, and everything
 * that it leads to, up to the message on a phone, goes on under its id. The page records nothing itself.
 */
export function newTraceparent(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `00-${digits.slice(0, 32)}-${digits.slice(32)}-00`;
}
