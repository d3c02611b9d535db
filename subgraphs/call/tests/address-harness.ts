import type { AddressFaultMode } from '@movecall/sandbox/address-faults';
import type { Viewer } from '@movecall/identity';
import { readSandboxConfig } from '@movecall/sandbox/config';
import { createSandbox } from '@movecall/sandbox/service';
import { beforeAll, expect, onTestFinished, vi } from 'vitest';
import { type CallHarness, sharedCall, startCall } from './harness.ts';

export const KEY = 'the-provider-key';

type Sandbox = Awaited<ReturnType<typeof createSandbox>>;

/** The made addresses of the sandbox, and how often the test has had them searched. */
export async function startAddresses() {
  const sandbox = await openSandbox();
  onTestFinished(() => sandbox.close());
  return addressesOf(sandbox);
}

const openSandbox = () =>
  createSandbox(
    readSandboxConfig({
      HOST: '127.0.0.1',
      PORT: '0',
      METRICS_PORT: '0',
      LOG_LEVEL: 'silent',
      SOLAPI_API_KEY: 'key',
      SOLAPI_API_SECRET: 'secret',
      SOLAPI_WEBHOOK_SECRET: 'hook',
      KAKAO_LOCAL_KEY: KEY,
    }),
  );

function addressesOf(sandbox: Sandbox) {
  const asked = vi.spyOn(globalThis, 'fetch');
  onTestFinished(() => asked.mockRestore());
  return {
    url: sandbox.url,
    questions: () =>
      asked.mock.calls.filter(([url]) => url instanceof URL && url.href.startsWith(sandbox.url)).length,
    async fail(mode: AddressFaultMode, times = 1_000): Promise<void> {
      await fetch(`${sandbox.url}/faults/addresses`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ mode, times }),
      });
    },
  };
}

const settingsFor = (url: string) => ({
  KAKAO_LOCAL_URL: url,
  KAKAO_LOCAL_KEY: KEY,
  // Only a test of slowness may run into the deadline.
  KAKAO_LOCAL_TIMEOUT_MS: '10000',
});

/** A call service that asks the made addresses. */
export async function startWithAddresses(env: Readonly<Record<string, string>> = {}) {
  const addresses = await startAddresses();
  return { addresses, call: await startCall({ ...settingsFor(addresses.url), ...env }) };
}

/**
 * One call service that asks the made addresses, for several tests. It suits a test during which the provider does not fail,
 * and that does not count questions: the service remembers the answers of earlier tests.
 */
export function sharedWithAddresses() {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await openSandbox();
    return () => sandbox.close();
  });
  const shared = sharedCall(() => settingsFor(sandbox.url));
  return async () => ({ addresses: addressesOf(sandbox), call: await shared() });
}

interface Suggestion {
  readonly address: string;
  readonly roadAddress: string | null;
  readonly sido: string | null;
  readonly sigungu: string | null;
  readonly latitude: number;
  readonly longitude: number;
}

export async function placesFor(
  call: CallHarness,
  query: string,
  first = 10,
): Promise<readonly Suggestion[]> {
  const { data, codes } = await call.ask<{ places: Suggestion[] }>(
    null,
    `query ($query: String!, $first: Int) {
      places(query: $query, first: $first) { address roadAddress sido sigungu latitude longitude }
    }`,
    { query, first },
  );
  expect(codes).toEqual([]);
  return data.places;
}

export const namesFor = async (call: CallHarness, query: string) =>
  (await placesFor(call, query)).map(({ address, roadAddress }) => roadAddress ?? address);

interface Location extends Suggestion {
  readonly district: string | null;
}

/** The home of a new call from an address. */
export async function locationOf(call: CallHarness, address: string): Promise<Location> {
  const customer = await call.person();
  return await readLocation(call, customer, await call.accepted(customer, { location: { address } }));
}

export async function readLocation(call: CallHarness, viewer: Viewer, id: string): Promise<Location> {
  const { data } = await call.ask<{ moveCall: { location: Location } }>(
    viewer,
    'query ($id: ID!) { moveCall(id: $id) { location { address district sido sigungu latitude longitude } } }',
    { id },
  );
  return data.moveCall.location;
}
