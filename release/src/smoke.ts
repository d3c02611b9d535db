import { once } from 'node:events';
import { WebSocket } from 'ws';

/**
 * `npm run smoke -- ORIGIN`: whether a deployed system answers its customers: the page, a query that call answers, and a
 * WebSocket. It changes nothing. Exits 1 when one of them fails.
 */
const WITHIN_MS = 10_000;
const [address = '', ...rest] = process.argv.slice(2);
if (!URL.canParse(address) || rest.length > 0) {
  console.error('Usage: npm run smoke -- ORIGIN, for example: npm run smoke -- http://localhost:4000');
  process.exit(2);
}
const { origin } = new URL(address);

const checks: Readonly<Record<string, () => Promise<void>>> = {
  async 'the page is served'() {
    const response = await fetch(origin, { signal: AbortSignal.timeout(WITHIN_MS) });
    const text = await response.text();
    if (!response.ok || !text.includes('<html')) throw new Error(`it answered ${response.status}`);
  },
  async 'a query is answered'() {
    const response = await fetch(`${origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ viewer { role } }' }),
      signal: AbortSignal.timeout(WITHIN_MS),
    });
    // Nobody is signed in: call says so.
    const { data } = (await response.json()) as { data?: { viewer: null } | null };
    if (data?.viewer !== null) throw new Error(`it was refused with status ${response.status}`);
  },
  async 'a WebSocket is taken'() {
    // Opened is enough: what is between us and the router lets it through. Nobody is signed in to say more.
    const options = { handshakeTimeout: WITHIN_MS };
    const socket = new WebSocket(`${origin.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws', options);
    await once(socket, 'open');
    socket.terminate();
  },
};

for (const [what, check] of Object.entries(checks)) {
  try {
    await check();
    console.log(`✓ ${what}`);
  } catch (error) {
    console.log(`✗ ${what}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
