import { parseTel, type Tel } from '@movecall/values/tel';
import { type Refusal, refusal } from './mover-refusal.ts';
import {
  parseServiceArea,
  type ParsedArea,
  type ServiceArea,
  type ServiceAreaInput,
} from './service-area.ts';
import type { SlotsPerDay } from '../slots.ts';

/** What a team can do. */
export interface Team {
  /** People; null when nobody said. */
  readonly crew: number | null;
  /** The largest load that its truck takes; null for any. */
  readonly tons: number | null;
  readonly serviceArea: ServiceArea;
  readonly slotsPerDay: SlotsPerDay;
  /** The other phones that sign in as the team, each once. */
  readonly members: readonly Tel[];
}

/** What an operator enters about it. What is absent or null is as usual: any load, 30 km, two half days, nobody else. */
export interface TeamInput {
  readonly crew?: number | null | undefined;
  readonly tons?: number | null | undefined;
  readonly serviceArea?: ServiceAreaInput | null | undefined;
  readonly slotsPerDay?: number | null | undefined;
  readonly members?: readonly string[] | null | undefined;
}

/** The sizes of trucks. Those of the price book are among them. */
const TRUCK_TONS: readonly number[] = [1, 2.5, 3.5, 5, 7.5, 10];
const MAX_CREW = 20;
/** As many as it may have people. */
const MAX_MEMBERS = MAX_CREW;
const USUAL_SLOTS_PER_DAY = 2;

/** @returns the team, or all refusals in the order of the input's fields */
export function parseTeam(
  input: TeamInput,
): { readonly team: Team } | { readonly refusals: readonly Refusal[] } {
  const { crew = null, tons = null } = input;
  const parsed = parseServiceArea(input.serviceArea);
  const slotsPerDay = input.slotsPerDay ?? USUAL_SLOTS_PER_DAY;
  const members = parseMembers(input.members ?? []);
  const found: Refusal[] = [];
  if (crew !== null && !(Number.isInteger(crew) && crew >= 1 && crew <= MAX_CREW))
    found.push(refusal('INVALID_CREW'));
  if (tons !== null && !TRUCK_TONS.includes(tons)) found.push(refusal('INVALID_TONS'));
  if ('problem' in parsed) found.push(areaRefusal(parsed));
  if (!isSlotsPerDay(slotsPerDay)) found.push(refusal('INVALID_SLOTS_PER_DAY'));
  if (members === null) found.push(refusal('INVALID_MEMBERS'));
  return 'area' in parsed && isSlotsPerDay(slotsPerDay) && members !== null && found.length === 0
    ? { team: { crew, tons, serviceArea: parsed.area, slotsPerDay, members } }
    : { refusals: found };
}

/**
 * What an operator changes of a team. What is absent stays as it is.
 *
 * @returns the changes, or all refusals in the order of the input's fields
 */
export function parseTeamChanges(
  input: TeamInput,
): { readonly changes: Partial<Team> } | { readonly refusals: readonly Refusal[] } {
  const parsed = parseTeam(input);
  if ('refusals' in parsed) return parsed;
  const named = Object.entries(parsed.team).filter(([key]) => input[key as keyof Team] !== undefined);
  return { changes: Object.fromEntries(named) };
}

/** @returns each phone once; null when one is no mobile number, or there are too many */
function parseMembers(texts: readonly string[]): readonly Tel[] | null {
  if (texts.length > MAX_MEMBERS) return null;
  const tels = new Set(texts.map(parseTel));
  return tels.has(null) ? null : [...tels].filter((tel) => tel !== null);
}

const isSlotsPerDay = (count: number): count is SlotsPerDay => count === 1 || count === 2;

function areaRefusal(parsed: Exclude<ParsedArea, { area: ServiceArea }>): Refusal {
  if (parsed.problem === 'RADIUS') return refusal('INVALID_RADIUS');
  const wrong = refusal('INVALID_SIGUNGU');
  return parsed.name === null ? wrong : { ...wrong, message: `${wrong.message} (${parsed.name})` };
}
