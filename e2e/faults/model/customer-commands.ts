import { until } from '@movecall/service/until';
import type { QuotedOutcome } from '../customer-client.ts';
import { PATIENCE_MS } from '../patience.ts';
import {
  type Command,
  command,
  demandThat,
  hasRoom,
  makeRoom,
  pick,
  type ReadonlyRun,
  type SequenceRun,
} from './command.ts';
import type { ModelRequest } from './dispatch-model.ts';
import * as model from './saga-model.ts';
import type { SystemUnderTest } from './system-under-test.ts';

export interface NewRequest extends Omit<ModelRequest, 'key' | 'quote'> {
  /** Whether the customer asks for a quote first, and accepts it. */
  readonly quoted: boolean;
  /** How many times the request is sent at once. */
  readonly copies: number;
  /** Whether the customer repeats the request until it is accepted, or gives up at "try again". */
  readonly insists: boolean;
}

export function request({ copies, insists, quoted, ...fields }: NewRequest): Command {
  return command(
    `request${quoted ? ' with a quote' : ''}${copies > 1 ? ` ×${copies}` : ''}`,
    { ...fields, insists },
    (run) => hasRoom(run) && !(quoted && run.model.down === 'manage'),
    async (run, system) => {
      await makeRoom(run, system);
      const key = `call ${run.model.commandIndex}`;
      const quote = quoted ? { name: `quote of ${key}`, outdated: false } : null;
      const sent = { ...fields, key, quote };
      await system.makeQuote(sent);
      await requestUntilAnswered(run, system, sent, { copies, insists });
    },
  );
}

/** Sends an earlier request again with its key: the answer is the same call, or a new attempt when the first was voided. */
export function repeat(which: number): Command {
  const earlier = (run: ReadonlyRun): ModelRequest | undefined =>
    pick([...run.model.calls.map((call) => call.request), ...run.model.refused], which);
  return command(
    'repeat',
    { which },
    (run) => earlier(run) !== undefined && hasRoom(run),
    async (run, system) => {
      await makeRoom(run, system);
      const again = earlier(run);
      if (again) await requestUntilAnswered(run, system, again, { copies: 1, insists: false });
    },
  );
}

type Sending = Pick<NewRequest, 'copies' | 'insists'>;

/** Sends a request until it is answered. What the model refuses must be refused, and nothing else. */
export async function requestUntilAnswered(
  run: SequenceRun,
  system: SystemUnderTest,
  sent: ModelRequest,
  { copies, insists }: Sending,
): Promise<void> {
  const known = model.callOf(run.model, sent.key);
  const refusal = model.refusalOf(run.model, sent);
  const canAccept = known !== undefined || (run.model.down !== 'manage' && refusal === null);
  let failed = false;
  const id = await until(
    `an answer to ${sent.key}`,
    async () => {
      const answers = await Promise.all(Array.from({ length: copies }, () => system.request(sent)));
      failed ||= answers.some(({ outcome }) => outcome === 'TRY_AGAIN' || outcome === 'NO_ANSWER');
      const callId = theOnlyCallId(sent.key, answers);
      if (callId !== undefined) return callId;
      for (const answer of answers)
        if (answer.outcome === 'REFUSED')
          demandThat(answer.code === refusal, `${sent.key} was refused: ${answer.code}, expected ${refusal}`);
      if (answers.some(({ outcome }) => outcome === 'NO_ANSWER')) return undefined;
      demandThat(!known, `${sent.key} was accepted before, and is now answered "try again"`);
      return insists && canAccept ? undefined : null;
    },
    PATIENCE_MS,
  );
  demandThat(
    id === null || canAccept,
    `${sent.key} was accepted, expected ${refusal ?? 'no answer of manage'}`,
  );
  demandThat(
    id === null || !known || id === known.id,
    `${sent.key} was call ${known?.id}, and is now call ${id}`,
  );
  if (failed && canAccept && !known) run.model = model.voidedAttempt(run.model, sent);
  run.model = id === null ? model.refused(run.model, sent) : model.accepted(run.model, sent, id);
}

/** @throws Error when two answers name different calls */
function theOnlyCallId(key: string, answers: readonly QuotedOutcome[]): string | undefined {
  const ids = new Set(answers.flatMap((answer) => (answer.outcome === 'ACCEPTED' ? [answer.callId] : [])));
  demandThat(ids.size <= 1, `${key} was accepted as several calls: ${[...ids].join(', ')}`);
  const [only] = ids;
  return only;
}

export function cancel({ which, copies }: { which: number; copies: number }): Command {
  return command(
    `cancel${copies > 1 ? ` ×${copies}` : ''}`,
    { which },
    (run) => run.model.calls.length > 0 && hasRoom(run),
    async (run, system) => {
      await makeRoom(run, system);
      const call = pick(run.model.calls, which);
      if (!call) return;
      const answers: ('CANCELLED' | 'ALREADY_CANCELLED' | null)[] = [];
      await until(
        `${call.request.key} to be cancelled`,
        async () => {
          answers.push(...(await Promise.all(Array.from({ length: copies }, () => system.cancel(call.id)))));
          return answers.at(-1) === null ? undefined : true;
        },
        PATIENCE_MS,
      );
      checkCancelAnswers(call, answers);
      run.model = model.cancelled(run.model, call.request.key);
    },
  );
}

/** Exactly one cancel of an open call takes effect. Its answer may be one of those that were lost. */
function checkCancelAnswers(
  { request: { key }, status }: model.Call,
  answers: readonly (string | null)[],
): void {
  const done = answers.filter((answer) => answer === 'CANCELLED').length;
  const wasOpen = status === 'OPEN';
  const someLost = answers.includes(null);
  demandThat(
    done === (wasOpen ? 1 : 0) || (wasOpen && someLost && done === 0),
    `${key}, ${status}, was cancelled ${done} times`,
  );
}
