import { appendFile, readFile, rename } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type KeptSpan, readSpans } from './spans.ts';

export type { KeptSpan } from './spans.ts';

export interface TraceCollector {
  /** Origin, for OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly url: string;
  close(): Promise<void>;
}

export interface TraceCollectorOptions {
  /** The folder in which spans are kept. */
  readonly directory: string;
  /** Of the newest spans, between half of this number and this number are kept. */
  readonly maxSpans?: number;
  /** Receives each request's body. */
  readonly onBody?: (body: string) => void;
}

const MAX_SPANS = 50_000;
const MAX_BODY = 16 * 1024 * 1024;

const fileOf = (directory: string): string => join(directory, 'traces.jsonl');
const olderFileOf = (directory: string): string => join(directory, 'traces.old.jsonl');

/**
 * A small OpenTelemetry collector for development: accepts spans over HTTP as JSON and keeps the newest ones in two files. When
 * the newer file is full, it replaces the older one.
 */
export async function startTraceCollector(options: TraceCollectorOptions): Promise<TraceCollector> {
  const { directory, maxSpans = MAX_SPANS, onBody } = options;
  let inFile = (await readKept(fileOf(directory))).length;
  let writing = Promise.resolve();

  async function keep(spans: readonly KeptSpan[]): Promise<void> {
    if (inFile >= maxSpans / 2) {
      await rename(fileOf(directory), olderFileOf(directory));
      inFile = 0;
    }
    inFile += spans.length;
    await appendFile(fileOf(directory), spans.map((span) => `${JSON.stringify(span)}\n`).join(''));
  }

  async function accept(request: IncomingMessage): Promise<number> {
    if (request.method !== 'POST' || request.url !== '/v1/traces') return 404;
    const body = await bodyOf(request);
    if (body === null) return 413;
    onBody?.(body);
    let spans: KeptSpan[];
    try {
      spans = readSpans(JSON.parse(body));
    } catch {
      return 400;
    }
    // One after the other, so lines are not mixed. A full disk loses spans, but must not fail the traced service.
    writing = writing.then(() => keep(spans)).catch(() => undefined);
    await writing;
    return 200;
  }

  const server = createServer((request, response) => {
    accept(request).then(
      (status) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end('{}');
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await writing;
    },
  };
}

/** All spans kept in a directory, oldest file first; the collector need not run. */
export async function readTraces(directory: string): Promise<KeptSpan[]> {
  const [older, newer] = await Promise.all([readKept(olderFileOf(directory)), readKept(fileOf(directory))]);
  return [...older, ...newer];
}

async function readKept(file: string): Promise<KeptSpan[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as KeptSpan];
    } catch {
      // The last line may be half written.
      return [];
    }
  });
}

/** The request's body; null when it is too large. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
