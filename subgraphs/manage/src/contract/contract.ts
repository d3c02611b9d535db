import { type Decider, type Decision, facts } from '@movecall/decider/decider';
import type { StoredQuote } from '../quote/quote.ts';
import type { Company } from '../company/company.ts';

/**
 * The decisions about the contract of a call that was accepted with a quote.
 *
 *   NONE ──make──▶ OPEN, version 1 ──assign──▶ COMPLETE, version 1 ──another company──▶ COMPLETE, version 2 …
 *
 * The contract is made together with the order. The company is not known then: the first confirmed assignment completes it. What the
 * customer agreed to never changes. A company is written down as it was when it got the call; another company is a new version, and the
 * versions before it stay. Erasing leaves the contract as it is, for operators only.
 *
 * Another time, or another price, is a new version too. It has the company of the one before if its team keeps the call.
 *
 * The customer is told of a complete version once, and not before call has announced a mover of its company: until then the call may
 * turn out to be withdrawn or cancelled.
 */
export type ContractState =
  | { readonly status: 'NONE' }
  | (Kept & { readonly status: 'OPEN' })
  | (Kept & { readonly status: 'COMPLETE'; readonly company: Company; readonly isAnnounced: boolean });

interface Kept {
  readonly version: number;
  readonly agreement: Agreement;
  readonly isErased: boolean;
}

/** What a customer has agreed to, and how. */
export interface Agreement {
  /** Opaque id of the customer. */
  readonly ownerId: string;
  /** The customer's phone as call has sealed it. */
  readonly ownerTel: string;
  /** As accepted. It names the version of the terms. */
  readonly quote: StoredQuote;
  /** What is moved, as the catalogue had it then; null when the customer named a tonnage. */
  readonly items: readonly LoadedItem[] | null;
  readonly consentedAt: Date;
  /** PHONE: an operator agreed for the customer, who was on the phone. */
  readonly consentedBy: Consenter;
}

/** One line of the list of things to be moved. */
export interface LoadedItem {
  readonly code: string;
  /** In Korean. */
  readonly label: string;
  readonly count: number;
  /** Of one, in a truck. */
  readonly litres: number;
  /** Of one. */
  readonly kilograms: number;
}

export const consenters = ['CUSTOMER', 'PHONE'] as const;
export type Consenter = (typeof consenters)[number];

/** A version of a contract that has its company. */
export interface CompleteVersion {
  readonly version: number;
  readonly agreement: Agreement;
  readonly company: Company;
}

export type ContractCommand =
  | { readonly type: 'make'; readonly agreement: Agreement }
  /** The customer has agreed to something else. `keepsTeam`: the team that has the call has it still. */
  | { readonly type: 'amend'; readonly agreement: Agreement; readonly keepsTeam: boolean }
  /** A mover of a company has the call. `announced`: the customer knows of the mover already. */
  | { readonly type: 'assign'; readonly company: Company; readonly announced: boolean }
  /** The mover that has the call was announced to the customer. */
  | { readonly type: 'announce' }
  /** The personal data of the call, which is over, was erased. */
  | { readonly type: 'erase' };

export type ContractFact =
  | { readonly type: 'Made'; readonly agreement: Agreement }
  /** The next version; its company is null until a team is confirmed. */
  | {
      readonly type: 'Amended';
      readonly version: number;
      readonly agreement: Agreement;
      readonly company: Company | null;
    }
  /** A version has its company. */
  | ({ readonly type: 'Completed' } & CompleteVersion)
  /** The customer is to be told of a version. */
  | ({ readonly type: 'Announced' } & CompleteVersion)
  | { readonly type: 'Erased' };

export const initialContract: ContractState = { status: 'NONE' };

/** Repeating a command changes nothing. An order without a quote has no contract, so commands to it change nothing either. */
export const contractDecider: Decider<ContractState, ContractCommand, ContractFact> = { decide, evolve };

function decide(state: ContractState, command: ContractCommand): Decision<ContractFact> {
  switch (command.type) {
    case 'make':
      return state.status === 'NONE' ? facts({ type: 'Made', agreement: command.agreement }) : facts();
    case 'amend':
      return amend(state, command);
    case 'assign':
      return assign(state, command);
    case 'announce':
      return announce(state);
    case 'erase':
      return state.status === 'NONE' || state.isErased ? facts() : facts({ type: 'Erased' });
    default:
      return command satisfies never;
  }
}

function amend(
  state: ContractState,
  { agreement, keepsTeam }: Extract<ContractCommand, { type: 'amend' }>,
): Decision<ContractFact> {
  if (state.status === 'NONE') return facts();
  const company = keepsTeam && state.status === 'COMPLETE' ? state.company : null;
  return facts({ type: 'Amended', version: state.version + 1, agreement, company });
}

function assign(
  state: ContractState,
  { company, announced }: Extract<ContractCommand, { type: 'assign' }>,
): Decision<ContractFact> {
  if (state.status === 'NONE') return facts();
  if (state.status === 'COMPLETE' && state.company.id === company.id)
    return announced ? announce(state) : facts();
  const version = state.status === 'OPEN' ? state.version : state.version + 1;
  const complete = { version, agreement: state.agreement, company };
  const isTold = announced && !state.isErased;
  return facts<ContractFact>(
    { type: 'Completed', ...complete },
    ...(isTold ? [{ type: 'Announced' as const, ...complete }] : []),
  );
}

function announce(state: ContractState): Decision<ContractFact> {
  if (state.status !== 'COMPLETE' || state.isAnnounced || state.isErased) return facts();
  const { version, agreement, company } = state;
  return facts({ type: 'Announced', version, agreement, company });
}

function evolve(state: ContractState, fact: ContractFact): ContractState {
  if (fact.type === 'Made') return { status: 'OPEN', version: 1, agreement: fact.agreement, isErased: false };
  // The other facts are about a contract that is there.
  if (state.status === 'NONE') return state;
  switch (fact.type) {
    case 'Completed':
      return {
        ...state,
        status: 'COMPLETE',
        version: fact.version,
        company: fact.company,
        isAnnounced: false,
      };
    case 'Amended': {
      const { version, agreement, company } = fact;
      const kept = { version, agreement, isErased: state.isErased };
      return company === null
        ? { ...kept, status: 'OPEN' }
        : { ...kept, status: 'COMPLETE', company, isAnnounced: false };
    }
    case 'Announced':
      return state.status === 'COMPLETE' ? { ...state, isAnnounced: true } : state;
    case 'Erased':
      return { ...state, isErased: true };
    default:
      return fact satisfies never;
  }
}
