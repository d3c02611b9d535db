import { beginSpan, inSpan, type SpanOptions } from '@movecall/telemetry/trace';
import type { Task } from './claims.ts';

/**
 * Performs tasks, each in a span of its own trace, which continues the trace of the event, however long ago that was. A task that is
 * alone is the active span of its request.
 */
export async function traceTasks(tasks: readonly Task[], perform: () => Promise<void>): Promise<void> {
  const [task, ...others] = tasks;
  if (task !== undefined && others.length === 0) return inSpan(nameOf(task), spanOf(task), perform);
  const spans = tasks.map((each) => beginSpan(nameOf(each), spanOf(each)));
  try {
    await perform();
  } catch (error) {
    for (const span of spans) span?.span.fail('BATCH');
    throw error;
  } finally {
    for (const span of spans) span?.end();
  }
}

const nameOf = ({ action, row }: Task): string => `${action === 'SEND' ? 'send' : 'look up'} ${row.template}`;

const spanOf = ({ row, attempt }: Task): SpanOptions => ({
  parent: row.traceparent,
  attributes: {
    'messaging.message.conversation_id': row.correlationId,
    'movecall.delivery.id': row.id,
    'movecall.delivery.attempt': attempt,
  },
});
