import type { IncomingHttpHeaders } from 'node:http';
import type { TemplateCode } from '@movecall/schema/templates';

/** What a provider of AlimTalk messages does for us. Solapi is the first; another one is another file beside it. */
export interface Provider {
  /**
   * Sends once. Never throws: whatever it cannot tell is `UNKNOWN`.
   *
   * @param traceparent W3C Trace Context that it goes on under, if any
   */
  send(message: AlimTalkMessage, traceparent: string | null): Promise<Answer>;
  /** Asks what became of a message, by our own id. Never throws. */
  lookUp(query: LookupQuery): Promise<Finding>;
  /** Reads a delivery report webhook. */
  parseReport(headers: IncomingHttpHeaders, rawBody: string): ParsedReports;
  close(): Promise<void>;
}

export interface AlimTalkMessage {
  readonly deliveryId: string;
  /** National digits: `01012345678`. */
  readonly to: string;
  readonly template: TemplateCode;
  readonly variables: Readonly<Record<string, string>>;
  readonly buttons: readonly { readonly name: string; readonly url: string }[];
}

export interface LookupQuery {
  readonly deliveryId: string;
  /** National digits. */
  readonly to: string;
  /** It cannot have been sent before. */
  readonly notBefore: Date;
}

/** What is known after sending. */
export type Answer =
  | { readonly kind: 'ACCEPTED'; readonly providerId: string }
  /** It was not accepted, for certain. `permanent`: asking again cannot help. */
  | {
      readonly kind: 'REJECTED';
      readonly code: string;
      readonly permanent: boolean;
      readonly retryAfterMs?: number;
    }
  /** It may or may not have been accepted: a timeout, a reset, an answer that says nothing. */
  | { readonly kind: 'UNKNOWN'; readonly code: string };

/** How far a message that was accepted has come. */
export type Progress = 'ON_ITS_WAY' | 'DELIVERED' | 'FAILED';

export type Finding =
  | {
      readonly kind: 'FOUND';
      readonly providerId: string;
      readonly progress: Progress;
      readonly code: string;
    }
  | { readonly kind: 'ABSENT' }
  | { readonly kind: 'UNAVAILABLE'; readonly code: string; readonly retryAfterMs?: number };

export interface Report {
  /** Ours, when the provider gave it back. */
  readonly deliveryId: string | null;
  readonly providerId: string;
  readonly progress: Progress;
  readonly code: string;
}

export type ParsedReports =
  | { readonly kind: 'REPORTS'; readonly reports: readonly Report[] }
  | { readonly kind: 'FORGED' }
  | { readonly kind: 'MALFORMED' };
