import type { IncomingHttpHeaders } from 'node:http';
import type { TemplateCode } from '@movecall/schema/templates';

/** A provider of AlimTalk messages. solapi.ts implements it; another provider would be another file beside it. */
export interface Provider {
  /**
   * Sends messages with one request, each message once, without retries. Never throws: a failure whose effect is not known is
   * `UNKNOWN`.
   *
   * @param messages at least one
   * @returns the answer for each message
   */
  send(messages: readonly OutgoingMessage[]): Promise<readonly Answer[]>;
  /** Looks a message up by our own id. Never throws. */
  lookUp(query: LookupQuery): Promise<Finding>;
  /** Parses a request to the webhook of delivery reports. */
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

/** A message to send, and the W3C Trace Context of what it is about; null: none. */
export interface OutgoingMessage extends AlimTalkMessage {
  readonly traceparent: string | null;
}

export interface LookupQuery {
  readonly deliveryId: string;
  /** National digits. */
  readonly to: string;
  /** The message was not sent before this moment. */
  readonly notBefore: Date;
}

/** The result of sending. */
export type Answer =
  | { readonly kind: 'ACCEPTED'; readonly providerId: string }
  /** The provider did not accept the message. `permanent`: another attempt would be rejected too. */
  | {
      readonly kind: 'REJECTED';
      readonly code: string;
      readonly permanent: boolean;
      readonly retryAfterMs?: number;
    }
  /** The provider may have accepted the message: a timeout, a reset, an unreadable answer. */
  | { readonly kind: 'UNKNOWN'; readonly code: string };

/** The progress of an accepted message. */
export type Progress = 'ON_ITS_WAY' | 'DELIVERED' | 'FAILED';

/** The result of a lookup. */
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
  /** Our own id; null when the provider did not return it. */
  readonly deliveryId: string | null;
  readonly providerId: string;
  readonly progress: Progress;
  readonly code: string;
}

export type ParsedReports =
  | { readonly kind: 'REPORTS'; readonly reports: readonly Report[] }
  | { readonly kind: 'FORGED' }
  | { readonly kind: 'MALFORMED' };
