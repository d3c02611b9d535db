import { createIdentitySigner, IDENTITY_HEADER } from '@movecall/identity';
import { addDays, type Day, seoulDay } from '@movecall/values/days';
import { type FirstCompany, firstCompanies, type FirstMover } from './first-data.ts';
import type { LaunchContext } from './services.ts';

const FIND_COMPANY = 'query ($number: String!) { company(registrationNumber: $number) { id } }';
const REGISTER_COMPANY = `mutation ($input: CompanyInput!) {
  registerCompany(input: $input) { company { id } userErrors { code } }
}`;
const REGISTER_MOVER = `mutation ($input: RegisterMoverInput!) {
  registerMover(input: $input) { mover { id } userErrors { code } }
}`;

const TIMEOUT_MS = 10_000;
const INSURED_DAYS = 2 * 365;

type UserErrors = readonly { readonly code: string }[];
type Ask = <T>(query: string, variables: object) => Promise<T>;

/**
 * Registers the first companies and movers with assign, as an operator does. Those that are registered already stay as they are.
 *
 * @returns how many movers are new
 * @throws Error when assign refuses a company or a mover for another reason
 */
export async function seedMovers({
  origins,
  secrets,
  clockAheadMs = 0,
}: Pick<LaunchContext, 'origins' | 'secrets' | 'clockAheadMs'>): Promise<number> {
  const today = seoulDay(new Date(Date.now() + clockAheadMs));
  const ask = await askAsOperator(`${origins['assign']}/graphql`, secrets.IDENTITY_KEY);
  let registered = 0;
  for (const { company, movers } of firstCompanies) {
    const companyId = await companyOf(ask, company, addDays(today, INSURED_DAYS));
    for (const mover of movers) if (await registerMover(ask, mover, companyId)) registered += 1;
  }
  return registered;
}

async function askAsOperator(url: string, identityKey: string): Promise<Ask> {
  const signer = createIdentitySigner(new Uint8Array(Buffer.from(identityKey, 'base64')));
  const identity = await signer.sign({ id: 'first-data', role: 'OPERATOR', moverId: null });
  return async <T>(query: string, variables: object): Promise<T> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [IDENTITY_HEADER]: identity },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const { data, errors = [] } = (await response.json()) as { data?: T; errors?: { message: string }[] };
    if (data && errors.length === 0) return data;
    const messages = errors.map(({ message }) => message).join(', ');
    throw new Error(`assign refused the seed data: ${messages || `HTTP status ${response.status}`}`);
  };
}

/** The id of a company, which is registered if it is missing. */
async function companyOf(ask: Ask, company: FirstCompany['company'], insuredUntil: Day): Promise<string> {
  const { company: known } = await ask<{ company: { id: string } | null }>(FIND_COMPANY, {
    number: company.registrationNumber,
  });
  if (known) return known.id;
  const { registerCompany: payload } = await ask<{
    registerCompany: { company: { id: string } | null; userErrors: UserErrors };
  }>(REGISTER_COMPANY, { input: { ...company, insuredUntil } });
  if (payload.company) return payload.company.id;
  throw refusedSeed(company.name, payload.userErrors);
}

/** @returns whether it is new */
async function registerMover(ask: Ask, mover: FirstMover, companyId: string): Promise<boolean> {
  const { registerMover: payload } = await ask<{
    registerMover: { mover: { id: string } | null; userErrors: UserErrors };
  }>(REGISTER_MOVER, {
    input: {
      ...mover,
      moveTypes: ['FULL_PACKING', 'HALF_PACKING', 'STANDARD'],
      companyId,
      serviceArea: { radiusKm: 30 },
    },
  });
  if (payload.mover) return true;
  if (payload.userErrors.some(({ code }) => code === 'ALREADY_REGISTERED')) return false;
  throw refusedSeed(mover.name, payload.userErrors);
}

const refusedSeed = (name: string, errors: UserErrors): Error =>
  new Error(`assign did not register ${name} of the seed data: ${errors.map(({ code }) => code).join(', ')}`);
