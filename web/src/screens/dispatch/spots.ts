import type { Day } from '@movecall/values/days';
import { slotLabels } from '@movecall/values/slots';
import type { MovingSlot } from '../../format/slot.ts';
import { formatDay } from '../../format/time.ts';
import type { BoardJob, PlanBoard } from './plan-board.ts';

/** A place on the board where a call can be put: a team's day, or half of it. */
export interface Spot {
  readonly moverId: string;
  readonly date: Day;
  readonly slot: MovingSlot;
}

export const isSameSpot = (one: Spot, other: Spot): boolean =>
  one.moverId === other.moverId && one.date === other.date && one.slot === other.slot;

/** Whether a spot is at the time that a call has; elsewhere its price may be another one. */
export const isAtItsTime = ({ date, slot }: BoardJob, spot: Spot): boolean =>
  spot.date === date && spot.slot === slot;

/** Where a call is; null for one that waits. */
export const spotOf = ({ held, date, slot }: BoardJob): Spot | null =>
  held && { moverId: held.moverId, date, slot };

/** The parts of a day that a call can be put into. */
export const slotsFor = ({ slot }: BoardJob): readonly MovingSlot[] =>
  slot === 'ALL_DAY' ? ['ALL_DAY'] : ['MORNING', 'AFTERNOON'];

const overlap = (one: MovingSlot, other: MovingSlot): boolean =>
  one === other || one === 'ALL_DAY' || other === 'ALL_DAY';

/**
 * Why a call cannot be put somewhere, as far as the board tells; the server decides on the rest.
 *
 * @returns a sentence in Korean; null when nothing speaks against it
 */
export function refusalAt(board: PlanBoard, job: BoardJob, spot: Spot, today: Day): string | null {
  const row = board.rows.find(({ team }) => team.id === spot.moverId);
  const cell = row?.cells.find(({ date }) => date === spot.date);
  if (!row || !cell) return '이 팀은 지금 화면에 없어요.';
  if (spot.date < today) return '지난 날로는 옮길 수 없어요.';
  if (!row.team.available) return '지금 쉬고 있는 팀이에요.';
  if (cell.dayOff) return '팀이 쉬는 날이에요.';
  if (cell.jobs.some(({ callId, slot }) => callId !== job.callId && overlap(slot, spot.slot)))
    return '그 시간에 이미 이사가 있어요.';
  const { tons } = row.team;
  if (tons !== null && job.tons !== null && job.tons > tons) return `이 팀의 트럭은 ${tons}톤까지 실어요.`;
  return null;
}

/** The spot at which a call begins that is moved with the keyboard; null on a board without teams. */
export function firstSpot(board: PlanBoard, job: BoardJob): Spot | null {
  const [first] = board.rows;
  const date = board.days.includes(job.date) ? job.date : board.days[0];
  if (!first || date === undefined) return null;
  const own = board.rows.find(({ team }) => team.id === job.held?.moverId);
  return { moverId: (own ?? first).team.id, date, slot: job.slot };
}

/** The spot to which a key leads; the same one at the edge of the board, and for other keys. */
export function stepped(board: PlanBoard, job: BoardJob, spot: Spot, key: string): Spot {
  const slots = slotsFor(job);
  const column = board.days.indexOf(spot.date);
  // Halves of a day stand one above the other: down leads from the morning to the afternoon, and then to the next team.
  const line =
    board.rows.findIndex(({ team }) => team.id === spot.moverId) * slots.length + slots.indexOf(spot.slot);
  const last = { column: board.days.length - 1, line: board.rows.length * slots.length - 1 };
  const at = (wantedColumn: number, wantedLine: number): Spot => {
    const nth = Math.min(Math.max(wantedLine, 0), last.line);
    const row = board.rows[Math.floor(nth / slots.length)];
    const date = board.days[Math.min(Math.max(wantedColumn, 0), last.column)];
    const slot = slots[nth % slots.length];
    return row && date !== undefined && slot ? { moverId: row.team.id, date, slot } : spot;
  };
  switch (key) {
    case 'ArrowLeft':
      return at(column - 1, line);
    case 'ArrowRight':
      return at(column + 1, line);
    case 'ArrowUp':
      return at(column, line - 1);
    case 'ArrowDown':
      return at(column, line + 1);
    case 'Home':
      return at(0, line);
    case 'End':
      return at(last.column, line);
    default:
      return spot;
  }
}

/** `백영곤 팀, 12월 7일 (월) 오전`. */
export const spotText = (board: PlanBoard, { moverId, date, slot }: Spot): string => {
  const team = board.rows.find((row) => row.team.id === moverId)?.team.name ?? '';
  return `${team} 팀, ${formatDay(date)} ${slotLabels[slot].label}`;
};
