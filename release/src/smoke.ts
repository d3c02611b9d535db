import { once } from 'node:events';
import { WebSocket } from 'ws';

/**
 * `npm run smoke -- ORIGIN`: checks that a deployed system serves the page, answers a query through the call service, and accepts
 * a WebSocket. It changes nothing. Exits with 1 when a check fails.
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
    if (!response.ok || !text.includes('<html'))
      throw new Error(`it answered with status ${response.status}`);
  },
  async 'a query is answered'() {
    const response = await fetch(`${origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ viewer { role } }' }),
      signal: AbortSignal.timeout(WITHIN_MS),
    });
    // The smoke test is not signed in, so call answers that there is no viewer.
    const { data } = (await response.json()) as { data?: { viewer: null } | null };
    if (data?.viewer !== null) throw new Error(`it was refused with status ${response.status}`);
  },
  async 'a WebSocket is accepted'() {
    // An open socket shows that all proxies in front of the router let it through. Subscribing would need a sign-in.
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
