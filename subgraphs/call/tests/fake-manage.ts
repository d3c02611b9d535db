import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { QuoteRefusal } from '../src/acceptance/manage-messages.ts';
import type { Move } from '../src/call/move.ts';

/** How the fake answers its next requests. */
export type Behaviour =
  | {
      readonly answer: 'ACCEPTED' | 'OVERLOADED' | 'WITHDRAWN' | QuoteRefusal;
      /** With ACCEPTED: what the quote of the request is for. */
      readonly move?: Move;
      /** With QUOTE_MISMATCH. */
      readonly field?: string;
      readonly retryAfterSeconds?: number;
      /** Answers once this resolves. */
      readonly after?: Promise<void>;
      /** Answers after a random time of at most so many milliseconds. */
      readonly withinMs?: number;
    }
  | { readonly hang: true }
  | { readonly reset: true }
  /** Accepts on a new connection, and closes a connection that was used before without an answer. */
  | { readonly closesKept: true }
  | { readonly status: number; readonly body: string };

/** A request that has arrived. */
export interface ReceivedRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly input: { readonly callId: string; readonly [field: string]: unknown };
  /** Resolves when the connection of the request is closed. */
  readonly closed: () => Promise<void>;
}

/** A fake of manage: a real HTTP server that speaks manage's GraphQL API. */
export async function startFakeManage() {
  const requests: ReceivedRequest[] = [];
  const waiting: ((received: ReceivedRequest) => void)[] = [];
  let behaviour: Behaviour = { answer: 'ACCEPTED' };
  const used = new WeakSet<Socket>();

  const server = createServer((request, response) => {
    // Another system's probes may still poll the port that this server has now.
    if (request.method !== 'POST') {
      response.writeHead(404).end();
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { variables } = JSON.parse(Buffer.concat(chunks).toString()) as {
        variables: Pick<ReceivedRequest, 'input'>;
      };
      const closed = () => new Promise<void>((resolve) => request.socket.once('close', () => resolve()));
      const received = { headers: request.headers, input: variables.input, closed };
      requests.push(received);
      for (const resolve of waiting.splice(0)) resolve(received);
      const isKept = used.has(request.socket);
      used.add(request.socket);
      if ('closesKept' in behaviour && isKept) request.socket.destroy();
      else void behave(behaviour, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** The requests that have arrived. */
    requests,
    behave(next: Behaviour): void {
      behaviour = next;
    },
    nextRequest: (): Promise<ReceivedRequest> => new Promise((resolve) => waiting.push(resolve)),
    async close(): Promise<void> {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function behave(behaviour: Behaviour, response: ServerResponse): Promise<void> {
  if ('hang' in behaviour) return;
  if ('reset' in behaviour) {
    response.socket?.resetAndDestroy();
    return;
  }
  if ('status' in behaviour) {
    response.writeHead(behaviour.status, { 'content-type': 'application/json' }).end(behaviour.body);
    return;
  }
  if ('closesKept' in behaviour) return behave({ answer: 'ACCEPTED' }, response);
  await behaviour.after;
  if (behaviour.withinMs !== undefined) await delay(Math.random() * behaviour.withinMs);
  const answer = {
    outcome: behaviour.answer,
    retryAfterSeconds: behaviour.retryAfterSeconds ?? null,
    field: behaviour.field ?? null,
    move: behaviour.move ?? null,
  };
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data: { answer } }));
}
