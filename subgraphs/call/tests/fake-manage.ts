import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** How manage behaves to the next question. */
export type Behaviour =
  | {
      readonly answer: 'ACCEPTED' | 'OVERLOADED' | 'WITHDRAWN';
      readonly retryAfterSeconds?: number;
      readonly after?: Promise<void>;
      /** Takes a random time of at most so long. */
      readonly withinMs?: number;
    }
  | { readonly hang: true }
  | { readonly reset: true }
  /** Accepts, but on a connection that has been used before: that one is closed without an answer. */
  | { readonly closesKept: true }
  | { readonly status: number; readonly body: string };

export interface Question {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly input: { readonly callId: string; readonly [field: string]: unknown };
  /** Resolves when the connection on which it came is gone. */
  readonly closed: () => Promise<void>;
}

/** Stands in for manage: a real HTTP server that speaks its GraphQL protocol. */
export async function startFakeManage() {
  const questions: Question[] = [];
  const waiting: ((question: Question) => void)[] = [];
  let behaviour: Behaviour = { answer: 'ACCEPTED' };
  const used = new WeakSet<Socket>();

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { variables } = JSON.parse(Buffer.concat(chunks).toString()) as {
        variables: Pick<Question, 'input'>;
      };
      const closed = () => new Promise<void>((resolve) => request.socket.once('close', () => resolve()));
      const question = { headers: request.headers, input: variables.input, closed };
      questions.push(question);
      for (const heard of waiting.splice(0)) heard(question);
      const isKept = used.has(request.socket);
      used.add(request.socket);
      if ('closesKept' in behaviour && isKept) request.socket.destroy();
      else void behave(behaviour, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** What it was asked so far. */
    questions,
    behave(next: Behaviour): void {
      behaviour = next;
    },
    nextQuestion: (): Promise<Question> => new Promise((resolve) => waiting.push(resolve)),
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
  const requestAssignment = {
    outcome: behaviour.answer,
    retryAfterSeconds: behaviour.retryAfterSeconds ?? null,
  };
  response
    .writeHead(200, { 'content-type': 'application/json' })
    .end(JSON.stringify({ data: { requestAssignment } }));
}
