import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The way to a service: it passes everything on, refuses in the service's place, or loses its answer. */
export type Line = 'PASS' | 'REFUSE' | 'LOSE_ANSWER';

export async function startLine(target: () => string) {
  let line: Line = 'PASS';
  const server = createServer((request, response) => {
    void (async () => {
      if (line === 'REFUSE') return response.writeHead(503).end();
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const headers = new Headers();
      for (const [name, value] of Object.entries(request.headers)) {
        if (typeof value === 'string' && !HOP_BY_HOP.has(name)) headers.set(name, value);
      }
      const answer = await fetch(`${target()}${request.url}`, {
        method: 'POST',
        headers,
        body: Buffer.concat(chunks),
      });
      const body = await answer.text();
      if (line === 'LOSE_ANSWER') return request.socket.destroy();
      return response.writeHead(answer.status, { 'content-type': 'application/json' }).end(body);
    })().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    set(next: Line): void {
      line = next;
    },
    close(): Promise<void> {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

const HOP_BY_HOP = new Set(['connection', 'content-length', 'host', 'transfer-encoding', 'keep-alive']);
