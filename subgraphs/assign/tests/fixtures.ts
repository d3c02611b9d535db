import type { Cause } from '@movecall/eventlog';
import { locate, type Place } from '@movecall/values/places';
import { parseTel } from '@movecall/values/tel';
import { randomUUID } from 'node:crypto';
import type { CompanyDetails } from '../src/company/company.ts';
import { type CompanyInput, parseCompany } from '../src/company/company-input.ts';
import type { AssignmentRequest } from '../src/dispatch/dispatch.ts';
import type { Mover, Registration } from '../src/mover/mover.ts';

/** The cause of a command that no event led to. */
export const noCause: Cause = { causationId: null, traceparent: null };

/** When the tests take place: a Sunday noon in Seoul. */
export const NOW = new Date('2026-11-22T03:00:00.000Z');
export const TODAY = '2026-11-22';
export const DAY = '2026-12-01';
export const NEXT_DAY = '2026-12-02';

export function place(address: string): Place {
  const found = locate({ address });
  if (found.status !== 'FOUND') throw new Error(`${address} is not an address that locate knows.`);
  return found.place;
}

let registered = 0;

/** A registration with a phone that no other one has. */
export function aRegistration(): Registration {
  const tel = parseTel(`0105${String((registered += 1)).padStart(7, '0')}`);
  if (!tel) throw new Error('This file has no phones left.');
  return {
    name: `이사팀 ${registered}`,
    tel,
    plate: '12가3456',
    base: place('마포구'),
    moveTypes: ['FULL_PACKING', 'HALF_PACKING'],
    companyId: null,
    crew: null,
    tons: null,
    serviceArea: { radiusKm: 30 },
    slotsPerDay: 2,
    members: [],
  };
}

/** A company as an operator enters it. */
export const companyInput: CompanyInput = {
  name: '한강이사',
  representative: '김한결',
  registrationNumber: '120-81-47521',
  permitNumber: '서울 제2019-0105호',
  insuredUntil: '2027-12-31',
  phone: '02-6100-1234',
  address: '서울 마포구 월드컵북로 400',
};

/** The same, checked. */
export function companyDetails(changes: Partial<CompanyInput> = {}): CompanyDetails {
  const parsed = parseCompany({ ...companyInput, ...changes }, NOW);
  if ('problems' in parsed)
    throw new Error(`${parsed.problems[0]?.code} is wrong with the company of a test`);
  return parsed.details;
}

/** A mover as it is once it has been registered. */
export function aMover(mover: Partial<Mover> = {}): Mover {
  const { companyId: _none, ...registration } = aRegistration();
  const fresh = { available: true, company: null, daysOff: [], registeredAt: NOW };
  return { id: 'mover', ...registration, ...fresh, ...mover };
}

let requested = 0;

/** A request for a mover; of two, the one that was made first is the older one. */
export const aRequest = (request: Partial<AssignmentRequest> = {}): AssignmentRequest => ({
  callId: randomUUID(),
  ownerId: randomUUID(),
  ownerTel: null,
  moveType: 'FULL_PACKING',
  location: place('마포구'),
  movingOn: DAY,
  slot: 'ALL_DAY',
  tons: null,
  cost: 1_500_000,
  hasQuote: false,
  requestedAt: new Date(NOW.getTime() + (requested += 1)),
  ...request,
});

export const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
