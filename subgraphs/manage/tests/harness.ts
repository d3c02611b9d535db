import type { Viewer } from '@movecall/identity';
import { type EventOf, fact } from '@movecall/schema/events';
import { PATIENCE } from '@movecall/testkit/patience';
import type { Env } from '@movecall/testkit/service-env';
import { createServiceHarness } from '@movecall/testkit/service-harness';
import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, vi } from 'vitest';
import { readConfig } from '../src/config.ts';
import { createManageService } from '../src/service.ts';

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
export async function startManage(env: Env = {}) {
  const harness = await createServiceHarness(
    { name: 'manage', readConfig, create: createManageService },
    // Nobody answers there.
    { ASSIGN_URL: 'http://127.0.0.1:1', ...env },
  );
  onTestFinished(harness.close);
  const { url, metricsUrl, ask } = await harness.start();

  async function orderOf(callId: string, viewer: Viewer | null = operator) {
    const { data } = await ask<{ _entities: { order: { status: string; statusLabel: string } | null }[] }>(
      viewer,
      ORDER,
      { id: callId },
    );
    return data._entities[0]?.order ?? null;
  }

  return {
    ...harness,
    url,
    metricsUrl,
    ask,
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
    outboxTypes: async (): Promise<string[]> => (await harness.outbox()).map(({ type }) => type),
  };
}
