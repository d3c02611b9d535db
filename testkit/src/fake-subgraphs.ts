import { createIdentityVerifier, IDENTITY_HEADER, type Viewer } from '@movecall/identity';
import { statusLabels } from '@movecall/values/labels';
import type { MoveCallStatus } from '@movecall/schema/events';
import { subgraphSdl, type ServedSubgraph } from '@movecall/schema/sdl';
import { createLogger } from '@movecall/telemetry/logger';
import { forbidden, unauthenticated } from '@movecall/graphql';
import { startHttpService } from '@movecall/http';
import { startSubgraph } from '@movecall/graphql/subgraph';
import { Registry } from 'prom-client';

export interface TestCall {
  id: string;
  ownerId: string;
  version: number;
  status: MoveCallStatus;
  at: string;
  mover: { id: string; name: string; tel: string; plate: string } | null;
  /** Stays when the call is cancelled. */
  moverId: string | null;
  /** Every version there was, oldest first; replaced, never changed. */
  timeline: readonly { version: number; status: MoveCallStatus; at: string }[];
}

interface Context {
  readonly viewer: Viewer | null;
  readonly traceparent: string | undefined;
}

type Resolvers = Record<string, Record<string, unknown>>;

/** The three subgraphs at their real protocol and SDL, answering from a map instead of a database. */
export async function startSubgraphs(identityKey: Uint8Array) {
  const calls = new Map<string, TestCall>();
  /** Each request that a subgraph resolves: who asked, under which trace. */
  const seen: (Context & { subgraph: ServedSubgraph })[] = [];
  /** Awaited by call before it reads a call, as a slow database would have it. */
  const hooks = { beforeRead: async () => undefined as void, afterRead: async () => undefined as void };
  const verifier = createIdentityVerifier(identityKey);
  const logger = createLogger('test', 'silent');

  const visible = (id: string, { viewer }: Context) => {
    const call = calls.get(id);
    if (!call || !viewer) return null;
    const own =
      viewer.role === 'OPERATOR' ||
      call.ownerId === viewer.id ||
      (call.moverId !== null && call.moverId === viewer.moverId);
    return own ? call : null;
  };
  const place = { address: '마포구', district: '마포구', latitude: 37.5663, longitude: 126.9019 };

  async function start(name: ServedSubgraph, resolvers: Resolvers) {
    const metrics = new Registry();
    const subgraph = await startSubgraph<Context>({
      sdl: subgraphSdl(name),
      resolvers,
      logger,
      metrics,
      context: async (request) => {
        const viewer = await verifier.verify(request.headers[IDENTITY_HEADER]);
        const traceparent = request.headers['traceparent'] as string | undefined;
        seen.push({ subgraph: name, viewer, traceparent });
        return { viewer, traceparent };
      },
    });
    const http = await startHttpService({
      host: '127.0.0.1',
      port: 0,
      logger,
      metrics,
      route: (path) => (path === '/graphql' ? subgraph.handler : null),
      readiness: async () => ({}),
    });
    return {
      url: http.url,
      async close() {
        await http.close();
        await subgraph.stop();
      },
    };
  }

  async function read(id: string, context: Context) {
    await hooks.beforeRead();
    const call = visible(id, context);
    const copy = call && { ...call };
    await hooks.afterRead();
    return copy;
  }

  const call = await start('call', {
    Query: {
      viewer: (_: unknown, __: unknown, { viewer }: Context) =>
        viewer ? { tel: '01012345678', role: viewer.role } : null,
      moveCall: (_: unknown, { id }: { id: string }, context: Context) => read(id, context),
      moveCalls: (_: unknown, { first }: { first: number }, context: Context) => {
        if (!context.viewer) throw unauthenticated();
        const nodes = [...calls.values()].reverse().filter(({ id }) => visible(id, context));
        return { nodes: nodes.slice(0, first), edges: [], pageInfo: { hasNextPage: false, endCursor: null } };
      },
    },
    MoveCall: {
      __resolveReference: ({ id }: { id: string }, context: Context) => visible(id, context),
      statusLabel: ({ status }: TestCall) => statusLabels[status],
      updatedAt: ({ at }: TestCall) => at,
      requestedAt: ({ at }: TestCall) => at,
      location: () => place,
      // Who is answered, in the place of what they may see.
      tel: (_: unknown, __: unknown, { viewer }: Context) => `${viewer?.role} ${viewer?.id}`,
      moveType: () => 'FULL_PACKING',
      movingOn: () => '2026-12-01',
      cost: () => 2_500_000,
      alerts: () => [],
    },
    Mutation: {
      cancelMoveCall: (_: unknown, { id }: { id: string }, context: Context) => {
        if (!context.viewer) throw unauthenticated();
        return { moveCall: visible(id, context), userErrors: [] };
      },
      login: () => {
        throw new Error('connect to postgres://secret-host:5432 failed');
      },
    },
  });
  const order = {
    status: 'ASSIGNED',
    statusLabel: '배정 완료',
    requestedAt: '2026-11-22T00:00:00.000Z',
    updatedAt: '2026-11-22T00:00:00.000Z',
  };
  const manage = await start('manage', {
    MoveCall: { __resolveReference: ({ id }: { id: string }) => ({ id }), order: () => order },
  });
  const mover = {
    id: 'c0ffee00-0000-4000-8000-000000000001',
    name: '백영곤',
    tel: '01023456789',
    plate: '34가4567',
    base: place,
    available: true,
  };
  const assign = await start('assign', {
    Query: {
      movers: () => {
        throw forbidden();
      },
    },
    MoveCall: {
      __resolveReference: ({ id }: { id: string }) => ({ id }),
      assignment: () => ({
        id: 'a55160ed-0000-4000-8000-000000000001',
        status: 'ACTIVE',
        mover,
        distanceMeters: 1_200,
        assignedAt: order.updatedAt,
      }),
    },
    Mover: { __resolveReference: () => mover },
  });

  const running = { call, manage, assign };
  return {
    calls,
    seen,
    hooks,
    mover,
    urls: { call: call.url, manage: manage.url, assign: assign.url },
    close: () => Promise.all(Object.values(running).map((subgraph) => subgraph.close())),
  };
}

export type TestSubgraphs = Awaited<ReturnType<typeof startSubgraphs>>;
