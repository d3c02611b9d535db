import {
  draggable,
  dropTargetForElements,
  monitorForElements,
} from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { type RefObject, useEffect, useEffectEvent } from 'react';
import { isSlot } from '../../format/slot.ts';
import type { BoardJob } from './plan-board.ts';
import type { Spot } from './spots.ts';

/** Moving cards with the pointer: the browser drags, and the board finds the spot beneath. */

/** Makes a card draggable. */
export function useDraggable(card: RefObject<HTMLElement | null>, job: BoardJob, onStart: () => void): void {
  const start = useEffectEvent(onStart);
  useEffect(() => {
    const element = card.current;
    if (!element) return undefined;
    return draggable({
      element,
      getInitialData: () => ({ callId: job.callId }),
      onDragStart: () => start(),
    });
  }, [card, job.callId]);
}

export interface DropOptions {
  /** Called while a card is over a spot, or over none. */
  readonly onOver: (spot: Spot | null) => void;
  readonly onDrop: (spot: Spot) => void;
  /** The card was dropped nowhere. */
  readonly onLeft: () => void;
}

/** Lets cards be dropped on the spots of an element: those with the attribute that `spotAttributes` makes. */
export function useDropArea(area: RefObject<HTMLElement | null>, options: DropOptions): void {
  const over = useEffectEvent(options.onOver);
  const dropped = useEffectEvent(options.onDrop);
  const left = useEffectEvent(options.onLeft);
  useEffect(() => {
    const element = area.current;
    if (!element) return undefined;
    const endArea = dropTargetForElements({ element });
    const endMonitor = monitorForElements({
      onDrag: ({ location }) => over(spotAt(location.current.input)),
      onDrop({ location }) {
        const spot = location.current.dropTargets.length > 0 ? spotAt(location.current.input) : null;
        if (spot) dropped(spot);
        else left();
      },
    });
    return () => {
      endArea();
      endMonitor();
    };
  }, [area]);
}

/** The attribute by which a spot is found beneath the pointer. */
export const spotAttributes = ({ moverId, date, slot }: Spot) => ({
  'data-spot': `${moverId} ${date} ${slot}`,
});

function spotAt({ clientX, clientY }: { readonly clientX: number; readonly clientY: number }): Spot | null {
  const found = document
    .elementsFromPoint(clientX, clientY)
    .find((element) => element instanceof HTMLElement && element.dataset['spot'] !== undefined);
  const [moverId, date, slot] =
    (found instanceof HTMLElement ? found.dataset['spot'] : undefined)?.split(' ') ?? [];
  return moverId !== undefined && date !== undefined && slot !== undefined && isSlot(slot)
    ? { moverId, date, slot }
    : null;
}
