import {
  CLIENT_ADDRESS_HEADER,
  createIdentityVerifier,
  ENDED_SESSIONS_HEADER,
  IDENTITY_HEADER,
  type Viewer,
} from '@movecall/identity';
import { statusLabels } from '@movecall/values/labels';
import type { MoveCallStatus } from '@movecall/schema/events';
import { subgraphSdl, type ServedSubgraph } from '@movecall/schema/sdl';
import { createLogger } from '@movecall/telemetry/logger';
import { CodedError, forbidden, unauthenticated } from '@movecall/graphql';
import { startHttpService } from '@movecall/http';
import { startSubgraph } from '@movecall/graphql/subgraph';
import type { ServerResponse } from 'node:http';
import { Registry } from 'prom-client';

export interface TestCall {
  id: string;
  ownerId: string;
  version: number;
  status: MoveCallStatus;
  /** When the call changed to this version, RFC 3339. */
  at: string;
  mover: { id: string; name: string; tel: string; plate: string } | null;
  /** Stays when the call is cancelled. */
  moverId: string | null;
  /** Every version, oldest first. Each new version replaces the array; the array is never changed in place. */
  timeline: readonly { version: number; status: MoveCallStatus; at: string }[];
}

interface SeenRequest {
  readonly viewer: Viewer | null;
  readonly traceparent: string | undefined;
  readonly address: string | undefined;
  /** The Cookie header. */
  readonly cookie: string | undefined;
}

interface Context extends SeenRequest {
  readonly response: ServerResponse;
}

type Resolvers = Record<string, Record<string, unknown>>;

/**
 * Starts the three subgraphs with their real SDL and protocol. They answer from a map instead of a database.
 *
 * @param identityKey verifies the router's identity header
 */
export async function startSubgraphs(identityKey: Uint8Array) {
  const calls = new Map<string, TestCall>();
  /** What `mover` is asked to take. */
  const offers: { assignmentId: string }[] = [];
  /** The contracts of calls, by the calls' ids. */
  const contracts = new Map<string, TestContract>();
  /** The viewer, the trace, the client's address and cookies of each request that a subgraph has resolved. */
  const seen: (SeenRequest & { subgraph: ServedSubgraph })[] = [];
  /** `Query.moveCall` awaits these functions before and after it reads a call. A test can delay the query with them. */
  const hooks = { beforeRead: async () => undefined as void, afterRead: async () => undefined as void };
  const verifier = createIdentityVerifier(identityKey);

  const start = (name: ServedSubgraph, resolvers: Resolvers) =>
    startFakeSubgraph(name, resolvers, async ({ headers }, response) => {
      const viewer = await verifier.verify(headers[IDENTITY_HEADER]);
      const traceparent = headers['traceparent'] as string | undefined;
      const address = headers[CLIENT_ADDRESS_HEADER] as string | undefined;
      const { cookie } = headers;
      const request = { viewer, traceparent, address, cookie };
      // The router itself asks for ended sessions, whenever it likes.
      if (viewer?.role !== 'SERVICE') seen.push({ subgraph: name, ...request });
      return { ...request, response };
    });

  const endedSessions: string[] = [];
  const call = await start('call', callResolvers(calls, hooks, endedSessions));
  const manage = await start('manage', manageResolvers(contracts));
  const assign = await start('assign', assignResolvers(offers));
  const running = { call, manage, assign };
  return {
    calls,
    contracts,
    offers,
    seen,
    hooks,
    /** What call answers when the router asks for ended sessions. */
    endedSessions,
    mover,
    urls: { call: call.url, manage: manage.url, assign: assign.url },
    close: () => Promise.all(Object.values(running).map((subgraph) => subgraph.close())),
  };
}

async function startFakeSubgraph(
  name: ServedSubgraph,
  resolvers: Resolvers,
  context: Parameters<typeof startSubgraph<Context>>[0]['context'],
) {
  const logger = createLogger('test', 'silent');
  const metrics = new Registry();
  const subgraph = await startSubgraph<Context>({
    sdl: subgraphSdl(name),
    resolvers,
    logger,
    metrics,
    context,
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

const place = { address: '마포구', district: '마포구', latitude: 37.5663, longitude: 126.9019 };
const order = {
  status: 'ASSIGNED',
  statusLabel: '배정 완료',
  requestedAt: '2026-11-22T00:00:00.000Z',
  updatedAt: '2026-11-22T00:00:00.000Z',
};
const mover = {
  id: 'c0ffee00-0000-4000-8000-000000000001',
  name: '백영곤',
  tel: '01023456789',
  plate: '34가4567',
  base: place,
  available: true,
};
const assignment = {
  id: 'a55160ed-0000-4000-8000-000000000001',
  status: 'ACTIVE',
  mover,
  distanceMeters: 1_200,
  assignedAt: order.updatedAt,
};

type Hooks = Readonly<Record<'beforeRead' | 'afterRead', () => Promise<void>>>;

function callResolvers(
  calls: ReadonlyMap<string, TestCall>,
  hooks: Hooks,
  endedSessions: readonly string[],
): Resolvers {
  const visible = (id: string, { viewer }: Context): TestCall | null => {
    const call = calls.get(id);
    return call && viewer && maySee(viewer, call) ? call : null;
  };

  async function read(id: string, context: Context): Promise<TestCall | null> {
    await hooks.beforeRead();
    const call = visible(id, context);
    const copy = call && { ...call };
    await hooks.afterRead();
    return copy;
  }

  return {
    Query: {
      viewer: (_: unknown, __: unknown, { viewer }: Context) =>
        viewer ? { tel: '01012345678', role: viewer.role } : null,
      endedSessions: () => endedSessions,
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
      // Contains the viewer of the request, so that a test can check for which viewer the payload was executed.
      tel: (_: unknown, __: unknown, { viewer }: Context) => `${viewer?.role} ${viewer?.id}`,
      moveType: () => 'FULL_PACKING',
      movingOn: () => '2026-12-01',
      cost: () => 2_500_000,
      alerts: () => [],
      announcedMoverId: ({ moverId }: TestCall) => moverId,
      contactsShared: ({ mover: announced }: TestCall) => announced !== null,
    },
    Mutation: {
      cancelMoveCall: (_: unknown, { id }: { id: string }, context: Context) => {
        if (!context.viewer) throw unauthenticated();
        return { moveCall: visible(id, context), userErrors: [] };
      },
      logout: (_: unknown, __: unknown, { viewer, response }: Context) => {
        response.setHeader(ENDED_SESSIONS_HEADER, viewer?.sessionId ?? '');
        return true;
      },
      refreshLogin: (_: unknown, __: unknown, { cookie, response }: Context) => {
        response.appendHeader('set-cookie', ['movecall_session=next; HttpOnly', 'other=1']);
        return { token: cookie ?? null, userErrors: [] };
      },
      login: () => {
        throw new Error('connect to postgres://secret-host:5432 failed');
      },
    },
  };
}

const maySee = (viewer: Viewer, { ownerId, moverId }: TestCall): boolean =>
  viewer.role === 'OPERATOR' || ownerId === viewer.id || (moverId !== null && moverId === viewer.moverId);

const reference = ({ id }: { id: string }) => ({ id });

/** The contract of a call; its PDF is a text that says for whom it was made. */
export interface TestContract {
  readonly version: number;
  /** Null: too many PDFs are being made. */
  readonly pdf?: null;
}

/** What call says of a call to manage. */
interface Announced {
  readonly id: string;
  readonly announcedMoverId?: string | null;
  readonly contactsShared?: boolean;
}

const manageResolvers = (contracts: ReadonlyMap<string, TestContract>): Resolvers => ({
  MoveCall: {
    __resolveReference: (call: Announced) => call,
    order: () => order,
    contract: ({ id, announcedMoverId, contactsShared }: Announced, _: unknown, { viewer }: Context) => {
      const contract = contracts.get(id);
      const unavailable = new CodedError('SERVICE_UNAVAILABLE', 'Too many PDFs are being made.');
      const text = `%PDF for ${viewer?.id}, mover ${announcedMoverId}, shared ${contactsShared}`;
      const pdf = contract?.pdf === null ? unavailable : Buffer.from(text).toString('base64');
      return contract ? { ...contract, pdf } : null;
    },
  },
});

const assignResolvers = (offers: readonly { readonly assignmentId: string }[]): Resolvers => ({
  Query: {
    movers: () => {
      throw forbidden();
    },
  },
  MoveCall: { __resolveReference: reference, assignment: () => assignment },
  Mover: { __resolveReference: () => mover, offers: () => offers },
});
