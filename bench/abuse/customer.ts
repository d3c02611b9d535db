import type { Addresses } from '@movecall/testkit/client';
import { setTimeout as pause } from 'node:timers/promises';
import { cancelCall, login, receiveCode, requestCall } from './people.ts';
import { createWebClient, refusalOf, type WebClient } from './web-client.ts';

/** A customer who does what the system is for while it is attacked. */

export const steps = ['login code', 'call accepted', 'mover found', 'calls read'] as const;
export type Step = (typeof steps)[number];

/** How long a step took, ms, and whether it succeeded. A step that could not be tried has not succeeded. */
export interface Outcome {
  readonly ms: number | null;
  readonly succeeded: boolean;
}
export type Visit = Readonly<Record<Step, Outcome>>;

const MOVER_WITHIN_MS = 8_000;
const POLL_MS = 50;
const FARE = 2_500_000;
const READ = '{ moveCalls(first: 20) { nodes { id status order { status } mover { name } } } }';
const STATUS = 'query ($id: ID!) { moveCall(id: $id) { status } }';

/**
 * Signs in, makes a call, waits for its mover, reads the calls, and cancels.
 *
 * @param address the customer's own
 */
export async function visit(
  addresses: Addresses,
  { address, tel, movingOn }: { readonly address: string; readonly tel: string; readonly movingOn: string },
): Promise<Visit> {
  const client = createWebClient(addresses.router, address);
  const outcomes: Record<Step, Outcome> = {
    'login code': NOT_TRIED,
    'call accepted': NOT_TRIED,
    'mover found': NOT_TRIED,
    'calls read': NOT_TRIED,
  };
  async function attempt<T>(step: Step, work: () => Promise<T | null>): Promise<T | null> {
    const since = performance.now();
    const result = await work().catch(() => null);
    outcomes[step] = { ms: performance.now() - since, succeeded: result !== null };
    return result;
  }

  const code = await attempt('login code', () => receiveCode(addresses, client, tel));
  if (code === null || (await login(client, tel, code).catch(() => null)) !== 'SIGNED_IN') return outcomes;
  const id = await attempt('call accepted', async () => (await requestCall(client, movingOn, FARE)).id);
  if (id !== null) await attempt('mover found', () => untilConfirmed(client, id));
  await attempt('calls read', async () => (refusalOf(await client.ask(READ)) === null ? true : null));
  if (id !== null) await cancelCall(client, id).catch(() => null);
  return outcomes;
}

const NOT_TRIED: Outcome = { ms: null, succeeded: false };

async function untilConfirmed(client: WebClient, id: string): Promise<true | null> {
  const deadline = performance.now() + MOVER_WITHIN_MS;
  while (performance.now() < deadline) {
    const { data } = await client.ask<{ moveCall: { status: string } | null }>(STATUS, { id });
    if (data?.moveCall?.status === 'CONFIRMED') return true;
    await pause(POLL_MS);
  }
  return null;
}
