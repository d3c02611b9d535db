import { until } from '@movecall/service/until';
import type { ModelRequest } from './dispatch-model.ts';
import * as facts from './saga-model.ts';
import {
  type Command,
  command,
  demandThat,
  hasRoom,
  type ReadonlyRun,
  makeRoom,
  PATIENCE_MS,
  pick,
  type SequenceRun,
} from './command.ts';
import type { SystemUnderTest } from './system-under-test.ts';

/** What customers do. */

export interface NewRequest extends Omit<ModelRequest, 'key'> {
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
        { ...asked, key: `call ${run.model.commandIndex}` },
        { copies, insists },
      );
    },
  );
}

/** The same key again: the same call, or another attempt when the first came to nothing. */
export function repeat(which: number): Command {
  const asked = ({ model }: ReadonlyRun): ModelRequest | undefined =>
    pick([...model.calls.map(({ request: ask }) => ask), ...model.refused], which);
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
  run: SequenceRun,
  subject: SystemUnderTest,
  ask: ModelRequest,
  { copies, insists }: Pick<NewRequest, 'copies' | 'insists'>,
): Promise<void> {
  const known = facts.callOf(run.model, ask.key);
  const canAccept = known !== undefined || run.model.down !== 'manage';
  let failed = false;
  const id = await until(
    `an answer to ${ask.key}`,
    async () => {
      const answers = await Promise.all(Array.from({ length: copies }, () => subject.request(ask)));
      const ids = new Set(answers.flatMap((told) => (told.outcome === 'ACCEPTED' ? [told.callId] : [])));
      demandThat(ids.size <= 1, `${ask.key} was accepted as several calls: ${[...ids].join(', ')}`);
      failed ||= answers.some(({ outcome: told }) => told !== 'ACCEPTED');
      const [only] = ids;
      if (only !== undefined) return only;
      if (answers.some(({ outcome: told }) => told === 'NOTHING')) return undefined;
      demandThat(!known, `${ask.key} was accepted before, and now told to try again`);
      return insists && canAccept ? undefined : null;
    },
    PATIENCE_MS,
  );
  demandThat(id === null || canAccept, `${ask.key} was accepted without manage`);
  demandThat(
    id === null || !known || id === known.id,
    `${ask.key} was call ${known?.id}, and is now call ${id}`,
  );
  if (failed && canAccept && !known) run.model = facts.voidedAttempt(run.model, ask);
  run.model = id === null ? facts.refused(run.model, ask) : facts.accepted(run.model, ask, id);
}

export function cancel({ which, copies }: { which: number; copies: number }): Command {
  return command(
    `cancel${copies > 1 ? ` ×${copies}` : ''}`,
    { which },
    (run) => run.model.calls.length > 0 && hasRoom(run),
    async (run, subject) => {
      await makeRoom(run, subject);
      const call = pick(run.model.calls, which);
      if (!call) return;
      const outcomes: ('CANCELLED' | 'ALREADY_CANCELLED' | null)[] = [];
      await until(
        `${call.request.key} to be cancelled`,
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
      demandThat(
        done === (wasOpen ? 1 : 0) || (wasOpen && unknown && done === 0),
        `${call.request.key}, ${call.status}, was cancelled ${done} times`,
      );
      run.model = facts.cancelled(run.model, call.request.key);
    },
  );
}
