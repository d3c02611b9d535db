import { until } from '@movecall/service/until';
import type { Ask } from './dispatch.ts';
import * as facts from './model.ts';
import {
  type Command,
  command,
  demand,
  hasRoom,
  type Known,
  makeRoom,
  PATIENCE_MS,
  picked,
  type Run,
} from './run.ts';
import type { Subject } from './subject.ts';

/** What customers do. */

export interface NewRequest extends Omit<Ask, 'key'> {
  /** So many times at once. */
  readonly copies: number;
  /** Whether the customer goes on until there is a call, or gives up when told to try again. */
  readonly insists: boolean;
}

export function request({ copies, insists, ...asked }: NewRequest): Command {
  return command(
    `request${copies > 1 ? ` ×${copies}` : ''}`,
    { ...asked, insists },
    hasRoom,
    async (run, subject) => {
      await makeRoom(run, subject);
      await requestUntilAnswered(
        run,
        subject,
        { ...asked, key: `call ${run.model.moment}` },
        { copies, insists },
      );
    },
  );
}

/** The same key again: the same call, or another attempt when the first came to nothing. */
export function repeat(which: number): Command {
  const asked = ({ model }: Known): Ask | undefined =>
    picked([...model.calls.map(({ ask }) => ask), ...model.refused], which);
  return command(
    'repeat',
    { which },
    (run) => asked(run) !== undefined && hasRoom(run),
    async (run, subject) => {
      await makeRoom(run, subject);
      const ask = asked(run);
      if (ask) await requestUntilAnswered(run, subject, ask, { copies: 1, insists: false });
    },
  );
}

async function requestUntilAnswered(
  run: Run,
  subject: Subject,
  ask: Ask,
  { copies, insists }: Pick<NewRequest, 'copies' | 'insists'>,
): Promise<void> {
  const known = facts.callOf(run.model, ask.key);
  const canAccept = known !== undefined || run.model.down !== 'manage';
  let failed = false;
  const id = await until(
    `an answer to ${ask.key}`,
    async () => {
      const answers = await Promise.all(Array.from({ length: copies }, () => subject.request(ask)));
      const ids = new Set(answers.flatMap((told) => (told.told === 'ACCEPTED' ? [told.callId] : [])));
      demand(ids.size <= 1, `${ask.key} was accepted as several calls: ${[...ids].join(', ')}`);
      failed ||= answers.some(({ told }) => told !== 'ACCEPTED');
      const [only] = ids;
      if (only !== undefined) return only;
      if (answers.some(({ told }) => told === 'NOTHING')) return undefined;
      demand(!known, `${ask.key} was accepted before, and now told to try again`);
      return insists && canAccept ? undefined : null;
    },
    PATIENCE_MS,
  );
  demand(id === null || canAccept, `${ask.key} was accepted without manage`);
  demand(id === null || !known || id === known.id, `${ask.key} was call ${known?.id}, and is now call ${id}`);
  if (failed && canAccept && !known) run.model = facts.ghost(run.model, ask);
  run.model = id === null ? facts.refused(run.model, ask) : facts.accepted(run.model, ask, id);
}

export function cancel({ which, copies }: { which: number; copies: number }): Command {
  return command(
    `cancel${copies > 1 ? ` ×${copies}` : ''}`,
    { which },
    (run) => run.model.calls.length > 0 && hasRoom(run),
    async (run, subject) => {
      await makeRoom(run, subject);
      const call = picked(run.model.calls, which);
      if (!call) return;
      const outcomes: ('CANCELLED' | 'ALREADY_CANCELLED' | null)[] = [];
      await until(
        `${call.ask.key} to be cancelled`,
        async () => {
          outcomes.push(
            ...(await Promise.all(Array.from({ length: copies }, () => subject.cancel(call.id)))),
          );
          return outcomes.at(-1) === null ? undefined : true;
        },
        PATIENCE_MS,
      );
      const done = outcomes.filter((outcome) => outcome === 'CANCELLED').length;
      const wasOpen = call.status === 'OPEN';
      // Who did it may not have been answered.
      const unknown = outcomes.includes(null);
      demand(
        done === (wasOpen ? 1 : 0) || (wasOpen && unknown && done === 0),
        `${call.ask.key}, ${call.status}, was cancelled ${done} times`,
      );
      run.model = facts.cancelled(run.model, call.ask.key);
    },
  );
}
