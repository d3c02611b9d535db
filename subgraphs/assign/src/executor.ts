import { type Commanded, createExecutor, type Decision, type Execute } from '@movecall/decider';
import { appendEvents } from '@movecall/eventlog';
import type { Sealer } from '@movecall/eventlog/sealer';
import {
  type AssignmentCommand,
  assignmentDecider,
  type AssignmentRefusal,
} from './assignment/assignment.ts';
import type { AssignmentFact } from './assignment/assignment-fact.ts';
import { eventsOf } from './assignment/assignment-events.ts';
import { MAX_TOGETHER } from './dispatch/candidates.ts';
import { isAlone, lockFor } from './dispatch/locks.ts';
import { createBoardStore, THE_BOARD } from './store.ts';

export interface AssignmentExecutorDeps {
  /** Seals the phones and names in events. */
  readonly sealer: Sealer;
  readonly now: () => Date;
  readonly newId: () => string;
  /** How long a team has to accept an offer, ms. */
  readonly acceptWithinMs: number;
}

export type ExecuteAssignments = Execute<AssignmentCommand, AssignmentFact, AssignmentRefusal>;

/**
 * Executes commands in their order. Those of one kind that follow each other are decided on one board; the next run reads what they
 * have written. What all of them are about is locked before.
 */
export function createAssignmentExecutor({
  sealer,
  now,
  newId,
  acceptWithinMs,
}: AssignmentExecutorDeps): ExecuteAssignments {
  const executeRun = createExecutor({
    decider: assignmentDecider,
    store: createBoardStore({ now, newId, acceptWithinMs }),
    publish: (fact, { after }) => eventsOf(fact, after, sealer),
    append: (tx, facts) => appendEvents(tx, { producer: 'assign', now: now(), newId }, facts),
  });
  return async (tx, commands) => {
    await lockFor(
      tx,
      commands.map(({ command }) => command),
    );
    const decisions: Decision<AssignmentFact, AssignmentRefusal>[] = [];
    for (const run of runsOf(commands)) decisions.push(...(await executeRun(tx, run)));
    return decisions;
  };
}

/** The commands of one kind that follow each other. Some are rare, and each of these is alone. */
function runsOf(commands: readonly Commanded<AssignmentCommand>[]): Commanded<AssignmentCommand>[][] {
  const runs: Commanded<AssignmentCommand>[][] = [];
  for (const { command, cause } of commands) {
    const onBoard = { id: THE_BOARD, command, cause };
    const run = runs.at(-1);
    if (run?.[0]?.command.type === command.type && run.length < MAX_TOGETHER && !isAlone(command))
      run.push(onBoard);
    else runs.push([onBoard]);
  }
  return runs;
}
