import { encodeCallCursor, encodeFeedCursor } from '@movecall/values/cursor';
import { seoulDay } from '@movecall/values/days';
import { statusLabels } from '@movecall/values/labels';
import { maskTel, nationalTel } from '@movecall/values/tel';
import { badUserInput, CodedError, forbidden } from '@movecall/graphql';
import type { createAcceptance } from './acceptance.ts';
import type { Cancel } from './cancellation.ts';
import { refuseServices, reload, type RequestContext, requirePerson } from './context.ts';
import type { Work } from './facts.ts';
import type { Figures } from './figures.ts';
import type { Resolvers } from './generated/resolvers.ts';
import type { RateLimit } from './rate-limit.ts';
import type { Login } from './login.ts';
import { DAY_IS_OVER, type UserError, userError, waitingText } from './messages.ts';
import type { PageCursors } from './page-cursor.ts';
import { mayReach, maySee, type MoveCallView, type ReadModel } from './read-model.ts';
import {
  isId,
  isIdempotencyKey,
  MAX_TEXT_LENGTH,
  parseReason,
  parseRequest,
  parseSearch,
} from './request.ts';
import { DateScalar, DateTimeScalar } from './scalars.ts';
import type { Person } from './sign-in.ts';

export interface ResolverOptions {
  readonly findPerson: (id: string) => Promise<Person | null>;
  readonly readModel: ReadModel;
  readonly figures: Figures;
  readonly acceptance: ReturnType<typeof createAcceptance>;
  readonly cancel: Cancel;
  readonly login: Login;
  /** Calls per phone. */
  readonly limit: RateLimit;
  readonly pageCursors: PageCursors;
  readonly now: () => Date;
}

const DEFAULT_PAGE = 20;
const MAX_PAGE = 100;

/** GraphQL ↔ domain. */
export function createResolvers(options: ResolverOptions): Resolvers {
  const { findPerson, readModel, figures, acceptance, cancel, login, limit, pageCursors, now } = options;

  const workOf = ({ traceparent }: RequestContext): Work => ({
    now: now(),
    cause: { causationId: null, traceparent },
  });

  /** A call that the viewer may see. */
  async function visible(context: RequestContext, id: string): Promise<MoveCallView | null> {
    const call = context.viewer && isId(id) ? await context.loaders.calls.load(id) : null;
    return call && context.viewer && maySee(context.viewer, call) ? call : null;
  }

  return {
    Date: DateScalar,
    DateTime: DateTimeScalar,

    Query: {
      async viewer(_parent, _args, { viewer }) {
        if (!viewer) return null;
        const { id, role } = refuseServices(viewer);
        const person = await findPerson(id);
        return person && { tel: person.tel, role };
      },

      moveCall(_parent, { id }, context) {
        requirePerson(context);
        return visible(context, id);
      },

      async moveCalls(_parent, args, context) {
        const viewer = requirePerson(context);
        const first = args.first ?? DEFAULT_PAGE;
        if (first < 1 || first > MAX_PAGE) throw badUserInput(`first must be 1 to ${MAX_PAGE}.`);
        const after = args.after == null ? null : pageCursors.decode(args.after);
        if (args.after != null && after === null) throw badUserInput('after is not a cursor of this list.');
        const search = parseSearch(args.search, viewer.role === 'OPERATOR');
        if (search === undefined) {
          throw badUserInput(`search must be at most ${MAX_TEXT_LENGTH} printable characters.`);
        }
        // Before the list: what changes in between is on the feed, and may be in the list as well.
        const hasFeed = viewer.role !== 'CUSTOMER' && after === null;
        const feedCursor = hasFeed ? encodeFeedCursor(await readModel.streamPosition()) : null;
        const { calls: nodes, hasNextPage } = await readModel.list(viewer, {
          first,
          after,
          status: args.status ?? null,
          search,
        });
        const edges = nodes.map((node) => ({ cursor: pageCursors.encode(node), node }));
        return {
          edges,
          nodes,
          pageInfo: { hasNextPage, endCursor: edges.at(-1)?.cursor ?? null },
          feedCursor,
        };
      },

      async moveCallFigures(_parent, _args, context) {
        if (requirePerson(context).role !== 'OPERATOR') throw forbidden();
        const { statuses, hours, confirmations } = await figures.read(now());
        return {
          statuses: statuses.map((entry) => ({ ...entry, statusLabel: statusLabels[entry.status] })),
          hours: hours.map(({ beginsAt, count }) => ({ beginsAt: beginsAt.toISOString(), count })),
          confirmations: confirmations.map(({ at, seconds }) => ({ at: at.toISOString(), seconds })),
        };
      },
    },

    Mutation: {
      async requestLoginCode(_parent, { tel }, context) {
        if (context.viewer) refuseServices(context.viewer);
        const outcome = await login.requestCode(tel, workOf(context));
        if (!('refusal' in outcome)) return { expiresAt: outcome.expiresAt.toISOString(), userErrors: [] };
        return { userErrors: [loginError(outcome)] };
      },

      async login(_parent, { tel, code }, context) {
        if (context.viewer) refuseServices(context.viewer);
        const outcome = await login.login(tel, code, workOf(context));
        if ('refusal' in outcome) return { userErrors: [loginError(outcome)] };
        const viewer = { tel: outcome.tel, role: outcome.viewer.role };
        return { token: outcome.token, expiresAt: outcome.expiresAt.toISOString(), viewer, userErrors: [] };
      },

      async requestMoveCall(_parent, { input }, context) {
        const { id, role } = requirePerson(context);
        const person = await findPerson(id);
        if (!person) throw new CodedError('UNAUTHENTICATED', 'Sign in again.');
        const idempotencyKey = input.idempotencyKey ?? null;
        if (idempotencyKey !== null && !isIdempotencyKey(idempotencyKey)) {
          throw badUserInput(`idempotencyKey must be 1 to ${MAX_TEXT_LENGTH} printable characters.`);
        }
        const parsed = parseRequest(input, { tel: person.tel, isOperator: role === 'OPERATOR' }, now());
        if ('problems' in parsed) {
          return { userErrors: parsed.problems.map(({ code, field }) => userError(code, { field })) };
        }
        const { request } = parsed;
        const retryAfterSeconds = await limit.take(request.ownerTel);
        if (retryAfterSeconds !== null) {
          return { userErrors: [userError('TRY_AGAIN_LATER', { retryAfterSeconds })] };
        }

        const { traceparent, loaders } = context;
        const outcome = await acceptance.request({ request, callerId: id, idempotencyKey, traceparent });
        if ('callId' in outcome) return { moveCall: await reload(loaders, outcome.callId), userErrors: [] };
        return { userErrors: [acceptanceError(outcome)] };
      },

      async cancelMoveCall(_parent, { id, reason: text }, context) {
        const viewer = requirePerson(context);
        const reason = parseReason(text);
        if (reason === undefined) {
          throw badUserInput(`reason must be at most ${MAX_TEXT_LENGTH} printable characters.`);
        }
        const refusal = isId(id) ? await cancel({ id, viewer, reason }, workOf(context)) : 'NOT_FOUND';
        if (refusal) return { userErrors: [userError(refusal)] };
        return { moveCall: await reload(context.loaders, id), userErrors: [] };
      },
    },

    Viewer: {
      tel: ({ tel }) => nationalTel(tel),
    },

    MoveCall: {
      __resolveReference: ({ id }, context) => visible(context, id),
      statusLabel: ({ status }) => statusLabels[status],
      tel: (call, _args, { viewer }) =>
        viewer && mayReach(viewer, call) ? nationalTel(call.tel) : maskTel(call.tel),
      requestedAt: ({ requestedAt }) => requestedAt.toISOString(),
      updatedAt: ({ updatedAt }) => updatedAt.toISOString(),
      waitingReason: ({ waitingReason, movingOn }) =>
        waitingReason && (movingOn < seoulDay(now()) ? DAY_IS_OVER : waitingText(waitingReason)),
      mover: ({ mover }) => mover && { ...mover, tel: nationalTel(mover.tel) },
      async timeline(moveCall, _args, { loaders }) {
        const entries = await loaders.timelines.load(moveCall.id);
        return entries.map((entry) => ({ ...entry, moveCall }));
      },
      async alerts({ id }, _args, { viewer, loaders }) {
        if (viewer?.role !== 'OPERATOR') return [];
        const alerts = await loaders.alerts.load(id);
        return alerts.map((alert) => ({ ...alert, at: alert.at.toISOString() }));
      },
    },

    MoveCallStatusEvent: {
      cursor: ({ moveCall, version }) => encodeCallCursor({ callId: moveCall.id, version }),
      statusLabel: ({ status }) => statusLabels[status],
      at: ({ at }) => at.toISOString(),
      reset: () => false,
    },
  };
}

type Refused<O> = Extract<O, { refusal: string }>;

function loginError(outcome: Refused<Awaited<ReturnType<Login['login']>>>): UserError {
  switch (outcome.refusal) {
    case 'INVALID_TEL':
      return userError('INVALID_TEL', { field: ['tel'] });
    case 'INVALID_CODE':
      return userError('INVALID_CODE', { field: ['code'] });
    case 'TOO_MANY_ATTEMPTS':
      return userError('TOO_MANY_ATTEMPTS', { retryAfterSeconds: outcome.retryAfterSeconds });
    default:
      return outcome satisfies never;
  }
}

function acceptanceError(
  outcome: Refused<Awaited<ReturnType<ResolverOptions['acceptance']['request']>>>,
): UserError {
  switch (outcome.refusal) {
    case 'TRY_AGAIN_LATER':
      return userError('TRY_AGAIN_LATER', { retryAfterSeconds: outcome.retryAfterSeconds });
    case 'IDEMPOTENCY_KEY_REUSED':
      return userError('IDEMPOTENCY_KEY_REUSED', { field: ['input', 'idempotencyKey'] });
    default:
      return outcome satisfies never;
  }
}
