import { createWakeUp } from '@movecall/eventlog';
import { failpoint } from '@movecall/failpoints';
import type { Liveness } from '@movecall/telemetry/liveness';
import type { Logger } from '@movecall/telemetry/logger';
import type { Sealer } from '@movecall/eventlog/sealer';
import { inSpan, type SpanOptions, traceIdOf } from '@movecall/telemetry/trace';
import { compose, recipientOf } from './compose.ts';
import { afterLookUp, afterSend } from './delivery.ts';
import { isAboutCall } from './messages.ts';
import type { Ledger, Task } from './ledger.ts';
import type { Answer, Finding, Provider } from './provider.ts';

export interface DispatcherOptions {
  readonly ledger: Ledger;
  readonly provider: Provider;
  readonly sealer: Sealer;
  readonly now: () => Date;
  readonly logger: Logger;
  readonly liveness: Liveness;
  /** How often to look without being woken, ms: other replicas' deliveries, and a wake-up that was lost. */
  readonly pollMs?: number;
  readonly concurrency?: number;
}

export interface Dispatcher {
  /** Something was recorded or changed. */
  wake(): void;
  /** Waits for what is with the provider at the moment. */
  close(): Promise<void>;
}

/** A due delivery that another replica holds looks due until that one is done: do not ask for it at once again. */
const SHORTEST_WAIT_MS = 50;
const RETRY_MS = 500;

/**
 * Carries the ledger's deliveries to the provider: takes those that are due, each under a lease, acts outside of any
 * transaction, and writes down what came of it. Sleeps until it is woken by a commit or until the next one is due.
 */
export function startDispatcher(options: DispatcherOptions): Dispatcher {
  const { ledger, provider, sealer, now, logger, liveness, pollMs = 2_000, concurrency = 16 } = options;
  const wakeUp = createWakeUp();
  const inFlight = new Set<Promise<void>>();
  let closed = false;

  async function run(): Promise<void> {
    while (!closed) {
      try {
        const room = concurrency - inFlight.size;
        const tasks =
          room > 0 ? await liveness.during('dispatcher: claiming', () => ledger.claimDue(room)) : [];
        for (const task of tasks) start(task);
        // Whoever makes room wakes the loop.
        if (tasks.length === 0) await wakeUp.wait(room > 0 ? await untilNext() : pollMs);
      } catch (error) {
        if (!closed) logger.warn({ err: error }, 'dispatcher: the ledger is away; will try again');
        await wakeUp.wait(RETRY_MS, { ignoreEarlier: true });
      }
    }
  }

  async function untilNext(): Promise<number> {
    const next = await liveness.during('dispatcher: looking ahead', ledger.nextDue);
    const ms = next ? next.getTime() - now().getTime() : pollMs;
    return Math.min(pollMs, Math.max(ms, SHORTEST_WAIT_MS));
  }

  function start(task: Task): void {
    const work = liveness
      .during('dispatcher: a delivery', () => inSpan(nameOf(task), spanOf(task), () => perform(task)))
      .catch((error: unknown) => {
        // Its lease ends, and then it is looked up: nothing is lost.
        logger.error(
          { err: error, ...about(task), action: task.action },
          'dispatcher: a delivery was left in the middle',
        );
      })
      .finally(() => {
        inFlight.delete(work);
        wakeUp.wake();
      });
    inFlight.add(work);
  }

  async function perform(task: Task): Promise<void> {
    const { row, attempt } = task;
    if (task.action === 'LOOK_UP') {
      const finding = await lookUp(task);
      logger.debug({ ...about(task), finding }, 'looked up');
      await ledger.change({ deliveryId: row.id }, (delivery, circumstances) =>
        // It was asked a moment later, by a clock that may be another.
        afterLookUp(delivery, task.leasedAt, finding, circumstances),
      );
      return;
    }
    await failpoint('notifier.claimed');
    const answer = await send(task);
    await failpoint('notifier.sent');
    await ledger.change({ deliveryId: row.id }, (delivery, circumstances) =>
      afterSend(delivery, attempt, answer, circumstances),
    );
    if (answer.kind === 'ACCEPTED') logger.info(about(task), 'alert sent');
    else logger.warn({ ...about(task), answer }, 'alert not sent, as far as is known');
    await failpoint('notifier.send-recorded');
  }

  async function send({ row, beginBefore }: Task): Promise<Answer> {
    const composed = compose(row, sealer);
    if (composed.kind === 'REJECTED') return composed;
    // A process that was stopped for a while must not send what another one may have taken over.
    if (now() >= beginBefore) return { kind: 'UNKNOWN', code: 'TOO_LATE_TO_BEGIN' };
    return await provider.send(composed.message, row.traceparent);
  }

  async function lookUp({ row }: Task): Promise<Finding> {
    const to = recipientOf(row, sealer);
    if (to.kind === 'REJECTED') return { kind: 'UNAVAILABLE', code: to.code };
    return await provider.lookUp({ deliveryId: row.id, to: to.tel, notBefore: row.createdAt });
  }

  const running = run();
  liveness.watchLoop('dispatcher', running, () => closed);
  return {
    wake: wakeUp.wake,
    async close() {
      closed = true;
      wakeUp.wake();
      await running;
      await Promise.all(inFlight);
    },
  };
}

const nameOf = ({ action, row }: Task): string => `${action === 'SEND' ? 'send' : 'look up'} ${row.template}`;

/** Of the trace of what it tells of, however long ago that was. */
const spanOf = ({ row, attempt }: Task): SpanOptions => ({
  parent: row.traceparent,
  attributes: {
    'messaging.message.conversation_id': row.correlationId,
    'movecall.delivery.id': row.id,
    'movecall.delivery.attempt': attempt,
  },
});

/** For log lines. */
const about = ({ row, attempt }: Task) => ({
  [isAboutCall(row.template) ? 'callId' : 'signInId']: row.correlationId,
  traceId: traceIdOf(row.traceparent),
  deliveryId: row.id,
  template: row.template,
  attempt,
});
