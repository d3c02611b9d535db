/** Whole won. */
export type Won = number;

/** What is owed, and what is not any more. */
export const chargeKinds = ['DEPOSIT_DUE', 'BALANCE_DUE', 'FARE_WAIVED', 'PENALTY', 'COMPENSATION'] as const;
export type ChargeKind = (typeof chargeKinds)[number];

/** Money that changed hands. A correction changes what was recorded before. */
export const paymentKinds = ['DEPOSIT', 'BALANCE', 'EXTRA', 'REFUND', 'CORRECTION'] as const;
export type PaymentKind = (typeof paymentKinds)[number];

export const paymentMethods = ['CASH', 'TRANSFER', 'CARD'] as const;
export type PaymentMethod = (typeof paymentMethods)[number];

export const recorders = ['OPERATOR', 'TEAM'] as const;
export type Recorder = (typeof recorders)[number];

interface EntryBase {
  /** 1, 2, 3 … within the ledger. */
  readonly number: number;
  /** By how much the entry changes what the customer has to pay: a payment is below zero. */
  readonly amount: Won;
  readonly at: Date;
}

/** A line of a ledger. It never changes. */
export type Entry = Charge | Payment;

export interface Charge extends EntryBase {
  readonly kind: ChargeKind;
  /** Of a compensation: the team that owes it, when it is not the end of the call that costs it. */
  readonly failed?: FailedTeam;
}

/** A team that did not keep its assignment. */
export interface FailedTeam {
  readonly assignmentId: string;
  /** Null for a team without a company. */
  readonly companyId: string | null;
}

export interface Payment extends EntryBase {
  readonly kind: PaymentKind;
  readonly method: PaymentMethod;
  readonly recordedBy: Recorder;
  /** Opaque id of the person. */
  readonly recorderId: string;
  readonly idempotencyKey: string;
}

export const isPayment = (entry: Entry): entry is Payment => 'method' in entry;

export interface Bill {
  /** What the customer owes; below zero, what the mover's side owes. */
  readonly total: Won;
  /** What the customer has paid, less what was paid back. */
  readonly paid: Won;
  /** What the customer has to pay still: the sum of all entries. Below zero, what the customer gets. */
  readonly due: Won;
}

/** The bill is nothing but its entries. */
export function billOf(entries: readonly Entry[]): Bill {
  const due = sumOf(entries);
  const total = sumOf(entries.filter((entry) => !isPayment(entry)));
  return { total, paid: total - due, due };
}

export const sumOf = (entries: readonly Entry[]): Won => entries.reduce((sum, { amount }) => sum + amount, 0);
