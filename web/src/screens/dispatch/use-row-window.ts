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
  const [{ top, height, rowHeight }, setView] = useState({ top: 0, height: 800, rowHeight: ROW_REM * 16 });
  useEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const read = (): void => {
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      setView({ top: element.scrollTop, height: element.clientHeight, rowHeight: ROW_REM * rem });
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
  const first = Math.max(0, Math.floor(top / rowHeight) - BEYOND);
  const last = Math.min(count, Math.ceil((top + height) / rowHeight) + BEYOND);
  const shown = new Set([
    ...Array.from({ length: Math.max(0, last - first) }, (_, nth) => first + nth),
    ...kept,
  ]);
  return {
    rowHeight,
    rows: [...shown].filter((row) => row >= 0 && row < count).toSorted((one, other) => one - other),
  };
}
