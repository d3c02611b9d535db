import { badUserInput } from '@movecall/graphql';
import { signedIn } from '@movecall/identity/request-context';
import { z } from 'zod';
import { assignmentSeenBy } from '../assignment/visibility.ts';
import { causeOf, idOf, type MoveCallReference, type RequestContext, teamOrOperator } from '../context.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import type { ReportProgress } from './progress-commands.ts';
import { progressProblem } from './progress-problem.ts';
import type { StepView } from './progress-store.ts';

const MAX_KEY_LENGTH = 200;
const key = z
  .string()
  .max(MAX_KEY_LENGTH)
  .regex(/^\P{C}+$/u);
const moment = z.iso.datetime({ offset: true });

/** The resolvers of what teams report on the day. They translate between GraphQL and the domain. */
export const createProgressResolvers = (reportProgress: ReportProgress) =>
  ({
    Mutation: {
      async reportProgress(_parent, { id, step, at, idempotencyKey }, context) {
        const byMoverId = teamOrOperator(context);
        if (!key.safeParse(idempotencyKey).success)
          throw badUserInput(`idempotencyKey must be 1 to ${MAX_KEY_LENGTH} printable characters.`);
        if (!moment.safeParse(at).success) throw badUserInput('at must be a moment as RFC 3339.', ['at']);
        const callId = idOf(id);
        const report = { callId: callId ?? '', byMoverId, step, at: new Date(at), idempotencyKey };
        const refused = callId === null ? 'NOT_FOUND' : await reportProgress(report, causeOf(context));
        return refused === null
          ? { moveCall: { id }, userErrors: [] }
          : { moveCall: null, userErrors: [progressProblem(refused)] };
      },
    },

    ProgressStep: {
      at: ({ at }) => at.toISOString(),
      receivedAt: ({ receivedAt }) => receivedAt.toISOString(),
    },
  }) satisfies Resolvers;

/** What the newest team of a call has reported, for whoever may see that the team has it. */
export async function progressOf(
  { id, announcedMoverId = null, contactsShared = false }: MoveCallReference,
  context: RequestContext,
): Promise<readonly StepView[]> {
  const viewer = signedIn(context);
  const callId = idOf(id);
  const assignment = callId === null ? null : await context.loaders.assignments.load(callId);
  const isSeen = assignment && assignmentSeenBy(viewer, assignment, { announcedMoverId, contactsShared });
  return isSeen ? await context.loaders.progress.load(assignment.id) : [];
}
