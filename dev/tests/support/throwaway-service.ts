import type { ListeningMessage, PortTakenMessage } from '@movecall/service/run';
import { createServer } from 'node:http';

/** Behaves as a service: is ready a moment after it listens, answers with its process id, and ends as services do. */
if (process.env['BROKEN'] === process.env['INSTANCE']) {
  console.error('this service is broken on purpose');
  process.exit(3);
}
let ready = false;
const server = createServer((request, response) => {
  if (request.url === '/readyz') response.writeHead(ready ? 200 : 503).end();
  else response.end(JSON.stringify({ pid: process.pid, instance: process.env['INSTANCE'] }));
});
server.listen(Number(process.env['PORT']), process.env['HOST'], () => {
  const url = `http://127.0.0.1:${process.env['PORT']}`;
  const metricsUrl = `http://metrics-of-${process.pid}.example`;
  process.send?.({ type: 'listening', url, metricsUrl } satisfies ListeningMessage);
  setTimeout(() => (ready = true), 100);
});
server.on('error', () => {
  const message: PortTakenMessage = { type: 'port taken' };
  process.send?.(message, undefined, undefined, () => process.exit(1));
});
process.on('SIGTERM', () => process.exit(0));
process.on('disconnect', () => process.exit(0));
