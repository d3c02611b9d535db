import { type Span as OtelSpan, SpanStatusCode } from '@opentelemetry/api';
import { maskPhones } from './logger.ts';
import type { Attributes, Span } from './trace.ts';

/** Implements `Span` with a span of OpenTelemetry. In names and values phone numbers are masked. */
export class RecordedSpan implements Span {
  readonly recording: OtelSpan;
  readonly traceparent: string;
  #failed = false;

  constructor(recording: OtelSpan) {
    this.recording = recording;
    const { traceId, spanId } = recording.spanContext();
    this.traceparent = `00-${traceId}-${spanId}-01`;
  }

  rename(name: string): void {
    this.recording.updateName(maskPhones(name));
  }

  set(attributes: Attributes): void {
    for (const [name, value] of Object.entries(attributes)) {
      if (value == null) continue;
      this.recording.setAttribute(name, typeof value === 'string' ? maskPhones(value) : value);
    }
  }

  fail(type: string): void {
    if (this.#failed) return;
    this.#failed = true;
    this.recording.setStatus({ code: SpanStatusCode.ERROR });
    this.set({ 'error.type': type });
  }
}
