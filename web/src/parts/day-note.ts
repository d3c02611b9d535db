import type { Day } from '@movecall/values/days';

/** The room that teams have left. */
export type Room = 'OPEN' | 'FEW' | 'FULL';

/** What is known about a day on which one could move. */
export interface DayNote {
  /** KRW; null when the move has no price yet. */
  readonly total: number | null;
  /** In the chosen part of the day; null when it is not known. */
  readonly room: Room | null;
  /** The name of a public holiday. */
  readonly holiday: string | null;
}

/** The notes of the days in view. Days without one are plain days of a calendar. */
export interface DayNotes {
  readonly isLoading: boolean;
  readonly byDay: ReadonlyMap<Day, DayNote>;
}

/** As a calendar has space for. An open day needs no word. */
export const roomMarks: Readonly<Record<Room, string | null>> = { OPEN: null, FEW: '임박', FULL: '마감' };

/** As a sentence. */
export const roomTexts: Readonly<Record<Room, string | null>> = {
  OPEN: null,
  FEW: '이사팀이 얼마 남지 않았어요.',
  FULL: '이사팀이 모두 찼어요.',
};
