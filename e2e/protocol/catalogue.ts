import type { Property } from './check.ts';

/** What must hold in each model, and what catches the lack of each protection. */

/** A part of the protocol that is left out, and what must catch that. */
export interface Mutant {
  /** Names that the model asks for with `#ifdef`. */
  readonly defines: readonly string[];
  readonly leavesOut: string;
  readonly property: Property;
  /** What Spin's message about the violation contains; any violation of a formula is one of that formula. */
  readonly caughtBy: string;
}

type Way = readonly string[];

export interface Model {
  readonly name: string;
  /** The ways in which its assertions are looked at: names that it asks for with `#ifdef`, and sizes. Each way has few enough states. */
  readonly ways: readonly Way[];
  readonly formulas: readonly string[];
  /** A formula has a state for each of its own and of the model: more than an assertion. */
  readonly formulaWays: readonly Way[];
  readonly mutants: readonly Mutant[];
}

/** @param caughtBy a part of the assertion, without names of `mtype`, which Spin prints as numbers */
const asserted = (defines: string, leavesOut: string, caughtBy: string): Mutant => ({
  defines: defines.split(' '),
  leavesOut,
  property: 'assertions',
  caughtBy,
});

/** @param name of the formula that has a counterexample */
const formula = (name: string, defines: string, leavesOut: string): Mutant => ({
  defines: defines.split(' '),
  leavesOut,
  property: { formula: name },
  caughtBy: '',
});

export const models: readonly Model[] = [
  {
    name: 'eventlog',
    ways: [['CRASHES=0'], ['LOSSES=0']],
    formulas: ['rest'],
    formulaWays: [['CRASHES=0'], ['LOSSES=0']],
    mutants: [
      asserted(
        'NO_INBOX',
        'the inbox row that tells that an event was applied',
        'effect[key[entry[id]]]==sequence',
      ),
      asserted('NO_GATE', 'waiting for the predecessor', 'effect[key[entry[id]]]==sequence'),
      asserted('NO_SEQUENCE_LOCK', 'the lock on the sequence of a call', 'effect[n]==events[n]'),
      asserted(
        'NO_LOSS_CHECK',
        'the look at the last entry of the stream before an append',
        'effect[n]==events[n]',
      ),
      asserted(
        'FINISHED_EARLY',
        'waiting for the groups before a position counts as finished',
        'effect[n]==events[n]',
      ),
      asserted('EARLY_ACKNOWLEDGEMENT', 'the commit before the acknowledgement', 'effect[n]==events[n]'),
    ],
  },
  {
    name: 'acceptance',
    ways: [['DISTURBANCES=2']],
    formulas: ['rest', 'accepted', 'withdrawn'],
    formulaWays: [['DISTURBANCES=2']],
    mutants: [
      formula('withdrawn', 'NO_TOMBSTONE', 'the tombstone of an order that was withdrawn before it arrived'),
      formula('withdrawn', 'NO_ID_LOCK', 'the lock on the id of an order that has no row yet'),
      formula(
        'withdrawn',
        'ASK_MANAGE',
        'the withdrawal: after a lost answer, manage is asked for the outcome',
      ),
      formula('withdrawn', 'OUTBOX_APART', 'the shared transaction of state and outbox'),
      asserted('BLIND_ACCEPTANCE', 'the condition that an attempt is PENDING when it is accepted', 'order=='),
      asserted('NO_HOLDBACK', 'holding events back while an attempt is PENDING', 'saidYes'),
      asserted('NO_SWEEPER', 'the sweeper', 'attempt!='),
      asserted('NO_INBOX', 'the inbox', 'messages<=facts'),
    ],
  },
  {
    name: 'dispatch',
    ways: [['DISTURBANCES=1'], ['DISTURBANCES=0', 'LEDGER']],
    formulas: ['rest', 'cancelled'],
    formulaWays: [['DISTURBANCES=0'], ['DISTURBANCES=0', 'LEDGER']],
    mutants: [
      asserted('NO_DAY_LOCK', 'the lock of the day', 'job[c]!='),
      asserted('UNNAMED_ASSIGNMENT', 'the name of the assignment that a team means', 'said[c]'),
      asserted('BLIND_TIMER', 'the assignment that a timer is about', 'job[c]=='),
      formula('rest', 'TIMER_STAYS', 'the removal of a timer by the transaction that fires it'),
      formula('cancelled', 'CANCEL_IS_NOT_FINAL DISTURBANCES=0', 'the finality of CANCELLED'),
      asserted('NO_GATE', 'waiting for the predecessor', 'announced==team[0]'),
      asserted(
        'LEDGER NO_INBOX NO_ENTRY_CHECK',
        'the inbox, and the look at the ledger for what a team owes already',
        '!((compensated',
      ),
    ],
  },
  {
    name: 'reschedule',
    ways: [['DISTURBANCES=0'], ['DISTURBANCES=1', 'ALONE']],
    formulas: ['rest', 'cancelled', 'promised'],
    formulaWays: [['DISTURBANCES=0', 'ALONE']],
    mutants: [
      asserted(
        'NO_HOLD_TOMBSTONE ALONE DISTURBANCES=0',
        'the tombstone of a hold that was withdrawn before it arrived',
        'hold[a]!=',
      ),
      asserted('UNHELD_COMMIT ALONE DISTURBANCES=0', 'the hold before the commit', 'orderDay==day[0]'),
      asserted(
        'BLIND_COMMIT ALONE DISTURBANCES=0',
        'the condition that an attempt is PENDING when it is committed',
        'orderDay==day[0]',
      ),
      asserted(
        'HOLD_OUTLASTS_DROP ALONE DISTURBANCES=0',
        'the mark on a hold that its team has given the call back',
        'violated  !((passedOver&',
      ),
      asserted(
        'GIVEN_AGAIN DISTURBANCES=0',
        'the look at who gave a call back when its next team is chosen',
        'violated  !((passedOver&',
      ),
      asserted('NO_SWEEPER ALONE DISTURBANCES=0', 'the sweeper', 'attempt[a]!='),
      asserted('TWO_HOLDS ALONE DISTURBANCES=0', 'the refusal of a second hold of a call', 'hold[(1-a)]'),
    ],
  },
];
