import { failpoint } from '@movecall/failpoints';
import type { Sealer } from '@movecall/eventlog/sealer';
import type { Logger } from '@movecall/telemetry/logger';
import { traceIdOf } from '@movecall/telemetry/trace';
import { composeAlimTalk, recipientOf } from './alimtalk-message.ts';
import type { Task } from './claims.ts';
import type { Ledger } from './ledger.ts';
import { subjectOf } from './messages.ts';
import type { Answer, Finding, OutgoingMessage, Provider } from './provider.ts';

export interface PerformOptions {
  readonly ledger: Pick<Ledger, 'note'>;
  readonly provider: Provider;
  readonly sealer: Sealer;
  readonly now: () => Date;
  readonly logger: Logger;
}

/**
 * Performs claimed tasks with one request to the provider, outside of any transaction: sends messages, or looks one up. Then records the
 * results in the ledger.
 *
 * @returns a function for tasks that `groupTasks` has put together
 */
export function createTaskPerformer(options: PerformOptions): (tasks: readonly Task[]) => Promise<void> {
  const { ledger, provider, sealer, now, logger } = options;

  async function send(tasks: readonly Task[]): Promise<void> {
    await failpoint('notifier.claimed');
    const answers = await answersTo(tasks);
    await failpoint('notifier.sent');
    await Promise.all(
      answers.map(({ task: { row, attempt }, answer }) =>
        ledger.note(row.id, { type: 'noteAnswer', attempt, answer }),
      ),
    );
    for (const { task, answer } of answers) {
      if (answer.kind === 'ACCEPTED') logger.info(aboutTask(task), 'alert sent');
      else logger.warn({ ...aboutTask(task), answer }, 'alert not accepted, or its outcome is unknown');
    }
    await failpoint('notifier.send-recorded');
  }

  async function answersTo(tasks: readonly Task[]) {
    const composed = tasks.map(compose);
    const messages = composed.flatMap((each) => (each.kind === 'COMPOSED' ? [each.message] : []));
    const answers = messages.length > 0 ? await provider.send(messages) : [];
    const byDelivery = new Map(messages.map(({ deliveryId }, nth) => [deliveryId, answers[nth]]));
    return tasks.map((task, nth) => {
      const own = composed[nth];
      const answer = own === undefined || own.kind === 'COMPOSED' ? byDelivery.get(task.row.id) : own;
      return { task, answer: answer ?? UNANSWERED };
    });
  }

  function compose({ row, beginBefore }: Task): { kind: 'COMPOSED'; message: OutgoingMessage } | Answer {
    const composed = composeAlimTalk(row, sealer);
    if (composed.kind === 'REJECTED') return composed;
    // A process that was suspended must not send a message that another replica may have taken over.
    if (now() >= beginBefore) return { kind: 'UNKNOWN', code: 'TOO_LATE_TO_BEGIN' };
    return { kind: 'COMPOSED', message: { ...composed.message, traceparent: row.traceparent } };
  }

  async function lookUp(task: Task): Promise<void> {
    const finding = await findingOf(task);
    logger.debug({ ...aboutTask(task), finding }, 'looked a delivery up');
    // `leasedAt` is a little before the lookup, and by the shared clock: an absence is believed later rather than earlier.
    await ledger.note(task.row.id, { type: 'noteFinding', askedAt: task.leasedAt, finding });
  }

  async function findingOf({ row }: Task): Promise<Finding> {
    const to = recipientOf(row, sealer);
    if (to.kind === 'REJECTED') return { kind: 'UNAVAILABLE', code: to.code };
    return await provider.lookUp({ deliveryId: row.id, to: to.tel, notBefore: row.createdAt });
  }

  return async (tasks) => {
    const [task] = tasks;
    if (task?.action === 'LOOK_UP') await lookUp(task);
    else if (task !== undefined) await send(tasks);
  };
}

const UNANSWERED: Answer = { kind: 'UNKNOWN', code: 'UNREADABLE_ANSWER' };

/**
 * Puts tasks together that take one request to the provider. A message that was not accepted at its first attempt is sent alone, or it
 * could make the provider refuse others again.
 */
export function groupTasks(tasks: readonly Task[]): (readonly Task[])[] {
  const isFirst = ({ action, attempt }: Task): boolean => action === 'SEND' && attempt === 1;
  const first = tasks.filter(isFirst);
  const others = tasks.filter((task) => !isFirst(task)).map((task) => [task]);
  return first.length > 0 ? [first, ...others] : others;
}

const subjectFields = {
  CALL: 'callId',
  SIGN_IN: 'signInId',
  QUOTE: 'quoteId',
  TEAM_OR_COMPANY: 'teamOrCompanyId',
} as const;

/** The log fields of a task. */
export const aboutTask = ({ row, attempt }: Task) => ({
  [subjectFields[subjectOf(row.template)]]: row.correlationId,
  traceId: traceIdOf(row.traceparent),
  deliveryId: row.id,
  template: row.template,
  attempt,
});
