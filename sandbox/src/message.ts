/** A message as `GET /messages` and `GET /events` show it. */
export interface Message {
  readonly id: string;
  /** National digits. */
  readonly to: string;
  readonly templateId: string;
  readonly text: string;
  readonly buttons: readonly { readonly name: string; readonly url: string }[];
  /** When it was accepted, RFC 3339. */
  readonly at: string;
  /** ACCEPTED, DELIVERED or FAILED. */
  readonly status: string;
  /** Trace of the message, or of the request that brought it. */
  readonly traceId: string | null;
}
