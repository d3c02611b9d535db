import type { graphql } from '../api/graphql.ts';

export type MovingSlot = ReturnType<typeof graphql.scalar<'MovingSlot'>>;

/** The parts of a day in which a team moves a home, with their hours in Seoul. */
export const slots: Readonly<Record<MovingSlot, { readonly label: string; readonly hours: string }>> = {
  ALL_DAY: { label: '종일', hours: '오전 8시~오후 6시' },
  MORNING: { label: '오전', hours: '오전 8시~오후 1시' },
  AFTERNOON: { label: '오후', hours: '오후 1시~6시' },
};

/** Narrows the value of a form control. */
export const isSlot = (value: string): value is MovingSlot => Object.hasOwn(slots, value);

export const allSlots: readonly MovingSlot[] = Object.keys(slots).filter(isSlot);
