import type { MoveType } from '@movecall/schema/events';
import { type Located, locate, type Place, type PlaceInput } from '@movecall/values/places';
import { parseTel, type Tel } from '@movecall/values/tel';
import { cleanText, parseLine } from '@movecall/values/text';
import type { Company } from './company/company.ts';

/** A moving team with a vehicle. */
export interface Mover {
  readonly id: string;
  readonly name: string;
  readonly tel: Tel;
  /** 차량번호 without spaces: `34가4567` or `서울80바1234`. */
  readonly plate: string;
  readonly base: Place;
  /** The types of moves that it takes. */
  readonly moveTypes: readonly MoveType[];
  /** Set by an operator. Whether the mover is free on a day also depends on its assignments. */
  readonly available: boolean;
  /** Its company; null for a team that belongs to none. */
  readonly company: Company | null;
  readonly registeredAt: Date;
}

/** What an operator enters to register a mover. */
export interface Registration extends Pick<Mover, 'name' | 'tel' | 'plate' | 'base' | 'moveTypes'> {
  /** As it was entered: it may be malformed, or the id of no company. */
  readonly companyId: string | null;
}

export interface RegistrationInput {
  readonly name: string;
  readonly tel: string;
  readonly plate: string;
  readonly base: PlaceInput;
  readonly moveTypes: readonly MoveType[];
  readonly companyId?: string | null | undefined;
}

/** The refusal of a command about a mover. The message is shown to the operator. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly message: string;
  /** The path of the input field. */
  readonly field: readonly string[];
  /** With AMBIGUOUS_LOCATION: what the address of the base can mean. */
  readonly candidates?: readonly string[];
}

export type RefusalCode =
  | 'INVALID_NAME'
  | 'INVALID_TEL'
  | 'INVALID_PLATE'
  | 'UNKNOWN_LOCATION'
  | 'AMBIGUOUS_LOCATION'
  | 'INVALID_MOVE_TYPES'
  | 'UNKNOWN_COMPANY'
  | 'ALREADY_REGISTERED'
  | 'NOT_FOUND';

const refusals = {
  INVALID_NAME: { message: '업체 이름을 1~50자로 입력해 주세요.', field: ['input', 'name'] },
  INVALID_TEL: { message: '휴대폰번호를 확인해 주세요. 예: 010-1234-5678', field: ['input', 'tel'] },
  INVALID_PLATE: {
    message: '차량번호를 확인해 주세요. 예: 12가3456, 서울 80바 1234',
    field: ['input', 'plate'],
  },
  UNKNOWN_LOCATION: {
    message:
      '차고지를 찾을 수 없어요. 시·군·구 이름으로 시작하는 주소나 좌표가 있는 국내 주소를 입력해 주세요.',
    field: ['input', 'base', 'address'],
  },
  AMBIGUOUS_LOCATION: {
    message: '차고지와 이름이 같은 지역이 여러 곳이에요. 시·도와 함께 입력해 주세요.',
    field: ['input', 'base', 'address'],
  },
  INVALID_MOVE_TYPES: { message: '이사유형을 하나 이상 골라 주세요.', field: ['input', 'moveTypes'] },
  UNKNOWN_COMPANY: { message: '등록된 업체가 아니에요.', field: ['input', 'companyId'] },
  ALREADY_REGISTERED: { message: '이미 등록된 휴대폰번호예요.', field: ['input', 'tel'] },
  NOT_FOUND: { message: '이사업체를 찾을 수 없어요.', field: ['id'] },
} as const satisfies Record<RefusalCode, Omit<Refusal, 'code'>>;

export const refusal = (code: RefusalCode): Refusal => ({ code, ...refusals[code] });

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
  if (name !== null && tel !== null && plate !== null && base !== null && moveTypes.length > 0) {
    return { registration: { name, tel, plate, base, moveTypes, companyId } };
  }
  const found: Refusal[] = [];
  if (name === null) found.push(refusal('INVALID_NAME'));
  if (tel === null) found.push(refusal('INVALID_TEL'));
  if (plate === null) found.push(refusal('INVALID_PLATE'));
  if (base === null) found.push(baseRefusal(located));
  if (moveTypes.length === 0) found.push(refusal('INVALID_MOVE_TYPES'));
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
