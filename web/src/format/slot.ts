import { slotLabels } from '@movecall/values/slots';
import type { graphql } from '../api/graphql.ts';

export type MovingSlot = ReturnType<typeof graphql.scalar<'MovingSlot'>>;

export const slots: Readonly<Record<MovingSlot, { readonly label: string; readonly hours: string }>> =
  slotLabels;

/** Narrows the value of a form control. */
export const isSlot = (value: string): value is MovingSlot => Object.hasOwn(slots, value);

export const allSlots: readonly MovingSlot[] = Object.keys(slots).filter(isSlot);
