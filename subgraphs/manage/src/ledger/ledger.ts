import { type Decider, type Decision, facts, refusal } from '@movecall/decider/decider';
import { type Day, seoulDay } from '@movecall/values/days';
import { endingOf, owedAfter, type Side } from '../terms/cancellation.ts';
import { termsOf } from '../terms/standard-terms.ts';
import { correctionsAfter, isCompensated, owedAtEnd } from './failed-teams.ts';
import {
  billOf,
  type Charge,
  type ChargeKind,
  type Entry,
  type FailedTeam,
  isPayment,
  type Payment,
  type PaymentKind,
  type PaymentMethod,
  type Recorder,
  sumOf,
  type Won,
} from './entry.ts';

/**
 * The decisions about the ledger of an order with a quote. Entries are only added.
 *
 *   NONE ──open──▶ OPEN ──cancel──▶ CANCELLED
 *
 * A team that gives the call back, or does not come, owes compensation at once; the call and its payments go on. If the customer ends the
 * call then, nothing is owed for that. If the mover's side ends it, what its teams owe already counts. So a drop and a cancel end at the
 * same sum, whichever is told of first.
 *
 * Another fare adds the difference. A cancel waives the fare, and adds what the standard terms say. Payments are recorded in both states, since money is paid and paid
 * back after a cancel too. What was paid is no condition of any entry: so payments, corrections and a cancel end at the same sum in
 * whatever order they come. An order without a quote has no ledger: nothing is owed for it.
 */
export type LedgerState =
  | { readonly status: 'NONE' }
  | (LedgerHead & { readonly status: 'OPEN' | 'CANCELLED'; readonly entries: readonly Entry[] });

export interface LedgerHead {
  readonly fare: Won;
  /** The version of the standard terms. */
  readonly terms: string;
  readonly movingOn: Day;
}

export interface PaymentRequest {
  readonly kind: PaymentKind;
  /** What changed hands, above zero. A correction is what it adds to the amount paid, and may be below zero. */
  readonly amount: Won;
  readonly method: PaymentMethod;
  readonly recordedBy: Recorder;
  /** Opaque id of the person. */
  readonly recorderId: string;
  readonly idempotencyKey: string;
}

export type LedgerCommand =
  | { readonly type: 'open'; readonly head: LedgerHead; readonly deposit: Won; readonly at: Date }
  | {
      readonly type: 'cancel';
      readonly side: Side;
      readonly teamConfirmed: boolean;
      /** When the call was cancelled; its day in Seoul counts. */
      readonly at: Date;
    }
  | {
      readonly type: 'compensate';
      /** The assignment that the team did not keep: each is compensated once. */
      readonly assignmentId: string;
      /** The company that owes it; null for a team without one. */
      readonly companyId: string | null;
      /** Whether the team did not come, without a word. */
      readonly noShow: boolean;
      /** When the team gave it back; its day in Seoul counts. */
      readonly at: Date;
    }
  /** Another fare was agreed on. */
  | { readonly type: 'reprice'; readonly fare: Won; readonly at: Date }
  | { readonly type: 'recordPayment'; readonly payment: PaymentRequest; readonly at: Date };

export type LedgerFact =
  | { readonly type: 'Opened'; readonly head: LedgerHead }
  | { readonly type: 'Repriced'; readonly fare: Won }
  | { readonly type: 'Entered'; readonly entry: Entry };

export type LedgerRefusal =
  /** The order has no quote, so it has no ledger. */
  'NO_CONTRACT' | 'INVALID_AMOUNT' | 'IDEMPOTENCY_KEY_REUSED' | 'TOO_MANY_PAYMENTS';

type LedgerDecision = Decision<LedgerFact, LedgerRefusal>;

export const initialLedger: LedgerState = { status: 'NONE' };

/** Repeating a command changes nothing. */
export const ledgerDecider: Decider<LedgerState, LedgerCommand, LedgerFact, LedgerRefusal> = {
  decide,
  evolve,
};

function decide(state: LedgerState, command: LedgerCommand): LedgerDecision {
  switch (command.type) {
    case 'open':
      return state.status === 'NONE' ? open(command.head, command.deposit, command.at) : facts();
    case 'reprice':
      return state.status === 'OPEN' ? reprice(state, command.fare, command.at) : facts();
    case 'cancel':
      return state.status === 'OPEN' ? cancel(state, command) : facts();
    case 'compensate':
      return state.status === 'NONE' ? facts() : compensate(state, command);
    case 'recordPayment':
      return state.status === 'NONE'
        ? refusal('NO_CONTRACT')
        : recordPayment(state.entries, command.payment, command.at);
    default:
      return command satisfies never;
  }
}

type OpenLedger = Exclude<LedgerState, { status: 'NONE' }>;

function open(head: LedgerHead, deposit: Won, at: Date): LedgerDecision {
  const charges = chargesAfter([], at, [
    ['DEPOSIT_DUE', deposit],
    ['BALANCE_DUE', head.fare - deposit],
  ]);
  return facts({ type: 'Opened', head }, ...charges);
}

/** The deposit stays as it was agreed on; the balance takes the difference. */
const reprice = (state: OpenLedger, fare: Won, at: Date): LedgerDecision =>
  fare === state.fare
    ? facts()
    : facts(
        { type: 'Repriced', fare },
        ...chargesAfter(state.entries, at, [['BALANCE_DUE', fare - state.fare]]),
      );

function cancel(
  { fare, terms, movingOn, entries }: OpenLedger,
  { side, teamConfirmed, at }: Extract<LedgerCommand, { type: 'cancel' }>,
): LedgerDecision {
  const ending = endingOf({ side, teamConfirmed, cancelledOn: seoulDay(at), movingOn });
  const { penalty, compensation } = owedAtEnd(entries, owedAfter(termsOf(terms), ending, fare));
  return facts(
    ...chargesAfter(entries, at, [
      ['FARE_WAIVED', -sumOf(entries.filter(isFare))],
      ['PENALTY', penalty],
      ['COMPENSATION', -compensation],
    ]),
  );
}

/** What a cancel does not waive: what it costs itself. */
const isFare = (entry: Entry): boolean =>
  !isPayment(entry) && entry.kind !== 'PENALTY' && entry.kind !== 'COMPENSATION';

function compensate(
  { fare, terms, movingOn, entries }: OpenLedger,
  { assignmentId, companyId, noShow, at }: Extract<LedgerCommand, { type: 'compensate' }>,
): LedgerDecision {
  if (isCompensated(entries, assignmentId)) return facts();
  const dropped = { side: 'MOVER', teamConfirmed: true, cancelledOn: seoulDay(at), movingOn } as const;
  const ending = noShow ? 'MOVER_WITHOUT_NOTICE' : endingOf(dropped);
  const { compensation } = owedAfter(termsOf(terms), ending, fare);
  const corrections = correctionsAfter(entries, compensation);
  return facts(
    ...chargesAfter(entries, at, [
      ['COMPENSATION', -compensation, { assignmentId, companyId }],
      ['PENALTY', corrections.penalty],
      ['COMPENSATION', -corrections.compensation],
    ]),
  );
}

/** Charges of nothing are left out. */
const chargesAfter = (
  entries: readonly Entry[],
  at: Date,
  charges: readonly (readonly [kind: ChargeKind, amount: Won, failed?: FailedTeam])[],
): readonly LedgerFact[] =>
  charges
    .filter(([, amount]) => amount !== 0)
    .map(([kind, amount, failed], nth) => {
      const entry: Charge = { number: entries.length + 1 + nth, kind, amount, at, ...(failed && { failed }) };
      return { type: 'Entered', entry };
    });

/** As for the fare of a call. */
const MOST_PAID: Won = 100_000_000;
/** What the public schema can say. */
const LARGEST_SUM: Won = 2 ** 31 - 1;
/** More would be a mistake, and every reader of the bill would pay for it. */
const MOST_PAYMENTS = 100;

function recordPayment(entries: readonly Entry[], request: PaymentRequest, at: Date): LedgerDecision {
  const { kind, amount, ...rest } = request;
  const payments = entries.filter(isPayment);
  const entry: Payment = { number: entries.length + 1, kind, amount: dueChange(request), at, ...rest };
  const before = payments.find(({ idempotencyKey }) => idempotencyKey === request.idempotencyKey);
  if (before) return isSame(before, entry) ? facts() : refusal('IDEMPOTENCY_KEY_REUSED');
  const isWritten = Number.isInteger(amount) && amount !== 0 && (amount > 0 || kind === 'CORRECTION');
  const { paid, due } = billOf([...entries, entry]);
  const largest = Math.max(Math.abs(paid), Math.abs(due));
  if (!isWritten || Math.abs(amount) > MOST_PAID || largest > LARGEST_SUM) return refusal('INVALID_AMOUNT');
  if (payments.length >= MOST_PAYMENTS) return refusal('TOO_MANY_PAYMENTS');
  return facts({ type: 'Entered', entry });
}

const dueChange = ({ kind, amount }: PaymentRequest): Won => (kind === 'REFUND' ? amount : -amount);

const isSame = (one: Payment, other: Payment): boolean =>
  one.kind === other.kind && one.amount === other.amount && one.method === other.method;

function evolve(state: LedgerState, fact: LedgerFact): LedgerState {
  if (fact.type === 'Opened') return { status: 'OPEN', ...fact.head, entries: [] };
  // The other facts are about a ledger that is there.
  if (state.status !== 'NONE' && fact.type === 'Repriced') return { ...state, fare: fact.fare };
  return state.status === 'NONE' || fact.type === 'Repriced'
    ? state
    : ledgerOf(state, [...state.entries, fact.entry]);
}

/** The state that a head and its entries make. */
export const ledgerOf = ({ fare, terms, movingOn }: LedgerHead, entries: readonly Entry[]): OpenLedger => ({
  status: entries.some(({ kind }) => kind === 'FARE_WAIVED') ? 'CANCELLED' : 'OPEN',
  fare,
  terms,
  movingOn,
  entries,
});
