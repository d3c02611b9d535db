import { phoneText } from '@movecall/values/tel';
import type { UserError } from '../../parts/user-errors.ts';
import { companyIdOf, NO_COMPANY } from './company-names.ts';

/** What a team can do, as it stands in the fields of a form. */
export interface TeamDraft {
  readonly companyId: string;
  readonly crew: string;
  readonly tons: Tons;
  readonly area: Area;
  readonly radiusKm: string;
  /** Names, with commas between them. */
  readonly sigungu: string;
  readonly slotsPerDay: SlotsPerDay;
  /** Further phones, with commas between them. */
  readonly members: string;
}

/** The largest load of a truck. The names of options are no numbers: an object would put those first. */
export const tons = {
  any: '모든 짐',
  t1: '1톤까지',
  't2.5': '2.5톤까지',
  't3.5': '3.5톤까지',
  t5: '5톤까지',
  't7.5': '7.5톤까지',
  t10: '10톤까지',
} as const;
type Tons = keyof typeof tons;

export const areas = { RADIUS: '차고지에서 몇 km까지', LIST: '시·군·구 이름으로' } as const;
type Area = keyof typeof areas;

export const slotsPerDay = { two: '오전과 오후에 한 번씩', one: '하루에 한 번' } as const;
type SlotsPerDay = keyof typeof slotsPerDay;

export const emptyTeam: TeamDraft = {
  companyId: NO_COMPANY,
  crew: '',
  tons: 'any',
  area: 'RADIUS',
  radiusKm: '30',
  sigungu: '',
  slotsPerDay: 'two',
  members: '',
};

/** A team as the server has it. */
interface KnownTeam {
  readonly company: { readonly id: string } | null;
  readonly crew: number | null;
  readonly tons: number | null;
  readonly slotsPerDay: number;
  readonly members: readonly string[] | null;
  readonly serviceArea: {
    readonly radiusKm: number | null;
    readonly sigungu: readonly string[] | null;
  } | null;
}

export function draftOf({
  company,
  crew,
  tons: load,
  slotsPerDay: slots,
  serviceArea,
  members,
}: KnownTeam): TeamDraft {
  const name = `t${load}`;
  const sigungu = serviceArea?.sigungu ?? null;
  return {
    companyId: company?.id ?? NO_COMPANY,
    crew: crew === null ? '' : String(crew),
    tons: isTons(name) ? name : 'any',
    area: sigungu ? 'LIST' : 'RADIUS',
    radiusKm: String(serviceArea?.radiusKm ?? emptyTeam.radiusKm),
    sigungu: sigungu?.join(', ') ?? '',
    slotsPerDay: slots === 1 ? 'one' : 'two',
    members: members?.map(phoneText).join(', ') ?? '',
  };
}

const isTons = (name: string): name is Tons => Object.hasOwn(tons, name);

/** The draft as an input of the server; the fields that are no numbers must be none of `unreadableIn`. */
export const teamInputOf = (draft: TeamDraft) => ({
  companyId: companyIdOf(draft.companyId),
  crew: draft.crew.trim() === '' ? null : Number(draft.crew),
  tons: draft.tons === 'any' ? null : Number(draft.tons.slice(1)),
  serviceArea:
    draft.area === 'LIST' ? { sigungu: namesIn(draft.sigungu) } : { radiusKm: Number(draft.radiusKm) },
  slotsPerDay: draft.slotsPerDay === 'one' ? 1 : 2,
  members: namesIn(draft.members),
});

const namesIn = (text: string): string[] =>
  text
    .split(/[,\n]/)
    .map((name) => name.trim())
    .filter((name) => name !== '');

const WHOLE = /^\d{1,4}$/;

/** What cannot be sent, since it is no number. */
export function unreadableIn({ crew, area, radiusKm }: TeamDraft): readonly UserError[] {
  const wrong: string[][] = [];
  if (crew.trim() !== '' && !WHOLE.test(crew.trim())) wrong.push(['input', 'crew']);
  if (area === 'RADIUS' && !WHOLE.test(radiusKm.trim())) wrong.push(['input', 'serviceArea', 'radiusKm']);
  return wrong.map((field) => ({
    code: 'NO_NUMBER',
    message: '숫자로 적어 주세요.',
    field,
    retryAfterSeconds: null,
  }));
}
