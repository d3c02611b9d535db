import type { Viewer } from '@movecall/identity';
import { type EventOf, fact } from '@movecall/schema/events';
import { PATIENCE } from '@movecall/testkit/patience';
import type { Env } from '@movecall/testkit/service-env';
import { createServiceHarness, sharedHarness } from '@movecall/testkit/service-harness';
import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, vi } from 'vitest';
import { readConfig } from '../src/config.ts';
import { createManageService, type ManageOverrides } from '../src/service.ts';

export const callService: Viewer = { id: 'call', role: 'SERVICE', moverId: null };
export const operator: Viewer = { id: randomUUID(), role: 'OPERATOR', moverId: null };
export const customer = (id: string): Viewer => ({ id, role: 'CUSTOMER', moverId: null });

export const REQUEST = `mutation ($input: RequestAssignmentInput!) {
  requestAssignment(input: $input) { outcome retryAfterSeconds }
}`;
const ORDER = `query ($id: ID!) {
  _entities(representations: [{ __typename: "MoveCall", id: $id }]) { ... on MoveCall { order { status statusLabel } } }
}`;

export const inputOf = (callId: string, ownerId: string = randomUUID()) => ({
  callId,
  ownerId,
  ownerTel: 'k1.aa.bb',
  moveType: 'FULL_PACKING',
  address: 'mapo',
  district: '마포구',
  latitude: 37.5663,
  longitude: 126.9019,
  movingOn: '2026-12-01',
  cost: 2_500_000,
});

export const assignmentCompleted = (callId: string, moverId: string = randomUUID()) =>
  fact('AssignmentCompleted', callId, {
    assignmentId: randomUUID(),
    mover: { id: moverId, name: '백영곤', tel: 'k1.aa.bb', plate: '34가4567' },
    distanceMeters: 10,
  } satisfies EventOf<'AssignmentCompleted'>['data']);

/** A manage service. It ends with the test. */
export async function startManage(env: Env = {}, overrides: ManageOverrides = {}): Promise<ManageHarness> {
  const opened = await openManage(env, overrides);
  onTestFinished(opened.close);
  return clientOf(opened);
}

/**
 * One manage service for several tests of a file or of a describe block. It suits a test that does not count rows of whole
 * tables, publishes no price book, breaks nothing and lets no time pass. What earlier tests published is not in the test's
 * `outbox` and `published`.
 *
 * @returns a function that gives the service to a test
 */
export function sharedManage(env: Env = {}, overrides: ManageOverrides = {}): () => Promise<ManageHarness> {
  const shared = sharedHarness(() => openManage(env, overrides));
  return async () => clientOf(await shared());
}

async function openManage(env: Env, overrides: ManageOverrides) {
  const harness = await createServiceHarness(
    { name: 'manage', readConfig, create: createManageService },
    // Nobody answers there.
    { ASSIGN_URL: 'http://127.0.0.1:1', ...env },
  );
  const { url, metricsUrl, ask } = await harness.start({}, overrides);
  return { ...harness, url, metricsUrl, ask };
}

export type ManageHarness = ReturnType<typeof clientOf>;

/** What call and customers ask manage for. */
function clientOf(manage: Awaited<ReturnType<typeof openManage>>) {
  const { ask, outbox } = manage;

  async function orderOf(callId: string, viewer: Viewer | null = operator) {
    const { data } = await ask<{ _entities: { order: { status: string; statusLabel: string } | null }[] }>(
      viewer,
      ORDER,
      { id: callId },
    );
    return data._entities[0]?.order ?? null;
  }

  return {
    ...manage,
    orderOf,

    /** Asks for an assignment as the call service does. @returns manage's answer */
    async requestAssignment(callId: string, ownerId?: string) {
      const { data } = await ask<{
        requestAssignment: { outcome: string; retryAfterSeconds: number | null };
      }>(callService, REQUEST, { input: inputOf(callId, ownerId) });
      return data.requestAssignment;
    },

    /** Waits until the order of a call has a status. */
    reaches: (callId: string, status: string): Promise<void> =>
      vi.waitFor(async () => expect((await orderOf(callId))?.status).toBe(status), PATIENCE),

    /** The types of the events in the outbox. */
    outboxTypes: async (): Promise<string[]> => (await outbox()).map(({ type }) => type),
  };
}
