/** A message as `GET /messages` shows it. */
export interface Message {
  readonly id: string;
  readonly to: string;
  readonly templateId: string;
  readonly text: string;
  readonly buttons: readonly { readonly name: string; readonly url: string }[];
  readonly at: string;
  readonly status: string;
  /** Trace of the request that carried it. */
  readonly traceId: string | null;
}
