import { text } from 'node:stream/consumers';
import { PATIENCE } from '@movecall/testkit/patience';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createWorld, hasty, type World } from './world.ts';

/** More messages than one lane sends at a time. */
const MANY = 40;
/** At least as many messages as one lane sends at a time. */
const ALL_AT_ONCE = 16;
/** A provider that holds a request back is awaited for the whole test. */
const patient = { ...hasty, timeoutMs: 300_000, leaseMs: 310_000, absenceMs: 310_000 };

let world: World;
/** Answers the requests that the provider holds. */
let release = (): void => undefined;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  release();
  await world.close();
});

/**
 * Starts a notifier whose provider does not answer requests that send a template, until they are released.
 *
 * @returns for each message that the provider holds, the release of its request
 */
async function startWithHeld(template: string) {
  const held: (() => void)[] = [];
  const provider = createServer((request, response) => void answer(request, response));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const body = await text(request);
    const messages = body.split(`"${template}"`).length - 1;
    if (messages > 0) {
      await new Promise<void>((resume) => held.push(...Array<() => void>(messages).fill(resume)));
      return void response.writeHead(503).end();
    }
    const { authorization = '' } = headers;
    const answered = await fetch(`${world.sandboxUrl}${url}`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body !== '' && { body }),
    });
    response.writeHead(answered.status).end(await answered.text());
  }

  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  const { port } = provider.address() as AddressInfo;
  await world.startNotifier({ SOLAPI_URL: `http://127.0.0.1:${port}` }, { policy: patient });
  release = () => {
    for (const resume of held) resume();
    provider.close();
    provider.closeAllConnections();
  };
  return held;
}

const inFiveMinutes = () => new Date(Date.now() + 300_000);

it('a login code is sent while the provider answers no other message', async () => {
  const held = await startWithHeld('CALL_ACCEPTED');
  const others = Array.from({ length: MANY }, () => world.newCustomer());
  await world.state(...others.map((other) => other.statusFact(1, 'REQUESTED')));
  await vi.waitFor(() => expect(held.length).toBeGreaterThanOrEqual(ALL_AT_ONCE), PATIENCE);
  const customer = world.newCustomer();
  await world.state(customer.codeFact('123456', inFiveMinutes()));
  expect(await customer.settled(1)).toMatchObject([{ template: 'LOGIN_CODE', status: 'DELIVERED' }]);
});

it('a message about a call is sent while strangers wait for many login codes', async () => {
  const held = await startWithHeld('LOGIN_CODE');
  const strangers = Array.from({ length: MANY }, () => world.newCustomer());
  await world.state(...strangers.map((stranger) => stranger.codeFact('123456', inFiveMinutes())));
  await vi.waitFor(() => expect(held.length).toBeGreaterThanOrEqual(ALL_AT_ONCE), PATIENCE);
  const customer = world.newCustomer();
  await world.state(customer.statusFact(1, 'REQUESTED'));
  expect(await customer.settled(1)).toMatchObject([{ template: 'CALL_ACCEPTED', status: 'DELIVERED' }]);
});
