import { failpoint } from '@movecall/failpoints';
import type { Sealer } from '@movecall/eventlog/sealer';
import type { Logger } from '@movecall/telemetry/logger';
import { traceIdOf } from '@movecall/telemetry/trace';
import { composeAlimTalk, recipientOf } from './alimtalk-message.ts';
import type { Task } from './claims.ts';
import { afterLookUp } from './delivery-outcome.ts';
import { afterSend } from './delivery-sending.ts';
import type { Ledger } from './ledger.ts';
import { isAboutCall } from './messages.ts';
import type { Answer, Finding, Provider } from './provider.ts';

export interface PerformOptions {
  readonly ledger: Pick<Ledger, 'change'>;
  readonly provider: Provider;
  readonly sealer: Sealer;
  readonly now: () => Date;
  readonly logger: Logger;
}

/** Performs a claimed task outside of any transaction: sends or looks up, then records the result in the ledger. */
export function createTaskPerformer(options: PerformOptions): (task: Task) => Promise<void> {
  const { ledger, provider, sealer, now, logger } = options;

  async function send(task: Task): Promise<void> {
    await failpoint('notifier.claimed');
    const answer = await answerOf(task);
    await failpoint('notifier.sent');
    await ledger.change({ deliveryId: task.row.id }, (delivery, circumstances) =>
      afterSend(delivery, task.attempt, answer, circumstances),
    );
    if (answer.kind === 'ACCEPTED') logger.info(aboutTask(task), 'alert sent');
    else logger.warn({ ...aboutTask(task), answer }, 'alert not accepted, or its outcome is unknown');
    await failpoint('notifier.send-recorded');
  }

  async function answerOf({ row, beginBefore }: Task): Promise<Answer> {
    const composed = composeAlimTalk(row, sealer);
    if (composed.kind === 'REJECTED') return composed;
    // A process that was suspended must not send a message that another replica may have taken over.
    if (now() >= beginBefore) return { kind: 'UNKNOWN', code: 'TOO_LATE_TO_BEGIN' };
    return await provider.send(composed.message, row.traceparent);
  }

  async function lookUp(task: Task): Promise<void> {
    const finding = await findingOf(task);
    logger.debug({ ...aboutTask(task), finding }, 'looked a delivery up');
    await ledger.change({ deliveryId: task.row.id }, (delivery, circumstances) =>
      // `leasedAt` is a little before the lookup, and by the shared clock: an absence is believed later rather than earlier.
      afterLookUp(delivery, task.leasedAt, finding, circumstances),
    );
  }

  async function findingOf({ row }: Task): Promise<Finding> {
    const to = recipientOf(row, sealer);
    if (to.kind === 'REJECTED') return { kind: 'UNAVAILABLE', code: to.code };
    return await provider.lookUp({ deliveryId: row.id, to: to.tel, notBefore: row.createdAt });
  }

  return (task) => (task.action === 'SEND' ? send(task) : lookUp(task));
}

/** The log fields of a task. */
export const aboutTask = ({ row, attempt }: Task) => ({
  [isAboutCall(row.template) ? 'callId' : 'signInId']: row.correlationId,
  traceId: traceIdOf(row.traceparent),
  deliveryId: row.id,
  template: row.template,
  attempt,
});
