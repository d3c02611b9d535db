import type { MoveType } from '@movecall/schema/events';
import type { Day } from '@movecall/values/days';
import { type Located, locate, type Place, type PlaceInput } from '@movecall/values/places';
import { parseTel, type Tel } from '@movecall/values/tel';
import { cleanText, parseLine } from '@movecall/values/text';
import type { Company } from '../company/company.ts';
import { type Refusal, refusal } from './mover-refusal.ts';
import { parseTeam, type Team, type TeamInput } from './team.ts';

/** A moving team with a vehicle. */
export interface Mover extends Team {
  readonly id: string;
  readonly name: string;
  readonly tel: Tel;
  /** 차량번호 without spaces: `34가4567` or `서울80바1234`. */
  readonly plate: string;
  readonly base: Place;
  /** The types of moves that it takes. */
  readonly moveTypes: readonly MoveType[];
  /** In order. */
  readonly daysOff: readonly Day[];
  /** Set by an operator. Whether the mover is free on a day also depends on its assignments. */
  readonly available: boolean;
  /** Its company; null for a team that belongs to none. */
  readonly company: Company | null;
  readonly registeredAt: Date;
}

/** What an operator enters to register a mover. */
export interface Registration extends Pick<Mover, 'name' | 'tel' | 'plate' | 'base' | 'moveTypes'>, Team {
  /** As it was entered: it may be malformed, or the id of no company. */
  readonly companyId: string | null;
}

export interface RegistrationInput extends TeamInput {
  readonly name: string;
  readonly tel: string;
  readonly plate: string;
  readonly base: PlaceInput;
  readonly moveTypes: readonly MoveType[];
  readonly companyId?: string | null | undefined;
}

/** Characters. */
const MAX_NAME_LENGTH = 50;

/**
 * Checks and normalises a registration.
 *
 * @returns the registration, or all refusals in the order of the input's fields
 */
export function parseRegistration(
  input: RegistrationInput,
): { readonly registration: Registration } | { readonly refusals: readonly Refusal[] } {
  const name = parseLine(input.name, MAX_NAME_LENGTH);
  const tel = parseTel(input.tel);
  const plate = parsePlate(input.plate);
  const located = locate(input.base);
  const base = located.status === 'FOUND' ? located.place : null;
  const moveTypes = typesTaken(input.moveTypes);
  const companyId = input.companyId ?? null;
  const parsed = parseTeam(input);
  if (
    name !== null &&
    tel !== null &&
    plate !== null &&
    base !== null &&
    moveTypes.length > 0 &&
    'team' in parsed
  )
    return { registration: { name, tel, plate, base, moveTypes, companyId, ...parsed.team } };
  const found: Refusal[] = [];
  if (name === null) found.push(refusal('INVALID_NAME'));
  if (tel === null) found.push(refusal('INVALID_TEL'));
  if (plate === null) found.push(refusal('INVALID_PLATE'));
  if (base === null) found.push(baseRefusal(located));
  if (moveTypes.length === 0) found.push(refusal('INVALID_MOVE_TYPES'));
  if ('refusals' in parsed) found.push(...parsed.refusals);
  return { refusals: found };
}

/** The types that a team takes: those that are named, and STANDARD besides packed moves. Whoever packs also carries what is packed. */
const typesTaken = (named: readonly MoveType[]): readonly MoveType[] => {
  const taken = new Set(named);
  if (taken.has('FULL_PACKING')) taken.add('STANDARD');
  return [...taken];
};

function baseRefusal(located: Located): Refusal {
  if (located.status !== 'AMBIGUOUS') return refusal('UNKNOWN_LOCATION');
  const ambiguous = refusal('AMBIGUOUS_LOCATION');
  const { candidates } = located;
  return { ...ambiguous, message: `${ambiguous.message} 예: ${candidates.join(', ')}`, candidates };
}

const REGIONS = '서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주';
/** Two or three digits, a syllable, four digits. Plates of commercial vehicles begin with their region. */
const PLATE = new RegExp(`^(?:${REGIONS})?[0-9]{2,3}[가-힣][0-9]{4}$`);

/** Normalises a Korean number plate: `12가3456`, `123가4567`, `서울 80바 1234`. @returns null for any other text */
export function parsePlate(text: string): string | null {
  const plate = cleanText(text)?.replaceAll(/[ -]/g, '');
  return plate !== undefined && PLATE.test(plate) ? plate : null;
}
