/** The subscribers of the fan-out bench, in a process of their own: sockets that count the events they receive. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { type Counted, type LoadRequest, SUBSCRIPTION } from './ipc-messages.ts';

/** Reading the time of an event costs CPU, so only every nth event is sampled. */
const SAMPLE = 7;
const OPENING = 50;

let sockets: WebSocket[] = [];
let heard = 0;
let deliveries = 0;
let expected = Infinity;
let latencies: number[] = [];
let enough: (counted: Counted) => void = () => undefined;

function hear(data: Buffer): void {
  heard += 1;
  deliveries += 1;
  if (deliveries % SAMPLE === 0) {
    const text = data.toString();
    const at = text.indexOf('"at":"') + 6;
    latencies.push(Date.now() - Date.parse(text.slice(at, at + 24)));
  }
  if (deliveries === expected)
    enough({ deliveries, lastAt: Date.now(), latencies: latencies.toSorted((a, b) => a - b) });
}

async function open(url: string, token: string, id: string): Promise<void> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    perMessageDeflate: false,
  });
  await once(socket, 'open');
  sockets.push(socket);
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
  await once(socket, 'message');
  const payload = { query: SUBSCRIPTION, variables: { id } };
  socket.send(JSON.stringify({ type: 'subscribe', id: crypto.randomUUID(), payload }));
  socket.on('message', hear);
  // The pong comes after the server has handled the subscription.
  socket.ping();
  await once(socket, 'pong');
}

async function handle(request: LoadRequest): Promise<unknown> {
  switch (request.kind) {
    case 'open': {
      heard = 0;
      for (let begin = 0; begin < request.ids.length; begin += OPENING) {
        const some = request.ids.slice(begin, begin + OPENING);
        await Promise.all(some.map((id) => open(request.url, request.token, id)));
      }
      // The router first sends the current state; graphql-ws does not.
      for (let before = -1; heard > before && heard < request.ids.length;) {
        before = heard;
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
      return heard;
    }
    case 'count':
      [deliveries, latencies, expected] = [0, [], request.expected];
      return new Promise<Counted>((resolve) => {
        enough = resolve;
        process.send?.('counting');
      });
    case 'close': {
      const closed = sockets.map((socket) => once(socket, 'close'));
      for (const socket of sockets) socket.close();
      await Promise.all(closed);
      sockets = [];
      return 'closed';
    }
    default:
      return request satisfies never;
  }
}

process.on('message', (request: LoadRequest) => {
  void handle(request).then((answer) => process.send?.(answer));
});
process.on('disconnect', () => process.exit());
