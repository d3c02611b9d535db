import { type Decider, type Decision, facts, refusal } from '@movecall/decider/decider';
import type { Day } from '@movecall/values/days';
import type { Phone } from '@movecall/values/phone';
import type { RegistrationNumber } from '@movecall/values/registration-number';

/** What a moving company (이사업체) says of itself. Contracts and the page before consent show it. */
export interface CompanyDetails {
  readonly name: string;
  readonly representative: string;
  readonly registrationNumber: RegistrationNumber;
  /** Of its permit to carry goods (화물자동차 운송주선사업 허가), as it is written there. */
  readonly permitNumber: string;
  /** The last day on which its insurance covers a move. */
  readonly insuredUntil: Day;
  readonly phone: Phone;
  readonly address: string;
  /** Null leaves it as it is; a new company has AUTO. */
  readonly dispatchMode: DispatchMode | null;
}

/** How its teams get calls: at once, or they are asked before. */
export const dispatchModes = ['AUTO', 'OFFER'] as const;
export type DispatchMode = (typeof dispatchModes)[number];

export interface Company extends CompanyDetails {
  readonly id: string;
  readonly dispatchMode: DispatchMode;
}

/**
 * The decisions about a company.
 *
 *   NONE ──register──▶ REGISTERED ──update──▶ REGISTERED
 *
 * No two companies have the same registration number.
 */
export interface CompanyState {
  /** Null before it is registered. */
  readonly company: Company | null;
  /** The registration numbers that commands name and other companies have. */
  readonly taken: ReadonlySet<RegistrationNumber>;
  /** The days of the jobs for which it must be insured, from today on, each as often as it has jobs. */
  readonly insuredJobs: readonly Day[];
}

export type CompanyCommand =
  | { readonly type: 'register'; readonly id: string; readonly details: CompanyDetails }
  | { readonly type: 'update'; readonly id: string; readonly details: CompanyDetails };

/** All details of the company, as they are from now on. */
export type CompanyFact =
  | { readonly type: 'Registered'; readonly company: Company }
  | {
      readonly type: 'Updated';
      readonly company: Company;
      /** The days of the jobs that its insurance covers no more. */
      readonly uninsuredDays: readonly Day[];
    };

/** Another company has the registration number; there is no such company. */
export type CompanyRefusal = 'COMPANY_ALREADY_REGISTERED' | 'NOT_FOUND';

/** Repeating an update changes nothing. */
export const companyDecider: Decider<CompanyState, CompanyCommand, CompanyFact, CompanyRefusal> = {
  decide,
  evolve: (state, { company }) => ({ ...state, company }),
};

function decide(
  { company: known, taken, insuredJobs }: CompanyState,
  { type, id, details }: CompanyCommand,
): Decision<CompanyFact, CompanyRefusal> {
  if (type === 'update' && !known) return refusal('NOT_FOUND');
  if (taken.has(details.registrationNumber)) return refusal('COMPANY_ALREADY_REGISTERED');
  const dispatchMode = details.dispatchMode ?? known?.dispatchMode ?? 'AUTO';
  const company = { id, ...details, dispatchMode };
  if (!known) return facts({ type: 'Registered', company });
  const uninsuredDays = insuredJobs.filter((day) => company.insuredUntil < day && day <= known.insuredUntil);
  return isSame(known, company) ? facts() : facts({ type: 'Updated', company, uninsuredDays });
}

const isSame = (a: Company, b: Company): boolean =>
  (Object.keys(a) as (keyof Company)[]).every((key) => a[key] === b[key]);
