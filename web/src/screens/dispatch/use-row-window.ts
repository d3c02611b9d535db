import { type RefObject, useEffect, useState } from 'react';

/** The height of a row, in rem: a day with two halves. */
const ROW_REM = 4.25;
/** Rows beyond the edge that are kept, so that fast scrolling shows no gap. */
const BEYOND = 4;

export interface RowWindow {
  /** Pixels. */
  readonly rowHeight: number;
  /** The numbers of the rows to render, in order. */
  readonly rows: readonly number[];
}

/** What is seen of the rows, in whole rows. It stays the same object until another row comes into view. */
interface View {
  /** The first row, and the one after the last: they may lie beyond the ends. */
  readonly first: number;
  readonly end: number;
  readonly rowHeight: number;
}

function viewOf({ scrollTop, clientHeight }: HTMLElement): View {
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const rowHeight = ROW_REM * rem;
  return {
    first: Math.floor(scrollTop / rowHeight) - BEYOND,
    end: Math.ceil((scrollTop + clientHeight) / rowHeight) + BEYOND,
    rowHeight,
  };
}

const isSame = (one: View, other: View): boolean =>
  one.first === other.first && one.end === other.end && one.rowHeight === other.rowHeight;

/**
 * Which of many rows of the same height a scrolled element shows.
 *
 * @param kept the numbers of rows that are rendered wherever they are
 */
export function useRowWindow(
  scroller: RefObject<HTMLElement | null>,
  count: number,
  kept: readonly number[],
): RowWindow {
  const [{ first, end, rowHeight }, setView] = useState<View>({ first: 0, end: 16, rowHeight: ROW_REM * 16 });
  useEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const read = (): void => {
      const now = viewOf(element);
      setView((before) => (isSame(before, now) ? before : now));
    };
    read();
    const resized = new ResizeObserver(read);
    resized.observe(element);
    element.addEventListener('scroll', read, { passive: true });
    return () => {
      resized.disconnect();
      element.removeEventListener('scroll', read);
    };
  }, [scroller]);
  const shown = new Set([...Array.from({ length: end - first }, (_, nth) => first + nth), ...kept]);
  return {
    rowHeight,
    rows: [...shown].filter((row) => row >= 0 && row < count).toSorted((one, other) => one - other),
  };
}
