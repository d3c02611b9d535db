import { addDays, isDay, seoulDay } from '@movecall/values/days';
import { parsePhone } from '@movecall/values/phone';
import { parseRegistrationNumber } from '@movecall/values/registration-number';
import { parseLine } from '@movecall/values/text';
import type { CompanyDetails, DispatchMode } from './company.ts';
import { companyProblem, type CompanyProblem, type CompanyProblemCode } from './company-problem.ts';

/** A company as an operator enters it. */
export type CompanyInput = { readonly [Field in Exclude<keyof CompanyDetails, 'dispatchMode'>]: string } & {
  readonly dispatchMode?: DispatchMode | null | undefined;
};

/** Characters. */
const MAX_NAME_LENGTH = 50;
const MAX_ADDRESS_LENGTH = 200;
/** An insurance is for a year or a few. A later day is a typing error. */
const MAX_INSURED_DAYS = 10 * 366;

/**
 * Checks and normalises what an operator enters about a company.
 *
 * @param now decides which day is today in Seoul
 * @returns the details, or all problems in the order of the input's fields
 */
export function parseCompany(
  input: CompanyInput,
  now: Date,
): { readonly details: CompanyDetails } | { readonly problems: readonly CompanyProblem[] } {
  const name = parseLine(input.name, MAX_NAME_LENGTH);
  const representative = parseLine(input.representative, MAX_NAME_LENGTH);
  const registrationNumber = parseRegistrationNumber(input.registrationNumber);
  const permitNumber = parseLine(input.permitNumber, MAX_NAME_LENGTH);
  const insuredUntil = parseInsuredUntil(input.insuredUntil, now);
  const phone = parsePhone(input.phone);
  const address = parseLine(input.address, MAX_ADDRESS_LENGTH);
  if (
    name !== null &&
    representative !== null &&
    registrationNumber !== null &&
    permitNumber !== null &&
    insuredUntil !== null &&
    phone !== null &&
    address !== null
  )
    return {
      details: {
        name,
        representative,
        registrationNumber,
        permitNumber,
        insuredUntil,
        phone,
        address,
        dispatchMode: input.dispatchMode ?? null,
      },
    };
  const checked: readonly [CompanyProblemCode, string | null][] = [
    ['INVALID_NAME', name],
    ['INVALID_REPRESENTATIVE', representative],
    ['INVALID_REGISTRATION_NUMBER', registrationNumber],
    ['INVALID_PERMIT_NUMBER', permitNumber],
    ['INVALID_INSURED_UNTIL', insuredUntil],
    ['INVALID_PHONE', phone],
    ['INVALID_ADDRESS', address],
  ];
  return { problems: checked.flatMap(([code, value]) => (value === null ? [companyProblem(code)] : [])) };
}

/** A company whose insurance has run out cannot be entered: it gets no work. */
function parseInsuredUntil(text: string, now: Date): string | null {
  const today = seoulDay(now);
  return isDay(text) && text >= today && text <= addDays(today, MAX_INSURED_DAYS) ? text : null;
}
