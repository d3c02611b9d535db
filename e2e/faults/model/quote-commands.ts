import { type Command, command, hasRoom, makeRoom, pick, type ReadonlyRun } from './command.ts';
import { requestUntilAnswered } from './customer-commands.ts';
import type { ModelRequest } from './dispatch-model.ts';

/** What customers do with quotes besides accepting a new one. */

const manageAnswers = (run: ReadonlyRun): boolean => run.model.down !== 'manage' && hasRoom(run);
const once = { copies: 1, insists: false };

/** Calls with a quote that another call has or had: it is in use as long as that call is open. */
export function acceptAgain(which: number): Command {
  const earlier = ({ model }: ReadonlyRun): ModelRequest | undefined => {
    const quoted = model.calls.flatMap(({ request }) => (request.quote ? [request] : []));
    return pick(quoted, which);
  };
  return command(
    'accept a quote again',
    { which },
    (run) => earlier(run) !== undefined && manageAnswers(run),
    async (run, system) => {
      await makeRoom(run, system);
      const found = earlier(run);
      const key = `call ${run.model.commandIndex}`;
      if (found) await requestUntilAnswered(run, system, { ...found, key }, once);
    },
  );
}

/** Calls with the first version of a quote that has a second one. */
export function acceptOutdated(home: string): Command {
  return command('accept an outdated quote', { home }, manageAnswers, async (run, system) => {
    await makeRoom(run, system);
    const key = `call ${run.model.commandIndex}`;
    const quote = { name: `quote of ${key}`, outdated: true };
    const sent: ModelRequest = { key, day: 0, moveType: 'FULL_PACKING', home, quote };
    await system.makeQuote(sent);
    await requestUntilAnswered(run, system, sent, once);
  });
}
